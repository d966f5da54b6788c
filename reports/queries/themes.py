"""Themes as their pages show them: who may change one, what became of it, what can be undone."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localtime

from adoption_reviews.codes import THEMES
from adoption_reviews.models import Review, Theme, ThemeChange
from adoption_reviews.roles import Role
from casestudies.models import Coding as CaseStudyCoding
from interviews.models import Coding

Verb = ThemeChange.Verb

# After "Jo Black has": what stands in the way of undoing an earlier change.
DONE_SINCE = {
    Verb.DESCRIBED: "renamed or described it",
    Verb.NESTED: "nested it elsewhere",
    Verb.MERGED: "moved the passages on by merging",
    Verb.SPLIT: "moved some of the passages on",
    Verb.RETIRED: "retired it",
    Verb.BROUGHT_BACK: "brought it back",
    Verb.SHARED: "moved it to the whole hub",
}


def _themes():
    return Theme.objects.select_related("review", "parent", "merged_into", "created_by")


def theme_of(review: Review | None, key: str) -> Theme | None:
    """The theme of the review or the hub with this key, its parent and the other theme joined."""
    return _themes().filter(Q(review=review) | Q(review=None), key=key).first()


def themes_of_hub():
    """All themes of the whole hub by title, retired and merged ones too: a QuerySet."""
    return _themes().filter(review=None)


def given_themes(review: Review | None, of_hub: bool = False):
    """Themes that passages of the review can be coded with, by title, or only the hub's: a
    QuerySet."""
    themes = Theme.objects.filter(Q(review=None) if of_hub else Q(review=review) | Q(review=None))
    return themes.filter(retired_at=None, merged_into=None)


def last_change(theme: Theme) -> ThemeChange | None:
    """The latest change of the theme itself, who made it joined."""
    return theme.changes.select_related("by").first()


def may_change(theme: Theme, user_access) -> bool:
    """Whether somebody who codes in the review may change the theme, not only use it."""
    if theme.review_id:
        return True
    return theme.created_by_id == user_access.user.pk or user_access.holds(Role.HUB_ADMINISTRATOR)


def may_undo(change: ThemeChange, user_access) -> bool:
    """Whether somebody who codes in the review may undo the change: passages of a theme of the
    hub were moved by those of one review."""
    return change.verb == Verb.SPLIT or may_change(change.theme, user_access)


def is_used_elsewhere(theme: Theme, review_id: int) -> bool:
    """Whether another review codes with it, or has or had a theme in it; or the hub has."""
    own = {"framework_ref": THEMES, "code": theme.key}
    return (
        Coding.objects.filter(**own).exclude(passage__interview__review=review_id).exists()
        or CaseStudyCoding.objects.filter(**own)
        .exclude(passage__case_study__review=review_id)
        .exists()
        or Theme.objects.filter(Q(parent=theme) | Q(merged_into=theme))
        .exclude(review=review_id)
        .exists()
    )


@dataclass(frozen=True, slots=True)
class Event:
    """One change as the theme's history tells it."""

    change: ThemeChange
    words: str  # what was done, after the name of who did it
    facts: list[tuple[str, str, str]]  # what changed, before, after
    why_not: str  # why it cannot be undone, as a sentence; "" when it can


def history(theme: Theme, review_ids: set[int]) -> list[Event]:
    """Every change of the theme, and of others into it, newest first. Nine queries at most.

    `review_ids`: the reviews whose passages the viewer codes. Of a theme of the hub nothing is
    told that was done in other reviews, nor what it was before it left another.
    """
    changes = [each for each in _changes(theme) if _may_be_told(each, review_ids)]
    origin = next((each for each in changes if each.verb == Verb.SHARED), None)
    came_from_elsewhere = origin and origin.before["review"] not in review_ids
    if came_from_elsewhere:
        changes = [each for each in changes if each.pk >= origin.pk]
    titles = dict(Theme.objects.filter(pk__in=_themes_named(changes)).values_list("pk", "title"))
    since = _since(min((each.pk for each in changes), default=0))
    return [
        Event(
            change=each,
            words=_words(each, theme, titles),
            facts=[] if came_from_elsewhere and each == origin else _facts(each, titles),
            why_not="" if each.undone_at else _why_not(each, since),
        )
        for each in changes
    ]


def change_of(theme: Theme, pk: int, review_ids: set[int]) -> Event | None:
    """One change as `history` tells it."""
    return next((each for each in history(theme, review_ids) if each.change.pk == pk), None)


def why_not_undone(change: ThemeChange) -> str:
    """Why a change cannot be undone, as a sentence; empty when it can."""
    return _why_not(change, _since(change.pk))


def ids_moved(moved: dict) -> set[tuple[str, int]]:
    """The codings that a move took along and that may be there, as (kind of text, id)."""
    return {
        (kind, pk)
        for kind, part in moved.items()
        if kind != "themes"
        for pk in [*part["ids"], *(pair["after"]["id"] for pair in part["joined"])]
    }


def _changes(theme: Theme) -> list[ThemeChange]:
    into = Q(after__into=theme.pk) | Q(after__merged_into=theme.pk)
    changes = ThemeChange.objects.filter(Q(theme=theme) | into)
    return list(changes.select_related("theme__review", "by", "undone_by"))


def _may_be_told(change: ThemeChange, review_ids: set[int]) -> bool:
    done_in = change.after.get("review") if change.verb == Verb.SPLIT else change.theme.review_id
    return done_in is None or done_in in review_ids


def _since(pk: int) -> list[ThemeChange]:
    """Changes that stand, from this one on, newest first."""
    return list(ThemeChange.objects.filter(pk__gte=pk, undone_at=None).select_related("by"))


def _why_not(change: ThemeChange, since: list[ThemeChange]) -> str:
    if change.theme.merged_into_id and change.verb != Verb.MERGED:
        return "The theme has been merged into another since: undo that first"
    if change.verb == Verb.CREATED:
        return "The theme is retired already" if change.theme.retired_at else ""
    rival = next((each for each in reversed(since) if _rests_on(each, change)), None)
    if rival:
        done = DONE_SINCE[Verb(rival.verb)]
        when = f"{localtime(rival.at):%-d %B %Y}"
        return f"{rival.by} has {done} since, on {when}: undo that first"
    if change.verb == Verb.SHARED and is_used_elsewhere(change.theme, change.before["review"]):
        return "Other reviews use this theme now: it stays with the hub"
    return ""


def _rests_on(later: ThemeChange, change: ThemeChange) -> bool:
    """Whether a later change would be contradicted if `change` were undone."""
    if later.pk <= change.pk:
        return False
    if change.verb in (Verb.MERGED, Verb.SPLIT):
        return bool(ids_moved(change.moved) & ids_moved(later.moved))
    return later.theme_id == change.theme_id and bool(set(change.after) & set(later.after))


# --- In words ------------------------------------------------------------------------------------


def _themes_named(changes: list[ThemeChange]) -> set[int]:
    return {
        values[name]
        for change in changes
        for values in (change.before, change.after)
        for name in ("parent", "merged_into", "into")
        if values.get(name)
    }


def _words(change: ThemeChange, theme: Theme, titles: dict[int, str]) -> str:
    """What was done to `theme`, after the name of who did it."""
    into = titles.get(change.after.get("into") or change.after.get("merged_into"), "another theme")
    if change.theme_id != theme.pk:
        done = "merged" if change.verb == Verb.MERGED else "moved passages of"
        return f"{done} the theme “{change.theme.title}” into this one"
    return {
        Verb.CREATED: "made the theme",
        Verb.DESCRIBED: "renamed it" if "title" in change.after else "described it",
        Verb.NESTED: "nested it elsewhere",
        Verb.MERGED: f"merged it into “{into}”",
        Verb.SPLIT: f"moved some of its passages to “{into}”",
        Verb.RETIRED: "retired it",
        Verb.BROUGHT_BACK: "brought it back",
        Verb.SHARED: "moved it to the whole hub",
    }[Verb(change.verb)]


def _facts(change: ThemeChange, titles: dict[int, str]) -> list[tuple[str, str, str]]:
    facts = []
    for name, label in (("title", "Title"), ("description", "Description")):
        if name in change.after:
            before, after = change.before.get(name, ""), change.after[name]
            if before or after:
                facts.append((label, before, after))
    if "parent" in change.after and (change.before.get("parent") or change.after["parent"]):
        before, after = change.before.get("parent"), change.after["parent"]
        facts.append(("Nested in", titles.get(before, ""), titles.get(after, "")))
    return facts
