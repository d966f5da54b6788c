"""Changes of themes that move passages, and undoing any change of a theme."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.actions.theme_rules import (
    checked_parent,
    checked_title,
    held,
    lineage,
    record_change,
    themes_to_change,
    write,
)
from adoption_reviews.actions.themes import ThemeOutdated, ThemeRefused, create_theme
from adoption_reviews.models import Review, Theme, ThemeChange
from reports.actions.moving_codings import codings_of, move_back, move_codings
from reports.queries.themes import why_not_undone

Verb = ThemeChange.Verb


@transaction.atomic
def merge_theme(*, theme, into, base_version, by) -> Theme:
    """Move all that is coded with `theme`, and the themes nested in it, to the theme `into`.

    Everybody's codings move, also those that `by` may not see. Raises ThemeOutdated,
    ThemeRefused.
    """
    now, known = held(theme)
    into = _checked_target(now, known.get(into.pk))
    if base_version != now.version:
        raise ThemeOutdated(now)
    moved = move_codings(codings_of(now), now, into)
    moved["themes"] = _move_nested(now, into, known)
    write(now, {"merged_into": into})
    record_change(
        "theme.merged",
        now,
        Verb.MERGED,
        before={"merged_into": None},
        after={"merged_into": into.pk},
        moved=moved,
        by=by,
        into=into.key,
    )
    return into


def _checked_target(theme: Theme, into: Theme | None) -> Theme:
    if into is None or not into.is_given:
        raise ThemeRefused("That theme is not there any more", "into")
    if into == theme:
        raise ThemeRefused("Select another theme than this one", "into")
    if theme.review_id is None and into.review_id is not None:
        raise ThemeRefused("A theme of the hub can only be merged with another of the hub", "into")
    return into


def _move_nested(theme: Theme, into: Theme, known: dict) -> list[list[int | None]]:
    """Nest in `into` what is nested in `theme`: [id, id of the theme it was in, and is in now]."""
    moved = []
    if theme in lineage(into, known)[1:]:  # else it would be nested in itself
        moved.append([into.pk, into.parent_id, theme.parent_id])
        write(into, {"parent": theme.parent})
    for child in Theme.objects.select_for_update(of=("self",)).filter(parent=theme):
        moved.append([child.pk, theme.pk, into.pk])
        write(child, {"parent": into})
    return moved


@transaction.atomic
def split_theme(*, review, theme, codings, into=None, title="", by) -> Theme:
    """Move some of a review's codings with `theme` to `into` or to a new theme called `title`.

    `codings`: rows of `reports.queries.codings`, as the person who chose them saw them. Raises
    ThemeRefused.
    """
    now, known = held(theme)
    if not codings:
        raise ThemeRefused("Select the passages that go to the other theme", "passages")
    if into is None:
        # Of the hub's theme a part may go to a theme of this review, for these passages are its.
        into = create_theme(review=review, title=title, parent=None, by=by)
    else:
        into = known.get(into.pk) or Theme.objects.filter(pk=into.pk, review=review).first()
        if into is None or not into.is_given or into == now:
            raise ThemeRefused("Select another theme that is still there", "into")
    chosen = {
        kind: rows.filter(pk__in=[each.coding_id for each in codings if each.text_kind == kind])
        for kind, rows in codings_of(now).items()
    }
    moved = move_codings(chosen, now, into)
    record_change(
        "theme.split",
        now,
        Verb.SPLIT,
        after={"into": into.pk, "review": review.pk},
        moved=moved,
        by=by,
        review=review,
        into=into.key,
    )
    return into


@transaction.atomic
def undo_theme_change(*, change, by) -> int:
    """Undo one change exactly; how many codings stayed because they were changed since.

    Raises ThemeRefused when it is undone already, or a later change rests on it.
    """
    known = themes_to_change(change.theme.review)
    change = ThemeChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.theme_id not in known:
        raise ThemeOutdated(Theme.objects.get(pk=change.theme_id))
    if change.undone_at:
        raise ThemeRefused("This change is undone already")
    reason = why_not_undone(change)
    if reason:
        raise ThemeRefused(reason)
    theme = known[change.theme_id]
    stayed = _UNDO.get(change.verb, _undo_fields)(theme, change, known)
    change.undone_at, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone_at", "undone_by"])
    audit.record(
        by=by,
        verb="theme.change_undone",
        on=theme,
        review=theme.review,
        theme=theme.key,
        change=change.pk,
        undone=change.verb,
    )
    return stayed


def _undo_fields(theme: Theme, change: ThemeChange, known: dict) -> int:
    """Give the fields their values back, if the rules still allow them."""
    values = dict(change.before)
    if "title" in values:
        checked_title(values["title"], known, own=theme)
    if values.get("parent"):
        values["parent"] = checked_parent(theme, Theme(pk=values["parent"]), known)
    if values.get("retired_at"):
        values["retired_at"] = datetime.fromisoformat(values["retired_at"])
    write(theme, values)
    return 0


def _undo_created(theme: Theme, change: ThemeChange, known: dict) -> int:
    """Nothing is coded with it: it is put away, its history with it."""
    write(theme, {"retired_at": timezone.now()})
    return 0


def _undo_shared(theme: Theme, change: ThemeChange, known: dict) -> int:
    known |= themes_to_change(Review.objects.get(pk=change.before["review"]))
    theme.review_id = change.before["review"]
    checked_title(theme.title, known, own=theme)
    values = {"review_id": theme.review_id}
    if change.before.get("parent"):
        values["parent"] = checked_parent(theme, Theme(pk=change.before["parent"]), known)
    write(theme, values)
    return 0


def _undo_merged(theme: Theme, change: ThemeChange, known: dict) -> int:
    checked_title(theme.title, known, own=theme)
    into = Theme.objects.get(pk=change.after["merged_into"])
    write(theme, {"merged_into": None})
    stayed = move_back(change.moved, theme, into)
    for key, before, after in reversed(change.moved.get("themes", [])):
        nested = Theme.objects.select_for_update(of=("self",)).get(pk=key)
        if nested.parent_id == after:
            _nest_again(nested, before, known)
    return stayed


def _nest_again(nested: Theme, parent: int | None, known: dict) -> None:
    """Unless it would be nested in itself by now: then it stays where it is."""
    if parent and nested in lineage(Theme.objects.get(pk=parent), known):
        return
    known[nested.pk] = nested
    write(nested, {"parent_id": parent})


def _undo_split(theme: Theme, change: ThemeChange, known: dict) -> int:
    return move_back(change.moved, theme, Theme.objects.get(pk=change.after["into"]))


_UNDO = {
    Verb.CREATED: _undo_created,
    Verb.SHARED: _undo_shared,
    Verb.MERGED: _undo_merged,
    Verb.SPLIT: _undo_split,
}
