"""Rows of cells, one for each answer, and below them those of another time."""

from collections.abc import Sequence
from dataclasses import dataclass

from adoption_reviews.charts.parts import BAR, GAP, Box, Chart, Series, labelled
from adoption_reviews.charts.rows import Row, drawing, layouts

WIDEST = 62
BEFORE = 18  # the height of the cells below
NOT_ASKED = Series("Not asked", "#ffffff", ink="#4c6272", line="#ffffff")


@dataclass(frozen=True)
class Cell:
    series: Series
    words: str


@dataclass(frozen=True)
class CellRow:
    """`before` has a cell below each of `cells`, or is empty. `words` tell the row."""

    label: str
    cells: tuple[Cell, ...]
    before: tuple[Cell, ...]
    words: str
    note: str = ""


def cell_rows(*, title: str, rows: Sequence[CellRow], series: Sequence[Series]) -> Chart:
    """A bar for each of `rows`, made of cells as long as each other. `series` are the keys."""
    description = ". ".join([title, *(f"{row.label}: {row.words}" for row in rows)]) + "."
    longest = max((len(row.cells) for row in rows), default=1) or 1
    below = BEFORE + GAP if any(row.before for row in rows) else 0
    drawings = []
    for layout in layouts(rows, below=below):
        boxes = []
        for row, place in zip(rows, layout.rows, strict=True):
            width = min(WIDEST, place.room / longest)
            boxes += _boxes(row.cells, place, place.y, width, BAR)
            boxes += _boxes(row.before, place, place.y + BAR + GAP, width, BEFORE)
        drawings.append(drawing(layout, boxes, series, description))
    return Chart(*drawings)


def _boxes(cells: Sequence[Cell], row: Row, y: float, width: float, height: float) -> list[Box]:
    return [
        labelled(cell.series, (row.x + width * n, y, max(width - GAP, 1), height), cell.words)
        for n, cell in enumerate(cells)
    ]
