"""The rules that every change of a theme keeps, and how a change is kept."""

from datetime import datetime

from django.db.models import Q

from adoption_reviews import audit
from adoption_reviews.models import Theme, ThemeChange

LONGEST = 200  # characters of a title
LEVELS = 4  # themes nested deeper than this are lost from sight


class ThemeRefused(ValueError):
    """What was asked for cannot be done; the message says why. `field` is the one to blame."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.field = field


class ThemeOutdated(ThemeRefused):
    """Somebody else changed the theme since it was read. `theme` is as it stands now."""

    def __init__(self, theme: Theme):
        super().__init__("Somebody else has changed this theme since you opened the page")
        self.theme = theme


def themes_to_change(review) -> dict[int, Theme]:
    """All themes that `review` knows, by id, held until the transaction ends.

    One change at a time: otherwise two could agree with the rules and break them together. The
    review's row is held too, for it may have no theme yet.
    """
    if review is not None:
        type(review).objects.select_for_update(of=("self",)).get(pk=review.pk)
    themes = Theme.objects.filter(Q(review=review) | Q(review=None)).order_by("pk")
    return {each.pk: each for each in themes.select_for_update(of=("self",))}


def checked_title(title: str, known: dict[int, Theme], own: Theme | None = None) -> str:
    """The title without spaces around it. Raises ThemeRefused. `own`: the theme that has it."""
    title = " ".join(title.split())
    if not title:
        raise ThemeRefused("Enter a title", "title")
    if len(title) > LONGEST:
        raise ThemeRefused(f"Title must be {LONGEST} characters or fewer", "title")
    for theme in known.values():
        if theme.title.casefold() != title.casefold() or theme == own or theme.merged_into_id:
            continue
        if theme.retired_at:
            raise ThemeRefused(
                f"There is a retired theme called {theme.title}: bring it back", "title"
            )
        raise ThemeRefused(f"There is a theme called {theme.title} already", "title")
    return title


def checked_parent(theme: Theme, parent: Theme | None, known: dict[int, Theme]) -> Theme | None:
    """The theme to nest `theme` in, as it is now. Raises ThemeRefused."""
    if parent is None:
        return None
    parent = known.get(parent.pk)
    if parent is None or not parent.is_given:
        raise ThemeRefused("The theme to nest it in is not there any more", "parent")
    if theme.review_id is None and parent.review_id is not None:
        raise ThemeRefused("A theme of the hub can only be nested in another of the hub", "parent")
    above = [each.pk for each in lineage(parent, known)]
    if theme.pk in above:
        raise ThemeRefused("A theme cannot be nested in itself or in one below it", "parent")
    if len(above) + depth_below(theme, known) > LEVELS:
        raise ThemeRefused(f"Themes can be nested {LEVELS} levels deep, no deeper", "parent")
    return parent


def lineage(theme: Theme, known: dict[int, Theme]) -> list[Theme]:
    """The theme, the one it is nested in, the one that is nested in, to the top."""
    found = [theme]
    while found[-1].parent_id in known:
        found.append(known[found[-1].parent_id])
    return found


def depth_below(theme: Theme, known: dict[int, Theme]) -> int:
    """How many levels the theme and those nested in it take: 1 when there are none."""
    nested = [each for each in known.values() if theme.pk and each.parent_id == theme.pk]
    return 1 + max((depth_below(each, known) for each in nested), default=0)


def held(theme: Theme) -> tuple[Theme, dict[int, Theme]]:
    """The theme as it stands, and all that may be changed with it, held. For a change of it.

    Raises ThemeOutdated when it left its review meanwhile, ThemeRefused for a merged one.
    """
    known = themes_to_change(theme.review)
    if theme.pk not in known:
        raise ThemeOutdated(Theme.objects.get(pk=theme.pk))
    theme = known[theme.pk]
    if theme.merged_into_id:
        raise ThemeRefused("This theme has been merged into another. Undo that first")
    return theme, known


def write(theme: Theme, values: dict) -> dict:
    """Set fields by name and save; their values before, in what JSON can hold."""
    before = snapshot(theme, values)
    for name, value in values.items():
        setattr(theme, name, value)
    theme.version += 1
    theme.save()
    return before


def snapshot(theme: Theme, names) -> dict:
    """The theme's values of these fields, in what JSON can hold: ids, and times as text."""
    found = {}
    for name in names:
        value = getattr(theme, theme._meta.get_field(name).attname)
        found[name] = value.isoformat() if isinstance(value, datetime) else value
    return found


def record_change(
    event: str,
    theme: Theme,
    verb: str,
    *,
    by,
    before=None,
    after=None,
    moved=None,
    review=None,
    **detail,
) -> ThemeChange:
    """Keep a change and write its audit event, which names the theme's key and never its title.

    `review` is where it was done, if that is not the theme's own.
    """
    change = theme.changes.create(
        verb=verb, before=before or {}, after=after or {}, moved=moved or {}, by=by
    )
    audit.record(
        by=by, verb=event, on=theme, review=review or theme.review, theme=theme.key, **detail
    )
    return change
