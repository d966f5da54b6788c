"""The stretch of a text that shows best what was asked for. No database, no markup."""

from dataclasses import dataclass

from reports.search.asking import Asked, Wanted
from reports.search.words import Word, folded, forms, stem, words

LENGTH = 260  # characters of a snippet, about
BEFORE = 60  # of these, before the first word found


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Where one of the things asked for stands. Offsets in code points."""

    start: int
    end: int
    wanted: Wanted


def places(text: str, asked: Asked) -> list[Found]:
    """Everywhere that something asked for stands, in the order of the text."""
    standing = [each for each in words(text) if folded(each.written)]
    stems = [stem(each.written) for each in standing]
    found = [place for wanted in asked.wanted for place in _places(standing, stems, wanted)]
    return sorted(found, key=lambda place: (place.start, -place.end))


def _places(standing: list[Word], stems: list[str], wanted: Wanted):
    for at, word in enumerate(standing):
        if wanted.beginnings:
            if any(form.startswith(wanted.beginnings) for form in forms(word.written)):
                yield Found(word.start, word.end, wanted)
        elif tuple(stems[at : at + len(wanted.stems)]) == wanted.stems:
            yield Found(word.start, standing[at + len(wanted.stems) - 1].end, wanted)


def snippet(text: str, asked: Asked) -> list[Piece]:
    """The stretch that holds the most of what was asked for, cut at spaces, what is found apart.

    A short text is given whole; one without anything found, from its beginning.
    """
    found = places(text, asked)
    start, end = _window(text, found)
    pieces = [Piece("… ", False)] if start else []
    at = start
    for place in found:
        if place.end > end or place.end <= at:
            continue
        begin = max(place.start, at)
        if begin < start or place.start < start:
            continue
        pieces += [Piece(text[at:begin], False), Piece(text[begin : place.end], True)]
        at = place.end
    pieces.append(Piece(text[at:end], False))
    if end < len(text):
        pieces.append(Piece(" …", False))
    return [piece for piece in pieces if piece.text]


def _window(text: str, found: list[Found]) -> tuple[int, int]:
    if len(text) <= LENGTH + BEFORE:
        return 0, len(text)
    best = max(found, key=lambda place: (_n_near(found, place), -place.start), default=None)
    start = max(0, best.start - BEFORE) if best else 0
    if start:
        space = text.find(" ", start, best.start)
        start = space + 1 if space >= 0 else best.start
    end = max(start + LENGTH, best.end if best else 0)
    if end >= len(text):
        return start, len(text)
    space = text.rfind(" ", best.end if best else 0, end)
    return start, space if space > start else end


def _n_near(found: list[Found], first: Found) -> tuple[int, int]:
    """How many different things stand within a snippet that begins here, and how often."""
    near = [
        place
        for place in found
        if first.start <= place.start and place.end <= first.start + LENGTH - BEFORE
    ]
    return len({place.wanted for place in near}), len(near)
