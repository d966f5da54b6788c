"""Between a source's text and the parts that we keep it in. Offsets count code points."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interviews.importing.speakers import LABEL, speaker_labels

LONGEST_PART = 20_000  # characters; a segment may have no more
BETWEEN = "\n\n"
LINE = re.compile(r"[^\n]+")
LONGEST_LABELLED = 400  # characters of a line that are looked at for a name


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a source's text that becomes a segment."""

    start: int
    end: int
    speaker: str = ""


def laid_out(parts: Iterable[tuple[str, str]]) -> tuple[str, list[tuple[int, int]]]:
    """One text of parts, each a heading or label and its words; and where the words stand.

    A part without words takes no room.
    """
    pieces, spans, at = [], [], 0
    for before, words in parts:
        if words:
            lead = (BETWEEN if at else "") + before
            pieces += [lead, words]
            at += len(lead)
        spans.append((at, at + len(words)))
        at += len(words)
    return "".join(pieces), spans


def pieces_of(text: str) -> list[Piece]:
    """The lines of a text that have words, without the names that speakers' lines begin with."""
    lines = [(found.start(), found[0]) for found in LINE.finditer(text) if found[0].strip()]
    labels = speaker_labels([[line.strip()[:LONGEST_LABELLED]] for _, line in lines])
    found = []
    for at, line in lines:
        start = at + len(line) - len(line.lstrip())
        end = at + len(line.rstrip())
        label = LABEL.fullmatch(text[start:end][:LONGEST_LABELLED])
        speaker = label[1] if label and label[1] in labels else ""
        if speaker:
            start += label.start(2)
        if start < end:
            found += [Piece(*part, speaker) for part in _cut(text, start, end)]
    return found


def _cut(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    while end - start > LONGEST_PART:
        cut = text.rfind(" ", start + 1, start + LONGEST_PART + 1)
        cut = cut if cut > start else start + LONGEST_PART
        yield start, cut
        start = cut + (text[cut] == " ")
    if start < end:
        yield start, end


@dataclass(frozen=True, slots=True)
class Located:
    """A stretch of a text by the numbers of the parts it begins and ends in."""

    first: int
    start: int
    last: int
    end: int


def located(spans: Sequence[tuple[int, int]], start: int, end: int) -> Located | None:
    """Where a stretch lies among parts that follow one another, drawn in to their words.

    None when it touches none of them.
    """
    first = bisect_right([span[1] for span in spans], start)
    last = bisect_right([span[0] for span in spans], end - 1) - 1
    while first < len(spans) and spans[first][0] == spans[first][1]:
        first += 1
    while last >= 0 and spans[last][0] == spans[last][1]:
        last -= 1
    if first > last or first >= len(spans):
        return None
    found = Located(
        first,
        max(start - spans[first][0], 0),
        last,
        min(end, spans[last][1]) - spans[last][0],
    )
    return None if first == last and found.start >= found.end else found
