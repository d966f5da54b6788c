"""Words of a text as they are compared: without accents, in small letters, with their places.

Whatever disguises a letter without changing how it reads is taken off: accents, soft hyphens,
characters without width, full-width letters. Places count Unicode code points of the text.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

APOSTROPHES = "'’‘ʼʻ`´ʹ＇"
# Letters that Unicode does not take apart into a plain letter and an accent.
PLAIN = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"}
PLAIN |= {letter.upper(): plain.capitalize() for letter, plain in PLAIN.items()}
PLAIN_LETTERS = str.maketrans(PLAIN | {"ı": "i"})
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class Word(NamedTuple):
    spellings: tuple[str, ...]  # without apostrophes; and without a possessive 's
    begins: int
    ends: tuple[int, ...]  # where each spelling ends in the text
    is_capitalised: bool
    is_capitals: bool  # all of its letters


def words_of(text: str) -> list[Word]:
    folded, places = fold(text)
    words = []
    for match in WORD.finditer(folded):
        whole, begin = match.group(), match.start()
        spellings, ends = [whole.replace("'", "")], [places[match.end() - 1] + 1]
        if whole.endswith("'s"):
            spellings.append(whole[:-2].replace("'", ""))
            ends.append(places[match.end() - 3] + 1)
        begins = places[begin]
        words.append(
            Word(
                tuple(spellings),
                begins,
                tuple(ends),
                is_capitalised=not text[begins].islower(),
                is_capitals=text[begins : ends[-1]].isupper(),
            )
        )
    return words


def plain_words(text: str) -> list[str]:
    """The words of `text` in plain small letters."""
    return [word.spellings[0] for word in words_of(text)]


def folded(text: str) -> str:
    """The words of `text` in plain small letters, with one space between them."""
    return " ".join(plain_words(text))


def fold(text: str) -> tuple[str, list[int]]:
    """The text in plain small letters, and for each of them its place in the text."""
    return _by_character(text, _fold_character)


def plain(text: str) -> tuple[str, list[int]]:
    """The text in plain letters, small and capital, and for each of them its place in the text."""
    return _by_character(text, _plain_character)


def _by_character(text: str, change) -> tuple[str, list[int]]:
    changed, places = [], []
    for place, character in enumerate(text):
        for each in change(character):
            changed.append(each)
            places.append(place)
    return "".join(changed), places


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    # Casefolding may compose or take apart anew, so it is looked at from both sides.
    once = unicodedata.normalize("NFKD", character).casefold()
    return _plain_character("".join(_plain_character(each) for each in once)).casefold()


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    if character in APOSTROPHES:
        return "'"
    apart = unicodedata.normalize("NFKD", character)
    kept = [each for each in apart if unicodedata.category(each) not in ("Mn", "Cf")]
    return "".join(kept).translate(PLAIN_LETTERS)
