"""A ring of slices: one for each answer, gathered in segments. The further out, the higher."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin
from textwrap import wrap

from adoption_reviews.charts.parts import (
    CHARACTER,
    LINE,
    NOT_ANSWERED,
    NOT_APPLICABLE,
    Box,
    Series,
    Text,
    legend,
)

HOLE = 0.3  # of the radius
GAP = 1.2  # degrees between segments
GROUP_GAP = 4.0  # degrees between groups
TRACK = Series("", "#f0f4f5", line="#d8dde0")
ALONE = 11  # more characters of a label where there is one column of figures only
MOST_VALUES = 4  # told of a segment in the list; of more it says how many


@dataclass(frozen=True)
class Slice:
    """One answer. `step` counts levels from 1, the lowest; None: silent, or not applicable.

    `before` is the step of another time; None where there is none to compare.
    """

    words: str
    step: int | None = None
    is_not_applicable: bool = False
    before: int | None = None
    before_words: str = ""


@dataclass(frozen=True)
class Segment:
    label: str
    slices: tuple[Slice, ...]


@dataclass(frozen=True)
class WheelGroup:
    """Segments that belong together; `title` is empty where there is one group only."""

    title: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Piece:
    """A part of a slice. `hatch` is a path, empty when it has no hatching."""

    series: Series
    path: str
    hatch: str = ""


@dataclass(frozen=True)
class Item:
    """A line of the list beside the ring; `is_head` for a group."""

    text: Text
    is_head: bool = False


@dataclass(frozen=True)
class Ring:
    width: int
    height: float
    tracks: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    marks: str  # a path: where another time stood
    values: tuple[tuple[Text, str], ...]  # with the colour of their ink
    numbers: tuple[Text, ...]
    items: tuple[Item, ...]
    figures: tuple[Text, ...]
    heads: tuple[Text, ...]
    legend: tuple[Box, ...]
    legend_mark: Text | None  # what the marks are
    description: str

    @property
    def legend_mark_y(self) -> float:
        return self.legend_mark.y - 5


@dataclass(frozen=True)
class Wheel:
    wide: Ring
    narrow: Ring


@dataclass(frozen=True)
class _Shape:
    width: int
    x: float
    y: float
    radius: float
    list_x: float
    list_y: float
    columns: int  # characters of a label
    now: float
    before: float


@dataclass(frozen=True)
class _Words:
    description: str
    now: str
    before: str


WIDE = _Shape(720, 172, 176, 150, 366, 14, 32, 650, 718)
NARROW = _Shape(300, 150, 152, 126, 0, 322, 25, 240, 299)


def wheel(
    *,
    title: str,
    series: Sequence[Series],
    groups: Sequence[WheelGroup],
    now: str,
    before: str = "",
) -> Wheel:
    """`series` are the levels, lowest first. `now` and `before` head the columns of the list;
    `before` is empty when there is no other time."""
    said = [_in_words(segment, before) for group in groups for segment in group.segments]
    words = _Words(". ".join([title, *said]) + ".", now, before)
    return Wheel(*(_ring(shape, series, groups, words) for shape in (WIDE, NARROW)))


def _in_words(segment: Segment, before: str) -> str:
    answers = [
        f"{each.words} ({before.lower()}: {each.before_words})" if each.before_words else each.words
        for each in segment.slices
    ]
    return f"{segment.label}: {', '.join(answers)}"


def _ring(shape: _Shape, series, groups, words: _Words) -> Ring:
    tracks, pieces, marks, values, numbers = [], [], [], [], []
    for number, (segment, start, end) in enumerate(_angles(groups), start=1):
        middle = (start + end) / 2
        x, y = _point(shape, middle, shape.radius + 12)
        if (end - start) * pi * shape.radius / 180 > 12:
            numbers.append(Text(str(number), x, y + 4))
        width = (end - start) / len(segment.slices)
        for place, each in enumerate(segment.slices):
            arc = (start + width * place, start + width * (place + 1))
            tracks.append(Piece(TRACK, _sector(shape, arc, HOLE, 1)))
            piece, reach = _filled(shape, arc, each, series)
            pieces.append(piece)
            if each.before is not None:
                marks.append(_arc(shape, arc, _reach(each.before, series)))
            at = shape.radius * (reach - (0.09 if each.step else 0.3))
            if width * pi * at / 180 > CHARACTER + 4:
                x, y = _point(shape, sum(arc) / 2, at)
                ink = series[each.step - 1].ink if each.step else NOT_ANSWERED.ink
                values.append((Text(each.words, x, y + 5), ink))
    items, figures, heads, y = _list(shape, groups, words)
    bottom = max(y, shape.y + shape.radius + 20)
    keys, bottom = legend([*reversed(series), NOT_APPLICABLE, NOT_ANSWERED], shape.width, bottom)
    mark = None
    if words.before:
        mark = Text(words.before, 27, bottom + 13)
        bottom += LINE + 4
    return Ring(
        width=shape.width,
        height=bottom,
        tracks=tuple(tracks),
        pieces=tuple(pieces),
        marks="".join(marks),
        values=tuple(values),
        numbers=tuple(numbers),
        items=items,
        figures=figures,
        heads=heads,
        legend=keys,
        legend_mark=mark,
        description=words.description,
    )


def _angles(groups: Sequence[WheelGroup]):
    """Each segment with the degrees at which it begins and ends, from the top clockwise."""
    segments = [segment for group in groups for segment in group.segments]
    n_slices = sum(len(segment.slices) for segment in segments) or 1
    group_gap = GROUP_GAP if len(groups) > 1 else GAP
    gaps = [
        group_gap if place == len(group.segments) - 1 else GAP
        for group in groups
        for place in range(len(group.segments))
    ]
    each, angle = max(360 - sum(gaps), 90) / n_slices, 0.0
    found = []
    for segment, gap in zip(segments, gaps, strict=True):
        end = angle + each * len(segment.slices)
        found.append((segment, angle, end))
        angle = end + gap
    return found


def _filled(shape, arc, each: Slice, series: Sequence[Series]) -> tuple[Piece, float]:
    """The slice as far as it reaches, and how far, as a share of the radius."""
    if each.step is None:
        kind = NOT_APPLICABLE if each.is_not_applicable else NOT_ANSWERED
        hatch = _hatch(shape, arc) if kind.is_hatched else ""
        return Piece(kind, _sector(shape, arc, HOLE, 1), hatch), 1.0
    reach = _reach(each.step, series)
    return Piece(series[each.step - 1], _sector(shape, arc, HOLE, reach)), reach


def _reach(step: int, series: Sequence[Series]) -> float:
    return HOLE + (1 - HOLE) * step / len(series)


def _point(shape, degrees: float, radius: float) -> tuple[float, float]:
    angle = radians(degrees)
    return round(shape.x + radius * sin(angle), 1), round(shape.y - radius * cos(angle), 1)


def _sector(shape, arc, inner: float, outer: float) -> str:
    start, end = arc
    far, near = shape.radius * outer, shape.radius * inner
    large = int(end - start > 180)
    (ax, ay), (bx, by) = _point(shape, start, far), _point(shape, end, far)
    (cx, cy), (dx, dy) = _point(shape, end, near), _point(shape, start, near)
    return (
        f"M{ax} {ay}A{far:.1f} {far:.1f} 0 {large} 1 {bx} {by}"
        f"L{cx} {cy}A{near:.1f} {near:.1f} 0 {large} 0 {dx} {dy}Z"
    )


def _arc(shape, arc, reach: float) -> str:
    start, end = arc
    radius = shape.radius * reach
    (ax, ay), (bx, by) = _point(shape, start, radius), _point(shape, end, radius)
    return f"M{ax} {ay}A{radius:.1f} {radius:.1f} 0 {int(end - start > 180)} 1 {bx} {by}"


def _hatch(shape, arc) -> str:
    """Lines across a slice that climb as they turn, so that they cross no neighbour."""
    start, end = arc
    turns = max(int((end - start) / 6), 2)
    path, low = [], HOLE
    while low < 0.96:
        for n in range(turns + 1):
            x, y = _point(
                shape, start + (end - start) * n / turns, shape.radius * (low + 0.05 * n / turns)
            )
            path.append(f"{'L' if n else 'M'}{x} {y}")
        low += 0.08
    return "".join(path)


def _list(shape: _Shape, groups: Sequence[WheelGroup], words: _Words):
    """The numbered list of segments: items, figures, heads of the columns, and where it ends."""
    items, figures, number, y = [], [], 0, shape.list_y
    columns = shape.columns if words.before else shape.columns + ALONE
    before = words.before
    heads = [Text(words.now, shape.now if before else shape.before, y)]
    if before:
        heads.append(Text(before, shape.before, y))
    y += LINE
    for group in groups:
        if group.title:
            for line in wrap(group.title, shape.columns + 4):
                items.append(Item(Text(line, shape.list_x, y + 4), is_head=True))
                y += LINE + 4
        for segment in group.segments:
            number += 1
            figures.append(Text(str(number), shape.list_x + 18, y))
            figures.append(Text(_told(segment, "words"), heads[0].x, y))
            if before:
                figures.append(Text(_told(segment, "before_words"), shape.before, y))
            for line in wrap(segment.label, columns):
                items.append(Item(Text(line, shape.list_x + 24, y)))
                y += LINE
    return tuple(items), tuple(figures), tuple(heads), y


def _told(segment: Segment, what: str) -> str:
    values = [getattr(each, what) or "–" for each in segment.slices]
    return " ".join(values) if len(values) <= MOST_VALUES else f"{len(values)} ratings"
