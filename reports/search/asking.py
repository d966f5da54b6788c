"""What somebody asked for: words, "phrases in quotes", -left out, beginn*."""

import re
from dataclasses import dataclass

from reports.search.spelling import one_spelling
from reports.search.words import folded, stem, words

LONGEST = 200  # characters that are read of what was typed
MOST = 12  # things looked for at once
SHORTEST_BEGINNING = 2  # letters

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys(",;/|()[]{}\x00", " "))
DASHES = "-−–—"
PART = re.compile(rf'(?P<out>[{DASHES}])?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Wanted:
    """Stems that follow each other or, with `beginnings`, words that begin with one of these."""

    stems: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """All of `wanted` must be there, nothing of `left_out`."""

    wanted: tuple[Wanted, ...]
    left_out: tuple[Wanted, ...]

    def __bool__(self):
        """Whether there is anything to look for."""
        return bool(self.wanted)


def asked(typed: str) -> Asked:
    """What was asked for. Whatever was typed: nonsense asks for nothing, and nothing is refused.

    A quote that is not closed ends where the line ends.
    """
    wanted, left_out = {}, {}
    for part in PART.finditer(typed[:LONGEST].translate(QUOTES)):
        one = _wanted(part["phrase"], is_phrase=True) or _wanted(part["plain"], is_phrase=False)
        if one:
            (left_out if part["out"] else wanted)[one] = None
    for one in wanted:
        left_out.pop(one, None)
    return Asked(tuple(wanted)[:MOST], tuple(left_out)[:MOST])


def _wanted(typed: str | None, *, is_phrase: bool) -> Wanted | None:
    """Words typed in one go, as in follow-up, are looked for in one go as well."""
    found = [each.written for each in words(typed or "") if folded(each.written)]
    if not found:
        return None
    is_beginning = not is_phrase and typed.endswith("*") and len(found) == 1
    if is_beginning and len(folded(found[0])) >= SHORTEST_BEGINNING:
        return Wanted(beginnings=_beginnings(folded(found[0])))
    return Wanted(stems=tuple(map(stem, found)))


def _beginnings(beginning: str) -> tuple[str, ...]:
    """As typed and in the one spelling: organiz is looked for as organis too."""
    respelt = re.sub("([iy])z$", r"\1s", one_spelling(beginning))
    return tuple(dict.fromkeys([beginning, respelt]))
