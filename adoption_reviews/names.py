"""Finds participants' names in words that are to be read by others.

Whole words are compared without regard to accents and apostrophes, so that Wojcik finds Wójcik
and OBrien finds O’Brien, and words that a hyphen, a line break or spaces between the letters cut
apart are put together. Better one false alarm too many than one person recognised: a surname is
found in any case ("young" for Mr Young), a first name only where it begins with a capital, for
else Mark, Will and Grace would be found in every other sentence.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from adoption_reviews.identifiers.words import APOSTROPHES, Word, fold, plain_words, words_of

SHORTEST = 3  # letters; shorter parts of a name are words of their own (An, Li, De)
SHORTEST_CUT = 4  # letters of a name that is looked for in pieces
SHORTEST_SPACED = 5  # letters of one that is looked for with a space in it
TITLES = {
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "lord",
    "lady",
    "rev",
    "sister",
}
LETTERS_AFTER = {
    "mbe",
    "obe",
    "cbe",
    "kbe",
    "dbe",
    "phd",
    "md",
    "frcp",
    "frcs",
    "rn",
    "rgn",
    "rmn",
    "msc",
    "bsc",
    "mba",
}
PARTICLES = {"van", "von", "der", "den", "del", "della", "dos", "ter", "bin", "ibn"}
# Scripts written without spaces have no whole words: such names are looked for anywhere.
UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
CUT = re.compile(r"[-‐‑‒–\u00ad]\s*|_|[\r\n]+\s*")  # what may stand inside a name cut in two
LETTERS_APART = re.compile(r"[\s.·_-]{1,3}")  # T r e g a r t h


class Form(NamedTuple):
    """One way a name may be written: these words one after another."""

    words: tuple[str, ...]
    needs_capital: bool


class NamePlace(NamedTuple):
    """Where a text names somebody, and whose name it may be: numbers of the people asked for."""

    begin: int
    end: int
    whose: tuple[int, ...]


def names_found(text: str, identities: Iterable) -> list[str]:
    """The participants' names that occur in `text`, as written there, once each, in order.

    Looked for are full names, surnames (each part of a double-barrelled one too), capitalised
    first names and e-mail addresses. `identities` are ParticipantIdentity rows, or anything with
    `name` and `email`.
    """
    places = name_places(text, list(identities))
    return list(dict.fromkeys(text[place.begin : place.end] for place in places))


def name_places(text: str, identities: Sequence) -> list[NamePlace]:
    """Where `text` has a participant's name or e-mail address, in order, the longest of each."""
    found = _found_words(text, _index(tuple(each.name for each in identities)))
    found += _found_letters(text, identities)
    found = [place for place in found if not any(_inside(place, other) for other in found)]
    return sorted(set(found))


def _found_letters(text: str, identities: Sequence) -> list[NamePlace]:
    """What is looked for letter by letter, wherever it stands and whatever spaces are in it."""
    needles = {}
    for number, each in enumerate(identities):
        for needle in [each.email and "".join(fold(each.email)[0].split()), *_unspaced(each.name)]:
            if needle:
                needles.setdefault(needle, []).append(number)
    if not needles:
        return []
    letters = [(letter, at) for letter, at in zip(*fold(text), strict=True) if not letter.isspace()]
    joined, found = "".join(letter for letter, _ in letters), []
    for needle, whose in needles.items():
        at = joined.find(needle)
        while at >= 0:
            end = letters[at + len(needle) - 1][1] + 1
            found.append(NamePlace(letters[at][1], end, tuple(whose)))
            at = joined.find(needle, at + len(needle))
    return found


def _inside(place: NamePlace, other: NamePlace) -> bool:
    return place[:2] != other[:2] and other.begin <= place.begin and place.end <= other.end


def plain_name(name: str) -> tuple[str, ...]:
    """A name's words for comparing: "Dr Wójcik, Zofia (Guest)" and "zofia wojcik" are the same."""
    return tuple(word for part in parts_of_name(name) for word in plain_words(part))


class Index(NamedTuple):
    """Ways to write the names: by first word; and of those of one word, all that begins one."""

    forms: dict[str, list[tuple[Form, tuple[int, ...]]]]
    beginnings: frozenset[str]


@lru_cache(maxsize=64)
def _index(names: tuple[str, ...]) -> Index:
    owners = {}
    for number, name in enumerate(names):
        for form in dict.fromkeys(_forms(name)):
            owners.setdefault(form, []).append(number)
    forms, beginnings = {}, set()
    for form, whose in owners.items():
        first = form.words[0]
        forms.setdefault(first, []).append((form, tuple(whose)))
        if len(form.words) == 1 and len(first) >= SHORTEST_CUT:
            beginnings.update(first[:n] for n in range(1, len(first) + 1))
    return Index(forms, frozenset(beginnings))


def _found_words(text: str, index: Index) -> list[NamePlace]:
    """Each name among the words of the text; where several fit, the longest."""
    words, found, at = words_of(text), [], 0
    while at < len(words):
        fitting = [*_whole(words, at, index), *_cut(text, words, at, index)]
        if not fitting:
            at += 1
            continue
        end, n_words, _ = max(fitting, key=lambda each: (each[1], -each[0]))
        whose = {one for each in fitting if each[0] == end for one in each[2]}
        found.append(NamePlace(words[at].begins, end, tuple(sorted(whose))))
        at += n_words
    return found


def _whole(words: list[Word], at: int, index: Index):
    """Names that begin with the word at `at`: (where it ends, its number of words, whose)."""
    for first in words[at].spellings:
        for form, whose in index.forms.get(first, ()):
            end = _fits(words[at : at + len(form.words)], form)
            if end is not None:
                yield end, len(form.words), whose


def _fits(words: list[Word], form: Form) -> int | None:
    """Where the name ends if these words are it."""
    if len(words) < len(form.words) or (form.needs_capital and not words[0].is_capitalised):
        return None
    if any(want not in word.spellings for want, word in zip(form.words, words, strict=True)):
        return None
    return words[-1].ends[words[-1].spellings.index(form.words[-1])]


def _cut(text: str, words: list[Word], at: int, index: Index):
    """Names of one word that stand in pieces from the word at `at` on, as `_whole` gives them."""
    first = words[at]
    so_far, is_spaced = first.spellings[0], False
    for last in range(at + 1, len(words)):
        if so_far not in index.beginnings:
            return
        before, word = words[last - 1], words[last]
        gap = text[before.ends[0] : word.begins]
        are_letters = len(before.spellings[0]) == len(word.spellings[0]) == 1
        if CUT.fullmatch(gap) or (are_letters and LETTERS_APART.fullmatch(gap)):
            pass
        elif first.is_capitalised and len(gap) == 1 and gap.isspace():
            is_spaced = True
        else:
            return
        for spelling, end in zip(word.spellings, word.ends, strict=True):
            for form, whose in index.forms.get(so_far + spelling, ()):
                long_enough = SHORTEST_SPACED if is_spaced else SHORTEST_CUT
                if len(form.words) > 1 or len(so_far + spelling) < long_enough:
                    continue
                if first.is_capitalised or not form.needs_capital:
                    yield end, last - at + 1, whose
        so_far += word.spellings[0]


@lru_cache(maxsize=4096)
def _forms(name: str) -> tuple[Form, ...]:
    parts = parts_of_name(name)
    if not parts:
        return ()
    *given, surname = [tuple(plain_words(part)) for part in parts]
    forms = _forms_of_part(parts[-1], surname, any_case=True)
    if len("".join(surname)) >= SHORTEST_CUT:
        forms.append(Form((*surname[:-1], f"{surname[-1]}s"), needs_capital=True))  # the Tregarths
    if given:
        # Without the middle names too: Wenna Tregarth for Wenna Rose Tregarth.
        for whole in {sum(given, ()) + surname, given[0] + surname}:
            forms += [
                Form(whole, needs_capital=False),
                Form(("".join(whole),), needs_capital=False),
            ]
    for part, words in zip(parts, given, strict=False):
        if not part[0].islower() and not set(words) & PARTICLES:
            forms += _forms_of_part(part, words, any_case=False)
    return tuple(forms)


def _forms_of_part(part: str, words: tuple[str, ...], *, any_case: bool) -> list[Form]:
    """A surname or a first name whole, joined up and by its parts: Lloyd-Jones, Jones; O Brien."""
    letters = len("".join(words))
    if letters < SHORTEST and not any_case:
        return []
    whole_needs_capital = not any_case or letters < SHORTEST
    spaced = tuple(
        word for each in re.split(rf"[{APOSTROPHES}]", part) for word in plain_words(each)
    )
    forms = [Form(words, whole_needs_capital), Form(("".join(words),), whole_needs_capital)]
    if spaced:
        forms.append(Form(spaced, whole_needs_capital))
    if len(words) > 1:
        forms += [Form((word,), not any_case) for word in words if len(word) >= SHORTEST]
    return forms


def parts_of_name(name: str) -> list[str]:
    """First names, then the surname: titles, letters after the name and brackets left out."""
    name = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", name)
    if name.count(",") == 1:
        before, after = name.split(",")
        if not set(plain_words(after)) <= LETTERS_AFTER:
            name = f"{after} {before}"  # Tregarth, Wenna
    parts = [part for part in re.split(r"[\s,.]+", name) if plain_words(part)]
    while len(parts) > 1 and set(plain_words(parts[0])) <= TITLES:
        parts.pop(0)
    while len(parts) > 1 and set(plain_words(parts[-1])) <= LETTERS_AFTER:
        parts.pop()
    return parts


def _unspaced(name: str) -> list[str]:
    return ["".join(plain_words(name))] if UNSPACED.search(name) else []
