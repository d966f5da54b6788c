"""The picture of a review's influences: geometry worked out here, drawn by a template.

A mark a person, shaped as the statuses are: filled circle, half circle, open circle with a bar;
a dot for somebody who did not speak of it. Lengths are in units of the drawing's viewBox.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

MOST_MARKS = 40  # people; with more of them a bar is drawn instead
LINE = 17
RADIUS = 5.5
TONES = ["#b9d2ea", "#6f9fcf", "#003d78"]  # of the stages: one family, apart in lightness


@dataclass(frozen=True)
class Marks:
    """The people of one row, as paths."""

    helps: str
    mixed_outline: str
    mixed_half: str
    hinders_outline: str
    hinders_bar: str
    silent: str


@dataclass(frozen=True)
class Layout:
    width: int
    title_characters: int
    marks_x: float
    marks_width: float
    count_x: float  # where counts end
    note_x: float  # where the number of case studies ends; 0: not said
    marks_below: bool  # under the title instead of beside it

    shape_x = 23
    letter_x = 38
    title_x = 58


WIDE = Layout(720, 34, 300, 280, 646, 720, marks_below=False)
NARROW = Layout(320, 36, 58, 200, 318, 0, marks_below=True)


@dataclass(frozen=True)
class Row:
    """One influence. `lines` are those of its title, each with its y."""

    influence: dict
    y: float  # of the middle of the status shape
    lines: tuple[tuple[str, float], ...]
    marks: Marks
    count: str
    count_y: float
    note: str  # the number of case studies

    @property
    def letter_y(self) -> float:
        return self.y + 5


@dataclass(frozen=True)
class StageRows:
    title: str
    tone: str
    top: float
    y: float  # of the title
    height: float
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Picture:
    layout: Layout
    height: float
    stages: tuple[StageRows, ...]
    description: str  # the alternative text: every influence and its status in words


def influences_picture(snapshot: dict, layout: Layout = WIDE) -> Picture:
    """The picture for a snapshot's influences, stage by stage."""
    people = snapshot["fieldwork"]["people"]
    stages, y = [], 0.0
    for stage in snapshot["stages"]:
        top, rows = y, []
        y += 30
        for influence in stage["influences"]:
            row, y = _row(influence, people, y, layout)
            rows.append(row)
        tone = TONES[min(stage["number"], len(TONES)) - 1]
        stages.append(StageRows(stage["title"], tone, top, top + 16, y - top, tuple(rows)))
        y += 20
    return Picture(layout, y - 20, tuple(stages), describe(snapshot))


def cover_motif(snapshot: dict) -> dict:
    """The statuses as shapes for the cover, a row a stage: width, height, shapes, description."""
    rows = [stage["influences"] for stage in snapshot["stages"]]
    shapes = [
        {"status": influence["status"], "x": 20 + 52 * column, "y": 20 + 52 * row}
        for row, influences in enumerate(rows)
        for column, influence in enumerate(influences)
    ]
    return {
        "width": 52 * max(map(len, rows)) - 12,
        "height": 52 * len(rows) - 12,
        "shapes": shapes,
        "description": "The status of each influence as a shape. “At a glance” names them.",
    }


def describe(snapshot: dict) -> str:
    """The picture in words, for those who do not see it."""
    parts = ["Positive influences by stage"]
    for stage in snapshot["stages"]:
        said = "; ".join(f"{each['title']}: {each['words']}" for each in stage["influences"])
        parts.append(f"{stage['title']}: {said}")
    return ". ".join(parts) + "."


def _row(influence: dict, people: int, y: float, layout: Layout) -> tuple[Row, float]:
    """The row whose top is at `y`, and where it ends."""
    lines = wrap(influence["title"], layout.title_characters)
    height = 17 + LINE * len(lines)
    middle = y + 13 if layout.marks_below else y + height / 2
    first = middle + 5 if layout.marks_below else middle + 5 - (len(lines) - 1) * LINE / 2
    placed = tuple((line, first + LINE * n) for n, line in enumerate(lines))
    marks_y = placed[-1][1] + 14 if layout.marks_below else middle
    studies = len(influence["case_studies"])
    row = Row(
        influence=influence,
        y=middle,
        lines=placed,
        marks=people_marks(
            [influence["n_helps"], influence["n_mixed"], influence["n_hinders"]],
            people,
            x=layout.marks_x,
            y=marks_y,
            width=layout.marks_width,
        ),
        count=f"{influence['n_supporting']} of {people}" if influence["n_people"] else "",
        count_y=marks_y + 5,
        note=str(studies) if studies and layout.note_x else "",
    )
    return row, marks_y + 16 if layout.marks_below else y + height


def people_marks(counts: Sequence[int], people: int, *, x: float, y: float, width: float) -> Marks:
    """Marks for those who say it helps, both, or that it is missing, then for the silent ones."""
    n_helps, n_mixed, n_hinders = counts
    if people > MOST_MARKS:
        return _bars(counts, people, x, y, width / people)
    step = min(width / max(people, 1), 15)
    radius = round(min(RADIUS, step * 0.4), 2)
    centres = [round(x + step * (n + 0.5), 2) for n in range(people)]
    helps, rest = centres[:n_helps], centres[n_helps:]
    mixed, rest = rest[:n_mixed], rest[n_mixed:]
    hinders, silent = rest[:n_hinders], rest[n_hinders:]
    slant = round(radius * 0.6, 2)
    return Marks(
        helps="".join(_circle(each, y, radius) for each in helps),
        mixed_outline="".join(_circle(each, y, radius - 0.6) for each in mixed),
        mixed_half="".join(
            f"M{each} {y - radius}a{radius} {radius} 0 0 0 0 {2 * radius}z" for each in mixed
        ),
        hinders_outline="".join(_circle(each, y, radius - 0.6) for each in hinders),
        hinders_bar="".join(
            f"M{each - slant:.2f} {y + slant:.2f}l{2 * slant:.2f} {-2 * slant:.2f}"
            for each in hinders
        ),
        silent="".join(_circle(each, y, 1.2) for each in silent),
    )


def _circle(x: float, y: float, radius: float) -> str:
    radius = round(radius, 2)
    return (
        f"M{x - radius:.2f} {y}a{radius} {radius} 0 1 0 {2 * radius} 0"
        f"a{radius} {radius} 0 1 0 {-2 * radius} 0z"
    )


def _bars(counts: Sequence[int], people: int, x: float, y: float, step: float) -> Marks:
    """One bar for each kind: filled, half filled, outlined with a bar through it."""
    ends, at = [], x
    for n in counts:
        ends.append((at, n * step))
        at += n * step
    (helps_x, helps), (mixed_x, mixed), (hinders_x, hinders) = ends
    return Marks(
        helps=_box(helps_x, y - 5.5, helps, 11),
        mixed_outline=_box(mixed_x, y - 5, mixed, 10),
        mixed_half=_box(mixed_x, y, mixed, 5.5),
        hinders_outline=_box(hinders_x, y - 5, hinders, 10),
        hinders_bar=f"M{hinders_x:.2f} {y}h{hinders - 1:.2f}" if hinders > 1 else "",
        silent=_box(at, y - 0.5, (people - sum(counts)) * step, 1),
    )


def _box(x: float, y: float, width: float, height: float) -> str:
    width -= 1
    return f"M{x:.2f} {y}h{width:.2f}v{height}h{-width:.2f}z" if width > 0 else ""
