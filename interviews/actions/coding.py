"""Marking passages as evidence.

The audit log names codes and ids, never words.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.anchoring import words_between
from adoption_reviews.frameworks import get_framework
from adoption_reviews.vocabulary import Direction
from interviews.models import Coding, Interview, Passage
from interviews.queries.passages import has_its_words

OUTSIDE = (
    "The passage reaches outside its segment. "
    "If the transcript was corrected meanwhile, reload the page and select the words again"
)
CHANGED = (
    "The transcript has changed since this page was opened. Reload it and select the words again"
)


class CodingRefused(ValueError):
    """What was asked for cannot be done; the message says why. `field` is the one to blame."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a transcript. Offsets count code points; `end_offset` is the first one after."""

    start_segment: UUID
    start_offset: int
    end_segment: UUID
    end_offset: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A coding that was removed, and its passage, in values that JSON can hold."""

    passage: dict
    coding: dict


@transaction.atomic
def add_coding(
    *, interview: Interview, span: Span, code: str, direction: str, by, words: str | None = None
) -> Coding:
    """Say that the words at `span` are evidence of `code`. Marks the passage if need be.

    `words` is what the coder saw there: the transcript may have been corrected meanwhile.
    Raises CodingRefused; then nothing was stored.
    """
    # Segments must not change between the check of the offsets and the passage.
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    framework_ref = interview.review.influences_ref
    if code not in get_framework(framework_ref).codes():
        raise CodingRefused(f"There is no influence called {code}", "code")
    if direction not in Direction.values:
        raise CodingRefused(f"There is no direction called {direction}", "direction")
    quote = _words_at(interview, span)
    if words is not None and words != quote:
        raise CodingRefused(CHANGED)
    place = _columns(span)
    passage = interview.passages.filter(**place, created_by=by).first()
    if passage is None:
        passage = interview.passages.create(**place, created_by=by, quote=quote)
    elif passage.codings.filter(framework_ref=framework_ref, code=code, author=by).exists():
        raise CodingRefused("You have already marked these words as that influence", "code")
    coding = Coding.objects.create(
        passage=passage, framework_ref=framework_ref, code=code, direction=direction, author=by
    )
    _record("coding.added", coding, by)
    return coding


def _columns(span: Span) -> dict:
    return {
        "start_segment_id": span.start_segment,
        "start_offset": span.start_offset,
        "end_segment_id": span.end_segment,
        "end_offset": span.end_offset,
    }


def _words_at(interview: Interview, span: Span) -> str:
    """The words of a span. Raises CodingRefused for a span that is not one."""
    segments = {each.pk: each for each in interview.segments.standing()}
    start, end = segments.get(span.start_segment), segments.get(span.end_segment)
    if start is None or end is None:
        raise CodingRefused("These words are not in this interview's transcript")
    order = list(segments)
    first, last = order.index(start.pk), order.index(end.pk)
    if (first, span.start_offset) >= (last, span.end_offset):
        raise CodingRefused("The passage ends before it begins")
    if not 0 <= span.start_offset < len(start.text) or not 0 < span.end_offset <= len(end.text):
        raise CodingRefused(OUTSIDE)
    texts = [segments[key].text for key in order[first : last + 1]]
    words = words_between(texts, span.start_offset, span.end_offset)
    if not words.strip():
        raise CodingRefused("Select some words")
    return words


def _record(verb: str, coding: Coding, by, **detail) -> None:
    passage = coding.passage
    audit.record(
        by=by,
        verb=verb,
        on=coding,
        review=passage.interview.review,
        interview=passage.interview.number,
        passage=passage.pk,
        framework=coding.framework_ref,
        code=coding.code,
        direction=coding.direction,
        **detail,
    )


@transaction.atomic
def remove_coding(*, coding: Coding, by) -> Removed:
    """Remove a coding, and its passage when it was the last one. Gives what `restore` needs."""
    passage = coding.passage
    Interview.objects.select_for_update().get(pk=passage.interview_id)
    removed = Removed(
        passage={
            "pk": passage.pk,
            "start_segment_id": str(passage.start_segment_id),
            "start_offset": passage.start_offset,
            "end_segment_id": str(passage.end_segment_id),
            "end_offset": passage.end_offset,
            "marked_start_version": passage.marked_start_version,
            "marked_start_offset": passage.marked_start_offset,
            "marked_end_version": passage.marked_end_version,
            "marked_end_offset": passage.marked_end_offset,
            "quote": passage.quote,
            "anonymised_quote": passage.anonymised_quote,
            "is_usable": passage.is_usable,
            "needs_a_look": passage.needs_a_look,
            "created_by_id": passage.created_by_id,
        },
        coding={
            "framework_ref": coding.framework_ref,
            "code": coding.code,
            "direction": coding.direction,
            "memo": coding.memo,
            "author_id": coding.author_id,
        },
    )
    _record("coding.removed", coding, by)
    coding.delete()
    if not passage.codings.exists():
        passage.delete()
    return removed


@transaction.atomic
def restore_coding(*, interview: Interview, removed: Removed, by) -> Coding:
    """Put back what `remove_coding` took away, with its author and its quote.

    Raises CodingRefused when the transcript was corrected meanwhile or it is there already.
    """
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    passage = interview.passages.filter(pk=removed.passage["pk"]).first()
    if passage is None:
        values = {key: value for key, value in removed.passage.items() if key != "pk"}
        passage = Passage(interview=interview, **values)
        if not passage.needs_a_look and not has_its_words(passage):
            raise CodingRefused(CHANGED)
        passage.save()
    same = {key: removed.coding[key] for key in ("framework_ref", "code", "author_id")}
    if passage.codings.filter(**same).exists():
        raise CodingRefused("These words are already marked as that influence")
    coding = Coding.objects.create(passage=passage, **removed.coding)
    _record("coding.added", coding, by, restored=True)
    return coding
