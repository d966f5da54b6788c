"""Themes: made, described, nested, merged, split, retired, shared; every change undoable."""

import pytest

from adoption_reviews.actions.themes import ThemeRefused, create_theme
from adoption_reviews.models import AuditEvent, Theme, ThemeChange


def test_create_theme_keeps_the_change_and_writes_an_event_without_words(review, reviewer):
    theme = create_theme(
        review=review, title="  Quiet   champions ", description=" Who? ", by=reviewer
    )

    assert (theme.title, theme.description, theme.review) == ("Quiet champions", "Who?", review)
    change = ThemeChange.objects.get()
    assert (change.theme, change.verb, change.by) == (theme, "created", reviewer)
    assert change.after == {"title": "Quiet champions", "description": "Who?", "parent": None}
    event = AuditEvent.objects.get()
    assert (event.verb, event.review, event.detail) == (
        "theme.created",
        review,
        {"theme": theme.key},
    )


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("  ", "Enter a title"),
        ("x" * 201, "Title must be 200 characters or fewer"),
        ("quiet  CHAMPIONS", "There is a theme called Quiet champions already"),
    ],
)
def test_create_theme_with_a_bad_title_is_refused(review, reviewer, title, sentence):
    create_theme(review=review, title="Quiet champions", by=reviewer)

    with pytest.raises(ThemeRefused) as refusal:
        create_theme(review=review, title=title, by=reviewer)

    assert (str(refusal.value), refusal.value.field) == (sentence, "title")
    assert Theme.objects.count() == 1
