"""Words of a text, as they stand and as they are compared. Text in, words out; no database.

Compared are folded words (small letters, no accents, no apostrophes) in one spelling, down to
their stem: "Organizing" and "organised" are alike, and so are "café" and "Cafe’s".
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock

from reports.search.spelling import one_spelling

LONGEST_WORD = 64  # characters that are compared; what is longer is no word
APOSTROPHES = "'’ʼ‘`´"
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphens and the like, inside words
MARKS = "\u0300-\u036f"  # accents that follow their letter

# A letter of a script without spaces between words is a word.
ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LETTERS = rf"(?:[^\W_{ALONE}][{UNSEEN}{MARKS}]*)+"
# Written with a hyphen or without: co-operate, e-mail, re-engage, multi-disciplinary.
JOINED = r"(?:co|e|re|multi)[-\u2010\u2011](?=[^\W_])"
COMPOUNDS = r"well[-\u2010\u2011]being|health[-\u2010\u2011]care|on[-\u2010\u2011](?:line|site)\b"
WORD = re.compile(
    rf"[{ALONE}]|\b(?:{COMPOUNDS})|(?:\b{JOINED})?{LETTERS}(?:[{APOSTROPHES}]{LETTERS})*",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(rf"[-\u2010\u2011{UNSEEN}{APOSTROPHES}]")
POSSESSIVE = re.compile(rf"[{APOSTROPHES}][sS]$")
# Letters that do not come apart into a letter and an accent.
LIKE = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


@dataclass(frozen=True, slots=True)
class Word:
    start: int  # in code points
    end: int  # the first one after
    written: str


def words(text: str) -> Iterator[Word]:
    """The words of a text in their order, each once."""
    for found in WORD.finditer(text):
        yield Word(found.start(), found.end(), found[0])


@lru_cache(maxsize=50_000)
def folded(written: str) -> str:
    """A word without what differs from hand to hand: capitals, accents, apostrophes, hyphens.

    Empty when nothing is left that a database could look for.
    """
    bare = LEFT_OUT.sub("", POSSESSIVE.sub("", written))
    apart = unicodedata.normalize("NFKD", bare).casefold().translate(LIKE)
    kept = (each for each in apart if each.isalnum())
    return "".join(kept)[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def stem(written: str) -> str:
    """What stands for a word and all of its forms and spellings."""
    stemmer, lock = _stemmer()
    spelt = one_spelling(folded(written))
    with lock:  # it keeps the word it works on
        return stemmer.stemWord(spelt)


@cache
def _stemmer():
    from snowballstemmer import stemmer  # brings thirty languages along

    return stemmer("english"), Lock()


def forms(written: str) -> tuple[str, ...]:
    """A whole word, folded, as it is spelt and in the one spelling: for beginnings of words."""
    spelt = folded(written)
    return tuple(dict.fromkeys([spelt, one_spelling(spelt)])) if spelt else ()
