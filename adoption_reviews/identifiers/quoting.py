"""A quote made from words and what stands in them instead; and one that was edited by hand."""

from collections.abc import Iterable
from typing import NamedTuple

from adoption_reviews.anchoring import moved


class Piece(NamedTuple):
    """What stands at a place of some words, in brackets. Offsets count code points."""

    begin: int
    end: int
    replacement: str  # without brackets; empty: the words stay


def bracketed(replacement: str) -> str:
    return f"[{replacement}]"


def made(words: str, pieces: Iterable[Piece]) -> str:
    """The words with what stands in them instead."""
    return _made(words, pieces)[0]


def _made(words: str, pieces: Iterable[Piece]) -> tuple[str, list[tuple[int, int]]]:
    """The same, and where each piece of them stands in it."""
    parts, places, at, length = [], [], 0, 0
    for piece in pieces:
        said = words[piece.begin : piece.end]
        now = bracketed(piece.replacement) if piece.replacement else said
        parts += [words[at : piece.begin], now]
        length += piece.begin - at
        places.append((length, length + len(now)))
        length, at = length + len(now), piece.end
    return "".join([*parts, words[at:]]), places


def carried_over(words: str, before: list[Piece], after: list[Piece], edited: str) -> str:
    """The text that a person edited by hand, with what stands in the words now.

    `before` and `after` are pieces at the same places of `words`; `edited` came from the text that
    `before` makes. A place that was changed by hand stays as it was edited.
    """
    base, places = _made(words, before)
    if edited.strip() == base.strip():
        return made(words, after).strip()
    changes = []
    for (begin, end), was, is_now in zip(places, before, after, strict=True):
        if was.replacement == is_now.replacement:
            continue
        place = moved(base, edited, begin, end)
        if place and edited[slice(*place)] == base[begin:end]:
            said = words[is_now.begin : is_now.end]
            changes.append((place, bracketed(is_now.replacement) if is_now.replacement else said))
    for (begin, end), now in sorted(changes, reverse=True):
        edited = edited[:begin] + now + edited[end:]
    return edited


def without_brackets(text: str, replacements: Iterable[str]) -> str:
    """The text with blanks where these replacements stand in it, each character in its place."""
    for replacement in replacements:
        text = text.replace(bracketed(replacement), " " * (len(replacement) + 2))
    return text
