"""Keeping passages on their words when their text is corrected. Part of saving it."""

from typing import NamedTuple

from adoption_reviews.anchoring import moved, words_between
from adoption_reviews.coding.sources import Part


class Was(NamedTuple):
    """What a part was before it changed."""

    version: int
    text: str
    stood: bool = True  # False: it was deleted


def follow(source, passages: list, was: dict[str, Was]) -> None:
    """Move `passages` of `source` after parts of it changed, and save them.

    `was`: by the ids of the changed parts. A passage whose words are gone keeps its place and its
    quote and is flagged, and so is one that could be in two places; one whose cleared quote no
    longer says the same is flagged too. These flags go when the words come back. A flag that
    somebody set for another reason stays.
    """
    if not passages:
        return
    for passage in passages:
        _note_what_was_marked(passage, was)
    versions = {each for passage in passages for each in _marked_versions(passage)}
    old = source.texts_at(versions) if versions else {}
    old |= {(part, each.version): each.text for part, each in was.items()}
    parts = source.reach(passages)
    for passage in passages:
        _follow(passage, _between(passage, parts), old, was)
    type(passages[0]).objects.bulk_update(passages, FIELDS)


FIELDS = [
    "start_offset",
    "end_offset",
    "quote",
    "needs_a_look",
    "marked_start_version",
    "marked_start_offset",
    "marked_end_version",
    "marked_end_offset",
    "marked_quote",
]


def ends_of(passage) -> tuple[str, str]:
    """The ids of the parts it begins and ends in."""
    return str(getattr(passage, passage.START)), str(getattr(passage, passage.END))


def _note_what_was_marked(passage, was: dict) -> None:
    start, end = ends_of(passage)
    if start in was and passage.marked_start_version is None:
        passage.marked_start_version = was[start].version
        passage.marked_start_offset = passage.start_offset
    if end in was and passage.marked_end_version is None:
        passage.marked_end_version = was[end].version
        passage.marked_end_offset = passage.end_offset
    passage.marked_quote = passage.marked_quote or passage.quote


def _marked_versions(passage) -> list[tuple[str, int]]:
    start, end = ends_of(passage)
    marked = [(start, passage.marked_start_version), (end, passage.marked_end_version)]
    return [each for each in marked if each[1] is not None]


def _between(passage, parts: list[Part]) -> list[Part]:
    """The parts that the passage is made of; first and last are those it begins and ends in."""
    start, end = ends_of(passage)
    order = [each.id for each in parts]
    reached = parts[order.index(start) : order.index(end) + 1]
    # What had been deleted before the passage was marked was never part of it.
    return [
        each
        for each in reached
        if each.id in (start, end) or not each.deleted_at or each.deleted_at > passage.created_at
    ]


def _follow(passage, parts: list[Part], old: dict, was: dict[str, Was]) -> None:
    texts = [each.text for each in parts]
    before = _before(passage, parts, was)
    is_here = before is not None and words_between(before, *_offsets(passage)) == passage.quote
    is_asked = is_here and passage.needs_a_look and not passage.is_otherwise_than_cleared
    place = None
    if parts and not any(each.deleted_at for each in parts):
        place = _place(passage, parts, texts, old, before if is_here else None)
    if place is None:
        passage.needs_a_look = True
        passage.quote = passage.marked_quote
        return
    passage.start_offset, passage.end_offset = place
    passage.quote = words_between(texts, *place)
    passage.needs_a_look = is_asked or passage.is_otherwise_than_cleared


def _before(passage, parts: list[Part], was: dict[str, Was]) -> list[str] | None:
    """What its parts said before this change; None when one of them did not stand then."""
    ends = ends_of(passage)
    # One that had nothing in it was not yet between the others.
    parts = [each for each in parts if each.id in ends or each.id not in was or was[each.id].text]
    stood = [was[each.id].stood if each.id in was else not each.deleted_at for each in parts]
    if not parts or not all(stood):
        return None
    return [was[each.id].text if each.id in was else each.text for each in parts]


def _offsets(passage) -> tuple[int, int]:
    return passage.start_offset, passage.end_offset


def _place(passage, parts: list[Part], texts: list[str], old: dict, before: list[str] | None):
    """Where the passage's words are now: its offsets, or None when they are gone or in doubt.

    They are sought twice: from where they stood before this change, which finds words that no
    edit touched however often the rest was corrected; and from where they were marked, which
    finds words that were being retyped. Words as marked are taken from either; changed words
    only when both find them at the same place, so that none are taken for others.

    `before`: the texts before this change, None when the words did not stand there.
    """
    stepped = None
    if before is not None:
        stepped = ends_now(before, texts, *_offsets(passage))
        if stepped and words_between(texts, *stepped) == passage.marked_quote:
            return stepped
    traced = _traced(passage, parts, texts, old)
    if traced and words_between(texts, *traced) == passage.marked_quote:
        return traced
    return traced if traced and stepped and _overlap(texts, stepped, traced) else None


def _traced(passage, parts: list[Part], texts: list[str], old: dict) -> tuple[int, int] | None:
    """Found from where they were marked."""
    before, start, end = list(texts), passage.start_offset, passage.end_offset
    if passage.marked_end_version is not None:
        before[-1] = old[parts[-1].id, passage.marked_end_version]
        end = passage.marked_end_offset
    if passage.marked_start_version is not None:
        before[0] = old[parts[0].id, passage.marked_start_version]
        start = passage.marked_start_offset
    place = ends_now(before, texts, start, end)
    if place is None or len(texts) == 1:
        return place
    # What stands between the ends counts too: at least half of all the words must be left.
    marked, now = passage.marked_quote, words_between(texts, *place)
    return place if moved(marked, now, 0, len(marked)) else None


def ends_now(before: list[str], texts: list[str], start: int, end: int) -> tuple[int, int] | None:
    """Where in `texts` is what `before` said from `start` in its first to `end` in its last."""
    if len(texts) == 1:
        return moved(before[0], texts[0], start, end)
    head, tail = before[0][start:], before[-1][:end]
    if texts[0].endswith(head):  # the passage runs on from there, whatever else says the same
        first = len(texts[0]) - len(head)
    elif place := moved(before[0], texts[0], start, len(before[0])):
        first = place[0]
    else:
        return None
    if texts[-1].startswith(tail):
        return first, len(tail)
    place = moved(before[-1], texts[-1], 0, end)
    return place and (first, place[1])


def _overlap(texts: list[str], one: tuple[int, int], other: tuple[int, int]) -> bool:
    return len(texts) > 1 or (one[0] < other[1] and other[0] < one[1])
