"""Where the rows of a chart go: words and room for a bar, in either shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Protocol

from adoption_reviews.charts.parts import (
    BAR,
    FONT_SIZE,
    LINE,
    Box,
    Drawing,
    Mark,
    Series,
    Text,
    legend,
)


class Named(Protocol):
    label: str
    note: str


@dataclass(frozen=True)
class Row:
    """`x`, `y` and `room` are those of its bar, BAR high."""

    labels: tuple[Text, ...]
    note: Text
    x: float
    y: float
    room: float


@dataclass(frozen=True)
class Layout:
    """Rows top to bottom, and the `y` at which they end."""

    width: int
    rows: tuple[Row, ...]
    y: float


def layouts(rows: Sequence[Named], *, above: int = 0, below: int = 0) -> tuple[Layout, Layout]:
    """Wide and narrow, with room above and below each bar."""
    return _wide(rows, above, below), _narrow(rows, above, below)


def _wide(rows: Sequence[Named], above: int, below: int) -> Layout:
    """Labels left of the bars, notes right."""
    found, y = [], 1.0
    for row in rows:
        lines = wrap(row.label, 32) or [""]
        height = max(above + BAR + below, LINE * len(lines))
        bar_y = y + (height - above - BAR - below) / 2 + above
        middle = bar_y + BAR / 2
        first = max(middle - LINE * len(lines) / 2, y) + FONT_SIZE
        labels = tuple(Text(line, 0, first + LINE * n) for n, line in enumerate(lines))
        note = Text(row.note, 610, bar_y + FONT_SIZE + 4)
        found.append(Row(labels, note, 228, bar_y, 370))
        y += height + 12
    return Layout(720, tuple(found), y)


def _narrow(rows: Sequence[Named], above: int, below: int) -> Layout:
    """Label and note above each bar, which has the whole width."""
    found, y = [], 1.0
    for row in rows:
        lines = wrap(row.label, 38) or [""]
        labels = tuple(Text(line, 0, y + FONT_SIZE + LINE * n) for n, line in enumerate(lines))
        note = Text(row.note, 0, y + FONT_SIZE + LINE * len(lines))
        y += LINE * (len(lines) + bool(row.note)) + 4 + above
        found.append(Row(labels, note, 1, y, 299))
        y += BAR + below + 16
    return Layout(300, tuple(found), y)


def drawing(
    layout: Layout,
    boxes: Sequence[Box],
    series: Sequence[Series],
    description: str,
    marks: Sequence[Mark] = (),
) -> Drawing:
    """The rows' words, what stands in them, and below the keys of the `series`."""
    keys, bottom = legend(series, layout.width, layout.y)
    return Drawing(
        width=layout.width,
        height=bottom,
        labels=tuple(text for row in layout.rows for text in row.labels),
        notes=tuple(row.note for row in layout.rows if row.note.words),
        boxes=tuple(boxes),
        legend=keys,
        description=description,
        marks=tuple(marks),
    )
