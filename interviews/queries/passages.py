"""One passage: its words where they stand, and whether they may be quoted."""

from dataclasses import dataclass

from django.db.models import Q

from adoption_reviews.anchoring import words_between
from interviews.models import Passage, Segment


def _texts(passage: Passage) -> list[str]:
    """The texts of the segments a passage reaches through, as they stand."""
    start, end = passage.start_segment, passage.end_segment
    if start.pk == end.pk:
        return [] if start.deleted_at else [start.text]
    segments = passage.interview.segments.standing().filter(
        position__range=(start.position, end.position)
    )
    if start.deleted_at or end.deleted_at:
        return []
    return [segment.text for segment in segments]


def has_its_words(passage: Passage) -> bool:
    """Whether the words at the passage's place are its quote."""
    texts = _texts(passage)
    return bool(texts) and (
        words_between(texts, passage.start_offset, passage.end_offset) == passage.quote
    )


def may_be_quoted(passage: Passage) -> bool:
    """Whether who said it agreed to be quoted: all who took part when it is not known who did."""
    speaker = passage.start_segment.participant
    speakers = [speaker] if speaker else list(passage.interview.participants.all())
    return bool(speakers) and all(
        each.consent_to_quote and each.withdrawn_at is None for each in speakers
    )


def said_by(participant):
    """The passages that need this participant's consent to be quoted: a QuerySet.

    Where it is not known who speaks, everybody in the interview must have agreed.
    """
    return Passage.objects.filter(
        Q(start_segment__participant=participant)
        | Q(start_segment__participant=None, interview__participants=participant)
    )


@dataclass(frozen=True, slots=True)
class InContext:
    """A segment around a passage, cut into what is before it, in it and after it."""

    number: int
    segment: Segment
    before: str
    inside: str
    after: str


def in_context(passage: Passage, around: int = 1) -> list[InContext]:
    """The passage's segments with `around` more at each side, marked where its words stand.

    Empty when they no longer do.
    """
    if not has_its_words(passage):
        return []
    segments = list(passage.interview.segments.standing())
    order = [segment.pk for segment in segments]
    first = order.index(passage.start_segment_id)
    last = order.index(passage.end_segment_id)
    cut = []
    for place in range(max(0, first - around), min(len(segments), last + around + 1)):
        text = segments[place].text
        start, end = 0, len(text)
        if place == first:
            start = passage.start_offset
        if place == last:
            end = passage.end_offset
        if place < first:
            start = end
        if place > last:
            end = start
        cut.append(InContext(place + 1, segments[place], text[:start], text[start:end], text[end:]))
    return cut
