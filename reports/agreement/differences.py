"""Two codings of one text side by side: where they agree, and how they differ where they do not."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from reports.evidence_rules import stance

Place = tuple[int, int]  # number of the segment, offset in it in code points


class Kind(StrEnum):
    """How the two codings stand to each other at one place, with one code."""

    AGREED = "agreed"
    BOUNDARIES = "boundaries"
    DIRECTION = "direction"
    ONLY_FIRST = "only-first"
    ONLY_SECOND = "only-second"

    @property
    def label(self) -> str:
        return {
            Kind.AGREED: "Agreed",
            Kind.BOUNDARIES: "Other boundaries",
            Kind.DIRECTION: "Other direction",
            Kind.ONLY_FIRST: "Only the first",
            Kind.ONLY_SECOND: "Only the second",
        }[self]

    @property
    def is_difference(self) -> bool:
        """Whether it must be settled what counts: with other boundaries the evidence is one."""
        return self in (Kind.DIRECTION, Kind.ONLY_FIRST, Kind.ONLY_SECOND)


@dataclass(frozen=True, slots=True)
class Marked:
    """One coding. `end` is the first place after it."""

    coding: int  # its id
    code: str
    direction: str
    start: Place
    end: Place


@dataclass(frozen=True, slots=True)
class Comparison:
    """What both codings say with one code about words that overlap."""

    kind: Kind
    code: str
    first: tuple[Marked, ...]
    second: tuple[Marked, ...]

    @property
    def marks(self) -> tuple[Marked, ...]:
        return self.first + self.second

    @property
    def start(self) -> Place:
        return min(each.start for each in self.marks)


def compare(first: list[Marked], second: list[Marked]) -> list[Comparison]:
    """Both codings in the order of the text.

    Marks with one code belong together when one of the first coding and one of the second share
    a character, however many that joins.
    """
    by_code = defaultdict(lambda: ([], []))
    for side, marks in enumerate((first, second)):
        for each in marks:
            by_code[each.code][side].append(each)
    found = [
        _comparison(code, *group) for code, sides in by_code.items() for group in _groups(*sides)
    ]
    return sorted(found, key=lambda each: (each.start, each.code))


def _groups(first: list[Marked], second: list[Marked]):
    """The marks of one code, those together that overlap across the two codings."""
    waiting_first, waiting_second = list(first), list(second)
    while waiting_first or waiting_second:
        if waiting_first:
            group, new = ([waiting_first.pop(0)], []), True
        else:
            group, new = ([], [waiting_second.pop(0)]), False
        while new:
            joined = [s for s in waiting_second if any(_overlap(f, s) for f in group[0])]
            waiting_second = [s for s in waiting_second if s not in joined]
            group[1].extend(joined)
            more = [f for f in waiting_first if any(_overlap(f, s) for s in joined)]
            waiting_first = [f for f in waiting_first if f not in more]
            group[0].extend(more)
            new = bool(more)
        yield group


def _overlap(one: Marked, other: Marked) -> bool:
    return one.start < other.end and other.start < one.end


def _comparison(code: str, first: list[Marked], second: list[Marked]) -> Comparison:
    order = {"key": lambda each: (each.start, each.end, each.coding)}
    return Comparison(
        _kind(first, second),
        code,
        tuple(sorted(first, **order)),
        tuple(sorted(second, **order)),
    )


def _kind(first: list[Marked], second: list[Marked]) -> Kind:
    if not second:
        return Kind.ONLY_FIRST
    if not first:
        return Kind.ONLY_SECOND
    if stance(each.direction for each in first) != stance(each.direction for each in second):
        return Kind.DIRECTION
    if {(each.start, each.end) for each in first} != {(each.start, each.end) for each in second}:
        return Kind.BOUNDARIES
    return Kind.AGREED
