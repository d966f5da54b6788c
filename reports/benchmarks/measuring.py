"""What a benchmark gives, and the clock they share."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


class Skipped(Exception):
    """This machine lacks what the benchmark needs; the message names it."""


class Failed(Exception):
    """What was to be measured did not work; the message says what went wrong."""


@dataclass(frozen=True)
class Measured:
    """Seconds of ours and of what it is compared with, of the same run."""

    what: str
    size: str  # with how often it was measured
    ours: float
    compared_with: str
    theirs: float
    note: str = ""

    def line(self) -> str:
        """ratio | what | size | figure | compared with | note"""
        parts = [
            f"{self.ours / self.theirs:.2f}",
            self.what,
            self.size,
            readable(self.ours),
            f"{self.compared_with}: {readable(self.theirs)}",
            self.note,
        ]
        return " | ".join(part for part in parts if part)


def readable(seconds: float) -> str:
    """With two places, in milliseconds below one second."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def percentile(values: list[float], percent: int) -> float:
    """The smallest of the values that `percent` of them do not exceed."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def nothing() -> None:
    pass


def in_turns(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    times: int,
    before_ours: Callable[[], object] = nothing,
) -> tuple[float, float]:
    """Median seconds of each. Both run once unmeasured, then by turns, each first as often.

    `before_ours` runs unmeasured before each of ours: it makes what one run uses up.
    """
    found = {ours: [], theirs: []}
    for turn in range(times + 1):
        for call in (ours, theirs) if turn % 2 else (theirs, ours):
            if call is ours:
                before_ours()
            started = time.perf_counter()
            call()
            found[call].append(time.perf_counter() - started)
    return median(found[ours][1:]), median(found[theirs][1:])
