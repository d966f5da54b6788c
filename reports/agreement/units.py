"""What each coder answered for each unit of a text: was this code given here, and how.

Works with stretches, not with characters, so that a long text costs what its marks cost.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from reports.evidence_rules import stance

NO = ""  # the answer of a coder who did not give the code
YES = "given"


class Unit(StrEnum):
    """What is counted as one decision."""

    SEGMENT = "segment"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True)
class Given:
    """One coding. Offsets in code points from the beginning of the text; `end` is the first after.

    `coder` 0 is the first coding, 1 and more are the second coders in their order.
    """

    coder: int
    code: str  # key of the code
    direction: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text coded by `n_coders` people apart: the lengths of its segments in code points."""

    lengths: tuple[int, ...]
    n_coders: int
    given: tuple[Given, ...]

    def n_units(self, unit: Unit) -> int:
        """Characters, or segments that have any."""
        if unit is Unit.CHARACTER:
            return sum(self.lengths)
        return sum(length > 0 for length in self.lengths)

    def codes(self) -> list[str]:
        """The codes that somebody gave, in the order first given."""
        return list(dict.fromkeys(each.code for each in self.given))


def answers(text: Text, code: str, unit: Unit, *, by_direction: bool) -> Counter:
    """How often which answers were given together for `code`: see `coefficients`.

    An answer is NO, and else YES or, with `by_direction`, the direction: mixed where a coder gave
    the code to a unit in several. A segment has a code when a marked passage reaches into it.
    """
    given = [each for each in text.given if each.code == code]
    by_unit = {Unit.SEGMENT: _of_segments, Unit.CHARACTER: _of_characters}
    found = by_unit[unit](text, given)
    counted = Counter()
    for directions, n in found:
        counted[tuple(_answer(each, by_direction) for each in directions)] += n
    nobody = text.n_units(unit) - counted.total()
    if nobody:
        counted[(NO,) * text.n_coders] += nobody
    return counted


def _answer(directions: frozenset[str], by_direction: bool) -> str:
    if not directions:
        return NO
    return str(stance(directions)) if by_direction else YES


def _of_segments(text: Text, given: list[Given]) -> Iterable[tuple[list[frozenset[str]], int]]:
    ends = list(accumulate(text.lengths))
    touched = defaultdict(lambda: [set() for _ in range(text.n_coders)])
    for each in given:
        place = bisect_right(ends, each.start)
        while place < len(ends) and ends[place] - text.lengths[place] < each.end:
            if text.lengths[place]:
                touched[place][each.coder].add(each.direction)
            place += 1
    for by_coder in touched.values():
        yield [frozenset(each) for each in by_coder], 1


def _of_characters(text: Text, given: list[Given]) -> Iterable[tuple[list[frozenset[str]], int]]:
    """Stretches over which everybody's answer stays the same, where anybody marked anything."""
    edges = defaultdict(list)  # what begins (1) or ends (-1) at an offset
    for each in given:
        edges[each.start].append((each, 1))
        edges[each.end].append((each, -1))
    marked = [Counter() for _ in range(text.n_coders)]
    n_open, before = 0, 0
    for offset in sorted(edges):
        if n_open and offset > before:
            now = [frozenset(each for each, n in open_.items() if n) for open_ in marked]
            yield now, offset - before
        for each, step in edges[offset]:
            marked[each.coder][each.direction] += step
            n_open += step
        before = offset
