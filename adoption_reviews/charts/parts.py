"""What charts are made of: kinds of segments, texts, boxes, a drawing.

Lengths are in the units of the drawing's viewBox; colours are given as values, because the PDF
reads no stylesheet inside a drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    def patch(self) -> tuple[float, float, float]:
        """(x, y, width) of what keeps the words clear of the hatching, 18 high."""
        width = max(18.0, CHARACTER * len(self.text.words) + 10)
        return self.text.x - width / 2, self.y + self.height / 2 - 9, width


@dataclass(frozen=True)
class Mark:
    """A triangle that points down at (x, y), with words beside it."""

    x: float
    y: float
    text: Text

    @property
    def path(self) -> str:
        return f"M{self.x:.1f} {self.y:.1f}l-5 -9h10z"


@dataclass(frozen=True)
class Drawing:
    width: int
    height: float
    labels: tuple[Text, ...]
    notes: tuple[Text, ...]
    boxes: tuple[Box, ...]
    legend: tuple[Box, ...]
    description: str  # the alternative text: title, every bar and every figure
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Chart:
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


def legend(series: Sequence[Series], width: int, y: float) -> tuple[tuple[Box, ...], float]:
    """The keys, as many a line as fit, and where they end."""
    boxes, x, y = [], 1.0, y + 8
    for each in series:
        needed = 28 + CHARACTER * len(each.label)
        if x > 1 and x + needed > width:
            x, y = 1.0, y + LINE + 6
        boxes.append(box(each, (x, y, 20, 16), Text(each.label, x + 26, y + 13)))
        x += needed + 14
    return tuple(boxes), y + LINE + 2


def box(series: Series, place: tuple[float, float, float, float], text: Text | None) -> Box:
    x, y, width, height = (round(each, 1) for each in place)
    hatch = _hatch(x, y, width, height) if series.is_hatched else ""
    return Box(series, x, y, width, height, hatch, text)


def labelled(series: Series, place: tuple[float, float, float, float], words: str) -> Box:
    """A box with its words in the middle, where it has room for them."""
    x, y, width, height = place
    text = None
    if width >= LABEL_ROOM + CHARACTER * (len(words) - 1):
        text = Text(words, round(x + width / 2, 1), y + height / 2 + 5)
    return box(series, place, text)


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
