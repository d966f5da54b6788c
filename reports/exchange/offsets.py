"""In which unit a file counts the characters of its texts, found out by trying.

The standard says code points. Programs count UTF-16 units, or line ends as two characters that
their own files write as one, or the mark at the beginning, or name the last character instead of
the one after. The way in which most selections say what their own names say is taken; where names
say nothing, the one in which most lie inside their text and at the edges of words.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate, product

LINE_END = re.compile(r"\r\n|\r")
SHORTEST_NAME = 3  # characters of a name that says anything
CUT = ("…", "...")
LONG = 60  # a name this long may be cut without saying so


@dataclass(frozen=True, slots=True)
class Unit:
    """A way of counting."""

    is_utf16: bool = False
    lines: str = "written"  # a line end counts as it is written, as "one" or as "two"
    counts_mark: bool = False  # the byte order mark is a character
    is_last: bool = False  # an end names the last character

    @property
    def words(self) -> str:
        said = ["UTF-16 units" if self.is_utf16 else "code points"]
        if self.lines != "written":
            said.append(f"line ends count as {self.lines}")
        if self.counts_mark:
            said.append("the byte order mark counts")
        if self.is_last:
            said.append("ends name the last character")
        return ", ".join(said)


class Text:
    """A text as its file has it, and as we keep it: lines end in "\\n", no NUL, no mark."""

    def __init__(self, raw: str):
        self.has_mark = raw.startswith("\ufeff")
        raw = raw.removeprefix("\ufeff")
        self.has_two = "\r\n" in raw
        self.text = LINE_END.sub("\n", raw).replace("\0", "\ufffd")
        self.is_wide = any(each > "\uffff" for each in self.text)
        # The line ends by number that are written as two characters.
        ends = re.findall(r"\r\n|\r|\n", raw) if self.has_two else []
        self._two = [end == "\r\n" for end in ends]
        self._counted: dict[tuple, list[int]] = {}

    def place(self, start: int, end: int, unit: Unit) -> tuple[int, int] | None:
        """The two offsets in code points of `text`; None when they are not in it or reversed."""
        shift = unit.counts_mark and self.has_mark
        start, end = start - shift, end - shift + unit.is_last
        if not 0 <= start < end:
            return None
        if (
            not unit.is_utf16
            and unit.lines != "two"
            and not (unit.lines == "written" and self._two)
        ):
            return (start, end) if end <= len(self.text) else None
        places = self._places(unit)
        if end > places[-1]:
            return None
        first, last = bisect_left(places, start), bisect_left(places, end)
        return (first, last) if first < last else None

    def _places(self, unit: Unit) -> list[int]:
        """Where each code point, and the end, stand when counted in the unit."""
        key = unit.is_utf16, unit.lines
        if key not in self._counted:
            two = iter(self._two)

            def width(character):
                if character == "\n":
                    written = next(two, False)
                    return 1 + (unit.lines == "two" or (unit.lines == "written" and written))
                return 1 + (unit.is_utf16 and character > "\uffff")

            self._counted[key] = list(accumulate(map(width, self.text), initial=0))
        return self._counted[key]


@dataclass(frozen=True, slots=True)
class Marked:
    """A selection as its file has it."""

    text: Text
    start: int
    end: int
    said: tuple[str, ...]  # what its words may be: name and description


def unit_of(marked: Iterable[Marked]) -> tuple[Unit, int, int]:
    """The unit, how many selections say in it what they are called, and how many have a name that
    says anything."""
    marked = list(marked)
    best, best_score = Unit(), (-1, -1, -1)
    for unit in _candidates(marked):
        score = _score(marked, unit)
        if unit.is_last:
            # What comes after the words is a space as a rule, so that only names tell this.
            score = score if score[0] > best_score[0] else (-1, -1, -1)
        if score > best_score:
            best, best_score = unit, score
    named = sum(any(len(_plain(each)) >= SHORTEST_NAME for each in one.said) for one in marked)
    return best, max(best_score[0], 0), named


def _candidates(marked: list[Marked]) -> list[Unit]:
    """Those that could make a difference, the likeliest first."""
    texts = {id(each.text): each.text for each in marked}.values()
    utf16 = [False, True] if any(each.is_wide for each in texts) else [False]
    lines = ["written"]
    if any("\n" in each.text for each in texts):
        lines += ["two"] + ["one"] * any(each.has_two for each in texts)
    marks = [False, True] if any(each.has_mark for each in texts) else [False]
    plain = [
        Unit(is_utf16=wide, lines=line, counts_mark=mark)
        for line, mark, wide in product(lines, marks, utf16)
    ]
    return plain + [replace(unit, is_last=True) for unit in plain]


def _score(marked: list[Marked], unit: Unit) -> tuple[int, int, int]:
    says, inside, at_words = 0, 0, 0
    for each in marked:
        place = each.text.place(each.start, each.end, unit)
        if place is None:
            continue
        inside += 1
        text = each.text.text
        says += any(_is_said(name, text, place) for name in each.said)
        at_words += _is_edge(text, place[0]) + _is_edge(text, place[1])
    return says, inside, at_words


def _is_said(name: str, text: str, place: tuple[int, int]) -> bool:
    start, end = place
    wanted = _plain(name)
    is_cut = wanted.endswith(CUT)
    wanted = wanted.removesuffix("…").removesuffix("...").rstrip()
    if len(wanted) < SHORTEST_NAME:
        return False
    words = _plain(text[start : min(end, start + 4 * len(wanted) + 100)])
    if is_cut or len(wanted) >= LONG:
        return words.startswith(wanted)
    return words == wanted


def _plain(words: str) -> str:
    return " ".join(words.split())


def _is_edge(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())
