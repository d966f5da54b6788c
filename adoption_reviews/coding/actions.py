"""Marking passages of a text as evidence, changing and moving marks, and taking them away.

A `source` is an interview or a case study: see `sources.Source`. The audit log names codes and
ids, never words. What is done here `undoing.undo` undoes.
"""

from collections.abc import Collection

from django.db import transaction

from adoption_reviews.codes import THEMES
from adoption_reviews.coding import backs
from adoption_reviews.coding.changes import (
    CodingRefused,
    Done,
    held,
    record,
    record_move,
    refuse_others,
)
from adoption_reviews.coding.giving import can_be_given, title_of
from adoption_reviews.coding.sources import Part, Span
from adoption_reviews.models import Theme
from adoption_reviews.vocabulary import Direction

OUTSIDE = (
    "The passage reaches outside its {part}. "
    "If the text was corrected meanwhile, reload the page and select the words again"
)
CHANGED = "The text has changed since this page was opened. Reload it and select the words again"
TWIN = "These words are a passage of yours already: give it the code instead"
TWIN_OF_OTHERS = "These words are a passage of the same person already"
THERE = "You have already marked these words with that code"


def add_coding(
    *,
    source,
    span: Span,
    framework_ref: str,
    code: str,
    direction: str,
    by,
    words: str | None = None,
    memo: str = "",
):
    """Say that the words at `span` are evidence of a code; gives the coding. Marks the passage if
    need be, and notes that its parts have been looked at.

    `words` is what the coder saw there: the text may have been corrected meanwhile. Raises
    CodingRefused; then nothing was stored.
    """
    # Read before the text is held, so that others wait less for it; again if it changed meanwhile.
    revision, stretch = source.words_revision, source.stretch(span.start_part, span.end_part)
    with transaction.atomic():
        source = held(source)
        parts = _parts_of(source, span, stretch if source.words_revision == revision else None)
        _check(source, framework_ref, code, direction)
        quote = _words_at(source, span, parts, words)
        place = _columns(source, span)
        passage = source.passages.filter(**place, quote=quote, created_by=by).first()
        if passage is None:
            passage = source.passages.create(**place, quote=quote, created_by=by)
        elif _is_given(passage, framework_ref, code, by):
            raise CodingRefused(THERE, "key")
        coding = passage.codings.create(
            framework_ref=framework_ref,
            code=code,
            direction=direction,
            memo=memo,
            author=by,
            **source.values_of_new_coding(by),
        )
        source.note_looked_at([each.id for each in parts], by)
        record("coding.added", source, coding, by)
    return coding


@transaction.atomic
def remove_coding(*, source, coding, by) -> Done:
    """Remove one's own coding, and its passage when it was the last one. Raises PermissionDenied
    for somebody else's.
    """
    refuse_others(coding.author_id, by)
    source, passage = held(source), coding.passage
    title = title_of(coding.framework_ref, coding.code)
    is_last = not passage.codings.exclude(pk=coding.pk).exists()
    done = Done(
        said=f"Removed: {title}",
        passage=passage.pk,
        parts=frozenset([str(getattr(passage, passage.START))]),
        back=backs.restoring(source, passage, coding, is_last),
    )
    record("coding.removed", source, coding, by)
    (passage if is_last else coding).delete()
    return done


@transaction.atomic
def change_coding(
    *,
    source,
    coding,
    by,
    direction: str | None = None,
    memo: str | None = None,
    framework_ref: str | None = None,
    code: str | None = None,
) -> Done:
    """Change direction, memo or code (with its framework) of one's own coding: those given.

    Raises CodingRefused, or PermissionDenied for somebody else's.
    """
    refuse_others(coding.author_id, by)
    source = held(source)
    back = backs.changing(coding)
    if direction is not None:
        coding.direction = direction
    if memo is not None:
        coding.memo = memo
    if code is not None and (framework_ref, code) != (coding.framework_ref, coding.code):
        if _is_given(coding.passage, framework_ref, code, by):
            raise CodingRefused(THERE, "key")
        coding.framework_ref, coding.code = framework_ref, code
        _check(source, framework_ref, code, coding.direction)
    elif coding.direction not in Direction.values:
        raise CodingRefused(f"There is no direction called {direction}", "direction")
    coding.save()
    record("coding.changed", source, coding, by)
    passage = coding.passage
    return Done(
        said=f"Changed: {title_of(coding.framework_ref, coding.code)}",
        passage=passage.pk,
        parts=frozenset([str(getattr(passage, passage.START))]),
        back=back,
    )


@transaction.atomic
def move_passage(*, source, passage, span: Span, by, words: str | None = None) -> Done:
    """Move the ends of one's own passage; its codings stay. A cleared quote needs a look then.

    One that a correction took the words from may be moved by anybody: who marked it may have left.
    Raises CodingRefused, or PermissionDenied for somebody else's.
    """
    if not passage.needs_a_look:
        refuse_others(passage.created_by_id, by)
    source = held(source)
    parts = _parts_of(source, span)
    quote = _words_at(source, span, parts, words)
    place = _columns(source, span)
    owner = passage.created_by_id
    twin = source.passages.filter(**place, quote=quote, created_by=owner).exclude(pk=passage.pk)
    if twin.exists():
        raise CodingRefused(TWIN if owner == by.pk else TWIN_OF_OTHERS)
    back = backs.moving(source, passage)
    before = str(getattr(passage, passage.START))
    passage.move(quote)
    for column, value in place.items():
        setattr(passage, column, value)
    passage.save()
    source.note_looked_at([each.id for each in parts], by)
    record_move(source, passage, by)
    return Done(
        said="The passage has new ends",
        passage=passage.pk,
        parts=frozenset([before, span.start_part]),
        back=back,
    )


def _check(source, framework_ref: str, code: str, direction: str) -> None:
    if framework_ref == THEMES:  # it must not be merged or retired before the coding is there
        Theme.objects.select_for_update().filter(key=code).first()
    if not can_be_given(source.review, framework_ref, code):
        raise CodingRefused(f"There is no code called {code} that can be given", "key")
    if direction not in Direction.values:
        raise CodingRefused(f"There is no direction called {direction}", "direction")


def _is_given(passage, framework_ref: str, code: str, by) -> bool:
    return passage.codings.filter(framework_ref=framework_ref, code=code, author=by).exists()


def _columns(source, span: Span) -> dict:
    model = source.passages.model
    return {
        model.START: span.start_part,
        "start_offset": span.start_offset,
        model.END: span.end_part,
        "end_offset": span.end_offset,
    }


def _parts_of(source, span: Span, stretch: list[Part] | None = None) -> list[Part]:
    """The parts of a span. `stretch`: those, where they were read already."""
    parts = source.stretch(span.start_part, span.end_part) if stretch is None else stretch
    if not parts and source.stretch(span.end_part, span.start_part):
        raise CodingRefused("The passage ends before it begins")
    if not parts:
        raise CodingRefused("These words are not in this text")
    return parts


def _words_at(source, span: Span, parts: list[Part], words: str | None) -> str:
    """The words of a span. Raises CodingRefused for a span that is not one."""
    if len(parts) == 1 and span.start_offset >= span.end_offset:
        raise CodingRefused("The passage ends before it begins")
    starts_inside = 0 <= span.start_offset < len(parts[0].text)
    if not starts_inside or not 0 < span.end_offset <= len(parts[-1].text):
        raise CodingRefused(OUTSIDE.format(part=source.PART))
    quote = span.words(parts)
    if not quote.strip():
        raise CodingRefused("Select some words")
    if words is not None and words != quote:
        raise CodingRefused(CHANGED)
    return quote


def look_at(*, source, parts: Collection[str], by) -> None:
    """Keep that `by` has read parts of the text. Nobody's evidence, so the audit log has none."""
    known = set(source.part_ids())
    source.note_looked_at([each for each in parts if each in known], by)
