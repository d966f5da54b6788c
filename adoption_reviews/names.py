"""Finds participants' names in words that are to be read by others.

Whole words are compared without regard to accents and apostrophes, so that Wojcik finds Wójcik
and OBrien finds O’Brien. Better one false alarm too many than one person recognised: a surname is
found in any case ("young" for Mr Young), a first name only where it begins with a capital, for
else Mark, Will and Grace would be found in every other sentence.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

SHORTEST = 3  # letters; shorter parts of a name are words of their own (An, Li, De)
APOSTROPHES = "'’‘ʼʻ`´ʹ＇"
# Letters that Unicode does not take apart into a plain letter and an accent.
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i"}
)
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
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Scripts written without spaces have no whole words: such names are looked for anywhere.
UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class Word(NamedTuple):
    spellings: tuple[str, ...]  # without apostrophes; and without a possessive 's
    begins: int
    ends: tuple[int, ...]  # where each spelling ends in the text
    is_capitalised: bool


class Form(NamedTuple):
    """One way a name may be written: these words one after another."""

    words: tuple[str, ...]
    needs_capital: bool


def names_found(text: str, identities: Iterable) -> list[str]:
    """The participants' names that occur in `text`, as written there, once each, in order.

    Looked for are full names, surnames (each part of a double-barrelled one too), capitalised
    first names and e-mail addresses. `identities` are ParticipantIdentity rows, or anything with
    `name` and `email`.
    """
    identities = list(identities)
    found = _found_words(_words(text), [form for each in identities for form in _forms(each.name)])
    wanted = {"".join(_fold(each.email)[0].split()) for each in identities if each.email}
    wanted |= {name for each in identities for name in _unspaced(each.name)}
    folded, places = _fold(text) if wanted else ("", [])
    for needle in wanted:
        begin = folded.find(needle)
        if begin >= 0:
            found.append((places[begin], places[begin + len(needle) - 1] + 1))
    found = [span for span in found if not any(_inside(span, other) for other in found)]
    return list(dict.fromkeys(text[begin:end] for begin, end in sorted(found)))


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def plain_name(name: str) -> tuple[str, ...]:
    """A name's words for comparing: "Dr Wójcik, Zofia (Guest)" and "zofia wojcik" are the same."""
    return tuple(word for part in _parts_of_name(name) for word in _plain(part))


def _found_words(words: list[Word], forms: list[Form]) -> list[tuple[int, int]]:
    """Begin and end of each name among `words`; where several fit, the longest."""
    by_first = {}
    for form in sorted(set(forms), key=lambda form: -len(form.words)):
        by_first.setdefault(form.words[0], []).append(form)
    found, at = [], 0
    while at < len(words):
        candidates = [form for first in words[at].spellings for form in by_first.get(first, [])]
        candidates.sort(key=lambda form: -len(form.words))
        for form in candidates:
            end = _fits(words[at : at + len(form.words)], form)
            if end is not None:
                found.append((words[at].begins, end))
                at += len(form.words) - 1  # and one more below
                break
        at += 1
    return found


def _fits(words: list[Word], form: Form) -> int | None:
    """Where the name ends if these words are it."""
    if len(words) < len(form.words) or (form.needs_capital and not words[0].is_capitalised):
        return None
    if any(want not in word.spellings for want, word in zip(form.words, words, strict=True)):
        return None
    return words[-1].ends[words[-1].spellings.index(form.words[-1])]


@lru_cache(maxsize=4096)
def _forms(name: str) -> tuple[Form, ...]:
    parts = _parts_of_name(name)
    if not parts:
        return ()
    *given, surname = [tuple(_spelling(word) for word in _words(part)) for part in parts]
    forms = _forms_of_part(parts[-1], surname, any_case=True)
    if given:
        whole = sum(given, ()) + surname
        forms += [Form(whole, needs_capital=False), Form(("".join(whole),), needs_capital=False)]
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
    spaced = tuple(word for each in re.split(rf"[{APOSTROPHES}]", part) for word in _plain(each))
    forms = [Form(words, whole_needs_capital), Form(("".join(words),), whole_needs_capital)]
    if spaced:
        forms.append(Form(spaced, whole_needs_capital))
    if len(words) > 1:
        forms += [Form((word,), not any_case) for word in words if len(word) >= SHORTEST]
    return forms


def _parts_of_name(name: str) -> list[str]:
    """First names, then the surname: titles, letters after the name and brackets left out."""
    name = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", name)
    if name.count(",") == 1:
        before, after = name.split(",")
        if not set(_plain(after)) <= LETTERS_AFTER:
            name = f"{after} {before}"  # Tregarth, Wenna
    parts = [part for part in re.split(r"[\s,.]+", name) if _plain(part)]
    while len(parts) > 1 and set(_plain(parts[0])) <= TITLES:
        parts.pop(0)
    while len(parts) > 1 and set(_plain(parts[-1])) <= LETTERS_AFTER:
        parts.pop()
    return parts


def _unspaced(name: str) -> list[str]:
    return ["".join(_plain(name))] if UNSPACED.search(name) else []


def _plain(text: str) -> list[str]:
    return [_spelling(word) for word in _words(text)]


def _spelling(word: Word) -> str:
    return word.spellings[0]


def _words(text: str) -> list[Word]:
    folded, places = _fold(text)
    words = []
    for match in WORD.finditer(folded):
        whole, begin = match.group(), match.start()
        spellings, ends = [whole.replace("'", "")], [places[match.end() - 1] + 1]
        if whole.endswith("'s"):
            spellings.append(whole[:-2].replace("'", ""))
            ends.append(places[match.end() - 3] + 1)
        first = text[places[begin]]
        words.append(Word(tuple(spellings), places[begin], tuple(ends), not first.islower()))
    return words


def _fold(text: str) -> tuple[str, list[int]]:
    """The text in plain small letters, and for each of them its place in the text."""
    folded, places = [], []
    for place, character in enumerate(text):
        for plain in _fold_character(character):
            folded.append(plain)
            places.append(place)
    return "".join(folded), places


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in APOSTROPHES:
        return "'"
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    kept = [each for each in folded if unicodedata.category(each) not in ("Mn", "Cf")]
    return "".join(kept).translate(PLAIN)
