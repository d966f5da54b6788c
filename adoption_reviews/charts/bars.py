"""Stacked bars of counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from adoption_reviews.charts.parts import BAR, GAP, Box, Chart, Series, labelled
from adoption_reviews.charts.rows import Row, drawing, layouts


@dataclass(frozen=True)
class Bar:
    """A row: a count for each series, in the order of the series, and a note beside it."""

    label: str
    counts: tuple[int, ...]
    note: str = ""


def stacked_bars(
    *, title: str, series: Sequence[Series], bars: Sequence[Bar], as_shares: bool = False
) -> Chart:
    """A stacked bar for each of `bars`, top to bottom; segments run left to right as `series`.

    Lengths show counts, or with `as_shares` every bar has the same length and segments show their
    share of it. A count of nought draws nothing.
    """
    description = describe(title, series, bars)
    longest = max((sum(bar.counts) for bar in bars), default=0)
    drawings = []
    for layout in layouts(bars):
        boxes = []
        for bar, row in zip(bars, layout.rows, strict=True):
            whole = sum(bar.counts) if as_shares else longest
            boxes += _segments(bar, series, row, row.room / whole if whole else 0)
        drawings.append(drawing(layout, boxes, series, description))
    return Chart(*drawings)


def describe(title: str, series: Sequence[Series], bars: Sequence[Bar]) -> str:
    """The chart in words, for those who do not see it."""
    rows = [
        f"{bar.label}: "
        + (
            ", ".join(
                f"{count} {each.label.lower()}"
                for count, each in zip(bar.counts, series, strict=True)
                if count
            )
            or "nothing"
        )
        for bar in bars
    ]
    return ". ".join([title, *rows]) + "."


def _segments(bar: Bar, series: Sequence[Series], row: Row, unit: float) -> list[Box]:
    found, x = [], row.x
    for count, each in zip(bar.counts, series, strict=True):
        if not count:
            continue
        width = max(count * unit - GAP, 1)
        found.append(labelled(each, (x, row.y, width, BAR), str(count)))
        x += count * unit
    return found
