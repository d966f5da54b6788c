"""The geometry of charts, worked out here so that a template only draws it.

The same template draws on screen and on paper. Lengths are in the units of the drawing's viewBox;
colours are given as values, because the PDF reads no stylesheet inside a drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

FONT_SIZE = 14
CHARACTER = 6.8  # a generous mean width of a character at that size
LINE = 18
BAR = 26
GAP = 2  # between segments
LABEL_ROOM = CHARACTER + 4  # a segment narrower than its label has none; the table has the count

INK = "#212b32"
SHADES = ["#e3eefa", "#c6dcf3", "#a3c5ea", "#7cabdf", "#4d86c6", "#2a66ad", "#003d78"]
DARK_SHADES = SHADES[4:]


@dataclass(frozen=True)
class Series:
    """One kind of segment. Series differ in lightness or pattern, never in hue alone."""

    label: str
    fill: str
    ink: str = INK
    line: str = "#003d78"
    is_hatched: bool = False
    is_dashed: bool = False


NOT_APPLICABLE = Series("Not applicable", "#ffffff", line="#4c6272", is_hatched=True)
NOT_ANSWERED = Series("Not answered", "#ffffff", line="#4c6272", is_dashed=True)


@dataclass(frozen=True)
class Bar:
    """A row: a count for each series, in the order of the series, and a note beside it."""

    label: str
    counts: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True)
class Text:
    words: str
    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """A segment or a key of the legend. `hatch` is a path, empty when it has no hatching."""

    series: Series
    x: float
    y: float
    width: float
    height: float
    hatch: str
    text: Text | None

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Drawing:
    width: int
    height: float
    labels: tuple[Text, ...]
    notes: tuple[Text, ...]
    boxes: tuple[Box, ...]
    legend: tuple[Box, ...]
    description: str  # the alternative text: title, every bar and every count


@dataclass(frozen=True)
class StackedBars:
    """One chart in two shapes: `wide` for screens and paper, `narrow` for telephones."""

    wide: Drawing
    narrow: Drawing


def level_series(labels: Sequence[str]) -> tuple[Series, ...]:
    """A series for each level of a scale of 2 to 7 levels: `labels` lowest first, light to dark."""
    step = (len(SHADES) - 1) / (len(labels) - 1)
    fills = [SHADES[round(index * step)] for index in range(len(labels))]
    return tuple(
        Series(label, fill, ink="#ffffff" if fill in DARK_SHADES else INK)
        for label, fill in zip(labels, fills, strict=True)
    )


def stacked_bars(
    *, title: str, series: Sequence[Series], bars: Sequence[Bar], as_shares: bool = False
) -> StackedBars:
    """A stacked bar for each of `bars`, top to bottom; segments run left to right as `series`.

    Lengths show counts, or with `as_shares` every bar has the same length and segments show their
    share of it. A count of nought draws nothing.
    """
    description = describe(title, series, bars)
    longest = max((sum(bar.counts) for bar in bars), default=0)
    drawings = []
    for layout in (_wide, _narrow):
        width, rows, y = layout(bars)
        boxes = []
        for bar, (_, _, x, bar_y, room) in zip(bars, rows, strict=True):
            whole = sum(bar.counts) if as_shares else longest
            boxes += _segments(bar, series, x, bar_y, room / whole if whole else 0)
        legend, bottom = _legend(series, width, y)
        drawings.append(
            Drawing(
                width=width,
                height=bottom,
                labels=tuple(text for labels, *_ in rows for text in labels),
                notes=tuple(note for _, note, *_ in rows),
                boxes=tuple(boxes),
                legend=legend,
                description=description,
            )
        )
    return StackedBars(*drawings)


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


def _wide(bars):
    """Labels left of the bars, notes right: (labels, note, x, y, room for the bar) a row."""
    rows, y = [], 1.0
    for bar in bars:
        lines = wrap(bar.label, 32) or [""]
        height = max(BAR, LINE * len(lines))
        first = y + (height - LINE * len(lines)) / 2 + FONT_SIZE
        labels = [Text(line, 0, first + LINE * n) for n, line in enumerate(lines)]
        bar_y = y + (height - BAR) / 2
        rows.append((labels, Text(bar.note, 610, bar_y + FONT_SIZE + 4), 228, bar_y, 370))
        y += height + 12
    return 720, rows, y


def _narrow(bars):
    """Label and note above each bar, which has the whole width."""
    rows, y = [], 1.0
    for bar in bars:
        lines = wrap(bar.label, 38) or [""]
        labels = [Text(line, 0, y + FONT_SIZE + LINE * n) for n, line in enumerate(lines)]
        note = Text(bar.note, 0, y + FONT_SIZE + LINE * len(lines))
        y += LINE * (len(lines) + bool(bar.note)) + 4
        rows.append((labels, note, 1, y, 299))
        y += BAR + 16
    return 300, rows, y


def _segments(bar: Bar, series: Sequence[Series], x: float, y: float, unit: float) -> list[Box]:
    found = []
    for count, each in zip(bar.counts, series, strict=True):
        if not count:
            continue
        width = max(count * unit - GAP, 1)
        words = str(count)
        text = None
        if width >= LABEL_ROOM + CHARACTER * (len(words) - 1):
            text = Text(words, round(x + width / 2, 1), y + BAR / 2 + 5)
        found.append(_box(each, (x, y, width, BAR), text))
        x += count * unit
    return found


def _legend(series: Sequence[Series], width: int, y: float) -> tuple[tuple[Box, ...], float]:
    """The keys, as many a line as fit, and where they end."""
    boxes, x, y = [], 1.0, y + 8
    for each in series:
        needed = 28 + CHARACTER * len(each.label)
        if x > 1 and x + needed > width:
            x, y = 1.0, y + LINE + 6
        boxes.append(_box(each, (x, y, 20, 16), Text(each.label, x + 26, y + 13)))
        x += needed + 14
    return tuple(boxes), y + LINE + 2


def _box(series: Series, place: tuple[float, float, float, float], text: Text | None) -> Box:
    x, y, width, height = (round(each, 1) for each in place)
    hatch = _hatch(x, y, width, height) if series.is_hatched else ""
    return Box(series, x, y, width, height, hatch, text)


def _hatch(x: float, y: float, width: float, height: float) -> str:
    """Diagonal lines across a box as one path: patterns by reference need ids, paths do not."""
    path, offset = [], 6.0
    while offset < width + height:
        left, right = max(offset - height, 0), min(offset, width)
        path.append(
            f"M{x + left:.1f} {y + offset - left:.1f}L{x + right:.1f} {y + offset - right:.1f}"
        )
        offset += 6
    return "".join(path)
