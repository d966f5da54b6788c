"""What a benchmark gives, and the clock they share."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Measured:
    """Seconds of ours and of what it is compared with: medians of the same run."""

    what: str
    size: str
    ours: float
    compared_with: str
    theirs: float

    def line(self) -> str:
        """what | size | figure | compared with | ratio"""
        return " | ".join(
            [
                self.what,
                self.size,
                f"{self.ours:.2f} s",
                f"{self.compared_with}: {self.theirs:.2f} s",
                f"{self.ours / self.theirs:.2f}",
            ]
        )


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
