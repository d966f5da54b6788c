"""What a quote should perhaps not say: every place in a text that could give somebody away.

Whoever or whatever is meant has a key, the same for each way to write it: `@` and a participant's
pseudonym, or the plain words. So one person is one person throughout a review.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adoption_reviews.identifiers.check import is_ordinary
from adoption_reviews.identifiers.initials import initials_places
from adoption_reviews.identifiers.numbers import (
    emails,
    long_numbers,
    nhs_numbers,
    phone_numbers,
    postcodes,
)
from adoption_reviews.identifiers.phrases import phrase_places, trust_acronyms, trust_phrases
from adoption_reviews.identifiers.titles import TITLES, Titled, titled_names
from adoption_reviews.identifiers.words import folded, plain, words_of
from adoption_reviews.names import name_places, plain_name
from adoption_reviews.vocabulary import Identifier

INITIALS_BEFORE = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.[\s-]?|(?![AI]\s)[A-Z]\s){1,3}$")
LONGEST_INITIALS = 12  # characters looked at before a name
NUMBERS = (
    (Identifier.EMAIL, emails),
    (Identifier.PHONE, phone_numbers),
    (Identifier.NHS_NUMBER, nhs_numbers),
    (Identifier.OTHER, long_numbers),
    (Identifier.POSTCODE, postcodes),
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person to look for. `key`: `@` and a pseudonym, or the plain words of a name."""

    key: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a review knows of itself: whom and what to look for."""

    people: tuple[Somebody, ...] = ()
    places: tuple[str, ...] = ()  # listed by the hub
    others: tuple[tuple[str, str], ...] = ()  # (kind, words) that a reviewer once replaced
    job_titles: tuple[str, ...] = ()  # rare ones
    trust: str = ""
    former_names: tuple[str, ...] = ()
    ods_code: str = ""
    left: frozenset[str] = frozenset()  # folded words that stand as they are in this review


@dataclass(frozen=True, slots=True)
class Proposed:
    """Words that could give somebody away. Offsets count code points."""

    begin: int
    end: int
    words: str  # as written
    kind: str  # of Identifier
    key: str
    # Keys of the people it may be, when they are several.
    may_be: tuple[str, ...] = ()
    title: str = ""  # dr, sister, …

    @property
    def length(self) -> int:
        return self.end - self.begin


def proposed(text: str, known: Known) -> list[Proposed]:
    """Every place in `text` that could give somebody away, in order; none within another."""
    found = [*_people(text, known), *_numbers(text), *_listed(text, known), *_trust(text, known)]
    found = [each for each in found if not _is_left(each, known.left)]
    kept = []
    for each in sorted(found, key=lambda each: -each.length):  # of equals the first in the list
        if not any(each.begin < other.end and other.begin < each.end for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.begin)


def _is_left(each: Proposed, left: frozenset[str]) -> bool:
    """Words settled to be ordinary; a name only where it looks like it: not Young for young."""
    if each.kind in (Identifier.JOB_TITLE, Identifier.PLACE):
        return each.key in left
    return folded(each.words) in left and is_ordinary(each.words)


def _people(text: str, known: Known) -> Iterator[Proposed]:
    places = [
        (_with_initials(text, begin), end, {known.people[each].key for each in whose})
        for begin, end, whose in [
            *name_places(text, known.people),
            *initials_places(text, known.people, TITLES),
        ]
    ]
    names = {each.key: plain_name(each.name) for each in known.people}
    for titled in titled_names(text):
        whose = {
            key
            for begin, end, keys in places
            if begin < titled.end and titled.begin < end
            for key in keys
            if _explains(names[key], titled)
        }
        end = max([titled.end, *(e for b, e, _ in places if titled.begin <= b < titled.end)])
        own = " ".join((*titled.given, titled.surname) if titled.surname else _initialled(titled))
        name = Identifier.NAME.value
        words = text[titled.begin : end]
        yield Proposed(titled.begin, end, words, name, *_key(whose, own), titled.title)
    for begin, end, keys in places:
        kind = Identifier.EMAIL if "@" in plain(text[begin:end])[0] else Identifier.NAME
        words = text[begin:end]
        if kind == Identifier.EMAIL:
            yield Proposed(begin, end, words, kind.value, _squeezed(words))
        else:
            yield Proposed(begin, end, words, kind.value, *_key(keys, folded(words)))


def _key(keys: set[str], own: str) -> tuple[str, tuple[str, ...]]:
    """One person's key; where it may be several people's name its plain words, and their keys."""
    if len(keys) == 1:
        return next(iter(keys)), ()
    return own, tuple(sorted(keys))


def _explains(name: tuple[str, ...], titled: Titled) -> bool:
    """Whether a person of this name may be the one titled: not Beth Smith for Dr A. Smith."""
    said = (*titled.given, titled.surname) if titled.surname else titled.given
    return all(
        any(one == other or (1 in (len(one), len(other)) and one[0] == other[0]) for other in name)
        for one in said
        if one
    )


def _initialled(titled: Titled) -> tuple[str, ...]:
    return titled.title, *titled.given


def _with_initials(text: str, begin: int) -> int:
    """Where a name begins when the initials before it are its own: W. R. Tregarth."""
    before, places = plain(text[max(0, begin - LONGEST_INITIALS) : begin])
    match = INITIALS_BEFORE.search(before)
    if not match:
        return begin
    return max(0, begin - LONGEST_INITIALS) + places[match.start()]


def _numbers(text: str) -> Iterator[Proposed]:
    simple, origin = plain(text)
    for kind, finder in NUMBERS:
        for simple_begin, simple_end in finder(simple):
            begin, end = origin[simple_begin], origin[simple_end - 1] + 1
            words = text[begin:end]
            yield Proposed(begin, end, words, kind.value, _squeezed(words))


def _squeezed(words: str) -> str:
    """A number or an address without its spaces: the same however it was spaced."""
    return re.sub(r"[\s()-]+", "", plain(words)[0].casefold())


def _listed(text: str, known: Known) -> Iterator[Proposed]:
    phrases = [
        *((Identifier.PLACE.value, each) for each in known.places),
        *known.others,
        *((Identifier.JOB_TITLE.value, each) for each in known.job_titles),
    ]
    for begin, end, number in phrase_places(text, [words for _, words in phrases]):
        kind, words = phrases[number]
        yield Proposed(begin, end, text[begin:end], kind, folded(words))


def _trust(text: str, known: Known) -> Iterator[Proposed]:
    if not known.trust:
        return
    names = trust_phrases(known.trust, known.former_names)
    for begin, end, number in phrase_places(text, names):
        # One word of a name may be an ordinary one: Reading, but not reading.
        if " " in names[number] or not text[begin].islower():
            yield _of_trust(text, begin, end)
    short = trust_acronyms(known.trust, known.former_names)
    for word in words_of(text):
        written, is_code = text[word.begins : word.ends[-1]], False
        if word.spellings[-1] == known.ods_code.casefold():
            is_code = word.is_capitals or not known.ods_code.isalpha()
        if is_code or (word.is_capitals and plain(written)[0] in short):
            yield _of_trust(text, word.begins, word.ends[-1])


def _of_trust(text: str, begin: int, end: int) -> Proposed:
    return Proposed(begin, end, text[begin:end], Identifier.TRUST.value, "the trust")
