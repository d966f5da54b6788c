"""Names after titles: Dr. A. B. Smith, Mr O’Brien, Matron Jones, nurse van der Berg."""

import re
from typing import NamedTuple

from adoption_reviews.identifiers.words import Word, words_of
from adoption_reviews.names import PARTICLES

SHORT = "dr mr mrs ms mx prof rev revd cllr hon st"
SPELT_OUT = (
    "doctor miss professor sir dame lord lady baroness reverend councillor sister brother father "
    "matron nurse midwife surgeon chaplain canon imam rabbi"
)
SHORTENED = frozenset(SHORT.split())  # may have a dot
TITLES = SHORTENED | frozenset(SPELT_OUT.split())
# Capitals that are no names where they follow a title: Nurse Manager, Sister Act.
ROLES_AND_MORE = (
    "act adviser advisor and associate assistant clinical consultant coordinator director "
    "educator emeritus executive for from general governor grade has he i in is lead leader led "
    "manager midwife nurse of officer on or our practice practitioner practitioners prescriber "
    "registrar researcher said says she specialist specialists staff star station team the then "
    "they to trainee training was we who will with you"
)
NO_NAMES = frozenset(ROLES_AND_MORE.split())
GAP = re.compile(r"[^\S\r\n]+|[^\S\r\n]*[\r\n][^\S\r\n]*")  # a space or one line's end
GAP_AFTER_DOT = re.compile(r"\.?\s{0,2}")
WITHIN_NAME = re.compile(r"\s|[-‐‑–]\s*")
MOST_WORDS = 4  # of a name after its initials


class Titled(NamedTuple):
    """A title with a name. `given` are its initials or first names, `surname` the last, folded."""

    begin: int
    end: int
    title: str
    given: tuple[str, ...]
    surname: str  # empty: initials alone, as in Dr T


def titled_names(text: str) -> list[Titled]:
    """Every title that a name or initials follow."""
    words, found, at = words_of(text), [], 0
    while at < len(words):
        titled, after = _titled(text, words, at)
        if titled:
            found.append(titled)
        at = after
    return found


def _titled(text: str, words: list[Word], at: int) -> tuple[Titled | None, int]:
    title = words[at].spellings[0]
    if title not in TITLES:
        return None, at + 1
    first = at + 1
    while first < len(words) and words[first].spellings[0] in TITLES:
        first += 1  # Professor Dr, Sister Dame
    if first >= len(words) or not _follows_title(text, words, first):
        return None, first
    n_initials = _initials_at(text, words, first)
    after = first + n_initials
    n_names = _names_at(text, words, after, is_first=not n_initials)
    if not n_names and not n_initials:
        n_names = _small_name_at(words, at, first)
    if not n_names and not n_initials:
        return None, first
    last = after + n_names - 1
    end = words[last].ends[-1]
    if not n_names and text[end : end + 1] == "." and len(words[last].spellings[0]) == 1:
        end += 1
    said = [word.spellings[-1] for word in words[first : last + 1]]
    given, surname = (said[:-1], said[-1]) if n_names else (said, "")
    return Titled(words[at].begins, end, title, tuple(given), surname), last + 1


def _follows_title(text: str, words: list[Word], first: int) -> bool:
    gap = text[words[first - 1].ends[0] : words[first].begins]
    if words[first - 1].spellings[0] in SHORTENED:
        return bool(GAP_AFTER_DOT.fullmatch(gap))
    return bool(GAP.fullmatch(gap))


def _initials_at(text: str, words: list[Word], at: int) -> int:
    """How many words from `at` on are initials: A. B. Smith has two, AB one, DrSmith none."""
    n = 0
    while at + n < len(words):
        word = words[at + n]
        letters = word.spellings[-1]
        if not word.is_capitals or (letters in NO_NAMES and len(letters) > 1):
            break
        if len(letters) > (1 if n else 3) or letters.isdecimal():
            break
        if n and not GAP_AFTER_DOT.fullmatch(text[words[at + n - 1].ends[0] : word.begins]):
            break
        n += 1
    return n


def _names_at(text: str, words: list[Word], at: int, *, is_first: bool) -> int:
    """How many words from `at` on are a capitalised name, with its "van der" or "O"."""
    n = n_names = 0
    while at + n < len(words) and n_names < MOST_WORDS:
        word = words[at + n]
        if n or not is_first:
            gap = text[words[at + n - 1].ends[0] : word.begins]
            after_initials = not n and not is_first and GAP_AFTER_DOT.fullmatch(gap)
            # A possessive ends a name: Dr Smith's Monday clinic.
            is_apart = not WITHIN_NAME.fullmatch(gap) or len(words[at + n - 1].spellings) > 1
            if is_apart and not after_initials:
                break
        plain = word.spellings[-1]
        if plain in PARTICLES | {"de", "la", "le", "al", "el", "da", "di", "du", "ap", "ab"}:
            n += 1
            continue
        if not word.is_capitalised or plain in NO_NAMES or not plain[0].isalpha():
            break
        n += 1
        n_names = n
    return n_names


def _small_name_at(words: list[Word], at: int, first: int) -> int:
    """One word in small letters after a short title: "dr smith", as dictated texts have it."""
    plain = words[first].spellings[-1]
    is_name = plain not in NO_NAMES | TITLES and len(plain) > 2 and plain.isalpha()
    return int(words[at].spellings[0] in SHORTENED - {"st", "hon", "rev"} and is_name)
