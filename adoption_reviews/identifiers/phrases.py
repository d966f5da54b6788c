"""Listed phrases in a text, in any case and number: wards, buildings, job titles, the trust."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from adoption_reviews.identifiers.words import Word, words_of
from adoption_reviews.trust_names import short_name

COUNTED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
NUMBERS = {word: str(number) for number, word in enumerate(COUNTED.split(), 1)}
# Words of a trust's name that say nothing of which it is.
COMMON = (
    "a acute ambulance and at board by care central children city community county district east "
    "for foundation general group health healthcare hospital hospitals in infirmary integrated "
    "mental metropolitan national nhs north northern of on partnership princess queen royal "
    "service services social south southern specialist st teaching the to trust university upon "
    "west western with womens women"
)
OF_ANY_TRUST = frozenset(COMMON.split())
SHORTEST_ACRONYM = 3


class PhrasePlace(NamedTuple):
    """Where a listed phrase stands, and its number in the list."""

    begin: int
    end: int
    phrase: int


def phrase_places(text: str, phrases: Iterable[str]) -> list[PhrasePlace]:
    """Each listed phrase as whole words: Willow Ward is in "both Willow Wards", ward 7 in "Ward
    seven". Where several fit, the longest."""
    by_first = _by_first_word(tuple(phrases))
    words, found, at = words_of(text), [], 0
    while at < len(words):
        best = None
        for spelling in words[at].spellings:
            for number, phrase in by_first.get(_alike(spelling), ()):
                end = _end_of(words, at, phrase)
                if end is not None and (best is None or len(phrase) > best[0]):
                    best = len(phrase), PhrasePlace(words[at].begins, end, number)
        if best:
            found.append(best[1])
        at += best[0] if best else 1
    return found


@lru_cache(maxsize=64)
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    by_first = {}
    for number, phrase in enumerate(phrases):
        alike = tuple(_alike(word.spellings[-1]) for word in words_of(phrase))
        if alike:
            by_first.setdefault(alike[0], []).append((number, alike))
    return by_first


def _end_of(words: list[Word], at: int, phrase: tuple[str, ...]) -> int | None:
    if at + len(phrase) > len(words):
        return None
    end = None
    for word, want in zip(words[at : at + len(phrase)], phrase, strict=True):
        fitting = [
            end
            for spelling, end in zip(word.spellings, word.ends, strict=True)
            if _alike(spelling) == want
        ]
        if not fitting:
            return None
        end = fitting[-1]
    return end


@lru_cache(maxsize=4096)
def _alike(word: str) -> str:
    """The same for one and for many: ward and wards, facility and facilities, 7 and seven."""
    if word in NUMBERS:
        return NUMBERS[word]
    for ending, one in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + one
    is_many = word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3
    return word[:-1] if is_many else word


def trust_phrases(name: str, former_names: Iterable[str]) -> list[str]:
    """What people call a trust: its names, long and short, and what sets it apart from others."""
    phrases = []
    for each in [name, *former_names]:
        short = short_name(each)[0]
        phrases += [each, short]
        words = short.split()
        own = [word for word in words if word.casefold().strip("’',") not in OF_ANY_TRUST]
        if own:
            phrases.append(" ".join(words[: words.index(own[-1]) + 1]))
        phrases += [word.strip(",") for word in own if word[:1].isupper() and len(word) > 2]
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


def trust_acronyms(name: str, former_names: Iterable[str]) -> frozenset[str]:
    """RDUH for the Royal Devon University Hospitals, with and without NHS, FT or T. Capitals."""
    found = set()
    for each in [name, *former_names]:
        letters = "".join(word[0] for word in short_name(each)[0].split() if word[0].isupper())
        if len(letters) >= SHORTEST_ACRONYM:
            found |= {letters + ending for ending in ("", "T", "FT", "NHST", "NHSFT")}
    return frozenset(found)
