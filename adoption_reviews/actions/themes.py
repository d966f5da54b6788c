"""Writing themes: codes that reviewers make. Every change is kept, with all it takes to undo it.

A theme of the whole hub is seen in every review: only whoever made it and hub administrators
change it. What moves passages from one theme to another is in `reports`, which knows the texts.
"""

from secrets import token_hex

from django.db import transaction
from django.utils import timezone

from adoption_reviews.actions.theme_rules import (
    ThemeOutdated,
    ThemeRefused,
    checked_parent,
    checked_title,
    held,
    record_change,
    snapshot,
    themes_to_change,
    write,
)
from adoption_reviews.models import Theme, ThemeChange

Verb = ThemeChange.Verb

__all__ = [
    "ThemeOutdated",
    "ThemeRefused",
    "bring_back_theme",
    "create_theme",
    "describe_theme",
    "nest_theme",
    "retire_theme",
    "share_theme",
]


@transaction.atomic
def create_theme(*, review, title, description="", parent=None, key="", by) -> Theme:
    """Make a theme of `review`, nested in the theme `parent` if one is given.

    `key` is one of its own that no other theme has; one is made up when none is given.

    Raises ThemeRefused for a title that is empty, too long or there already in the review or the
    hub, and for a parent it cannot be nested in.
    """
    known = themes_to_change(review)
    theme = Theme(
        key=key or f"t-{token_hex(4)}",
        review=review,
        title=checked_title(title, known),
        description=description.strip(),
        created_by=by,
    )
    theme.parent = checked_parent(theme, parent, known)
    theme.save()
    record_change(
        "theme.created",
        theme,
        Verb.CREATED,
        after={"title": theme.title, "description": theme.description, "parent": theme.parent_id},
        by=by,
    )
    return theme


@transaction.atomic
def describe_theme(*, theme, title, description, base_version, by) -> Theme:
    """Give the theme a title and a description; saying what is there changes nothing.

    Raises ThemeOutdated when it has been changed since `base_version`, with something else, and
    ThemeRefused.
    """
    now, known = held(theme)
    values = {
        "title": checked_title(title, known, own=now),
        "description": description.strip(),
    }
    changed = {name: value for name, value in values.items() if getattr(now, name) != value}
    if not changed:
        return now
    _check_version(now, base_version)
    before = write(now, changed)
    record_change(
        "theme.described", now, Verb.DESCRIBED, before=before, after=snapshot(now, before), by=by
    )
    return now


@transaction.atomic
def nest_theme(*, theme, parent, base_version, by) -> Theme:
    """Put the theme under `parent`, or under none. Raises ThemeOutdated, ThemeRefused."""
    now, known = held(theme)
    parent = checked_parent(now, parent, known)
    if parent == now.parent:
        return now
    _check_version(now, base_version)
    before = write(now, {"parent": parent})
    after = snapshot(now, before)
    record_change("theme.nested", now, Verb.NESTED, before=before, after=after, by=by)
    return now


@transaction.atomic
def retire_theme(*, theme, base_version, by) -> Theme:
    """Offer the theme no more; what is coded with it stays. Raises ThemeOutdated, ThemeRefused."""
    now, _ = held(theme)
    if now.retired_at:
        return now
    _check_version(now, base_version)
    before = write(now, {"retired_at": timezone.now()})
    after = snapshot(now, before)
    record_change("theme.retired", now, Verb.RETIRED, before=before, after=after, by=by)
    return now


@transaction.atomic
def bring_back_theme(*, theme, base_version, by) -> Theme:
    """Offer a retired theme again. Raises ThemeOutdated, ThemeRefused."""
    now, known = held(theme)
    if not now.retired_at:
        return now
    _check_version(now, base_version)
    checked_title(now.title, known, own=now)
    before = write(now, {"retired_at": None})
    after = snapshot(now, before)
    record_change("theme.brought_back", now, Verb.BROUGHT_BACK, before=before, after=after, by=by)
    return now


@transaction.atomic
def share_theme(*, theme, base_version, by) -> Theme:
    """Move a review's theme to the whole hub, out of a theme of the review that it is nested in.

    Raises ThemeOutdated, and ThemeRefused for a title that the hub has already.
    """
    now, known = held(theme)
    if now.review_id is None:
        return now
    _check_version(now, base_version)
    of_hub = {key: each for key, each in known.items() if each.review_id is None}
    checked_title(now.title, of_hub)
    values = {"review": None}
    if now.parent_id and now.parent_id not in of_hub:
        values["parent"] = None
    review = now.review
    before = write(now, values)
    after = snapshot(now, before)
    record_change(
        "theme.shared", now, Verb.SHARED, before=before, after=after, by=by, review=review
    )
    return now


def _check_version(theme: Theme, base_version: int) -> None:
    if base_version != theme.version:
        raise ThemeOutdated(theme)
