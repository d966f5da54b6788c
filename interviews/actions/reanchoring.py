"""Keeping passages on their words when a segment is corrected. Part of saving a segment."""

from adoption_reviews.anchoring import moved, words_between
from interviews.models import Passage, Segment, SegmentVersion


def reanchor(*, segment: Segment, old_version: int) -> None:
    """Move every passage that reaches into `segment`, whose text or standing has just changed.

    `old_version` is the segment's version before the change. A passage whose words are gone
    keeps its place and its quote and is flagged; one whose cleared quote no longer says the same
    is flagged too. Both flags go when the words come back.
    """
    touched = Passage.objects.filter(
        interview=segment.interview_id,
        start_segment__position__lte=segment.position,
        end_segment__position__gte=segment.position,
    ).select_related("start_segment", "end_segment")
    for passage in touched:
        if passage.start_segment_id == segment.pk and passage.marked_start_version is None:
            passage.marked_start_version = old_version
            passage.marked_start_offset = passage.start_offset
        if passage.end_segment_id == segment.pk and passage.marked_end_version is None:
            passage.marked_end_version = old_version
            passage.marked_end_offset = passage.end_offset
        _follow(passage)
        passage.save()


def _follow(passage: Passage) -> None:
    segments = list(
        Segment.objects.filter(
            interview=passage.interview_id,
            position__range=(passage.start_segment.position, passage.end_segment.position),
        ).order_by("position", "pk")
    )
    # What had been deleted before the passage was marked was never part of it.
    segments = [
        each for each in segments if not each.deleted_at or each.deleted_at > passage.created_at
    ]
    texts = [each.text for each in segments]
    was_start, was_end = _marked_offsets(passage)
    before = list(texts)
    if passage.marked_end_version is not None:
        before[-1] = _text_at(passage.end_segment_id, passage.marked_end_version)
    if passage.marked_start_version is not None:
        before[0] = _text_at(passage.start_segment_id, passage.marked_start_version)
    words_before = words_between(before, was_start, was_end)
    if any(each.deleted_at for each in segments):
        now = None
    else:
        now = _ends_now(before, texts, was_start, was_end)
    if now is None:
        passage.needs_a_look = True
        passage.quote = words_before
        return
    passage.start_offset, passage.end_offset = now
    passage.quote = words_between(texts, *now)
    passage.needs_a_look = passage.is_usable and passage.quote != words_before


def _marked_offsets(passage: Passage) -> tuple[int, int]:
    """Where the ends were when the passage was marked, or are where nothing changed since."""
    start, end = passage.marked_start_offset, passage.marked_end_offset
    return (
        passage.start_offset if start is None else start,
        passage.end_offset if end is None else end,
    )


def _text_at(segment_id, version: int) -> str:
    return SegmentVersion.objects.get(segment=segment_id, version=version).text


def _ends_now(before: list[str], texts: list[str], start: int, end: int) -> tuple[int, int] | None:
    if len(texts) == 1:
        return moved(before[0], texts[0], start, end)
    head = moved(before[0], texts[0], start, len(before[0]))
    tail = moved(before[-1], texts[-1], 0, end)
    if head is None or tail is None:
        return None
    return head[0], tail[1]
