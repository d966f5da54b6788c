"""The chart of new codes by interview: geometry worked out here, drawn by a template.

A column an interview for the codes that were new in it, and a line for the codes known so far.
Lengths are in units of the drawing's viewBox.
"""

from dataclasses import dataclass
from math import ceil

from adoption_reviews.charts import Text
from reports.queries.saturation import Saturation

HEIGHT, TOP, BOTTOM = 260, 34, 40  # of the drawing; above and below the columns
LEFT = 34  # where the columns begin: room for the numbers of the scale
LABEL = 26  # the least room a label below the columns takes
FEWEST = 12  # columns; fewer stand as far apart as these, so that one is not a wall


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    left: int
    floor: float  # y of nought
    legend_x: int  # of the second key of the legend
    columns: str  # a path
    line: str  # a path
    points: tuple[
        tuple[float, float], ...
    ]  # of the line, when they are few enough to be told apart
    scale: tuple[Text, ...]
    labels: tuple[Text, ...]  # numbers of interviews
    description: str


@dataclass(frozen=True)
class Chart:
    """For broad screens, and for telephones."""

    wide: Drawing
    narrow: Drawing


def saturation_chart(found: Saturation) -> Chart:
    return Chart(_draw(found, 720), _draw(found, 320))


def describe(found: Saturation) -> str:
    """The chart in words, for those who do not see it."""
    steps = (
        f"interview {step.number}: {len(step.new)} new, {step.n_so_far} so far"
        for step in found.steps
    )
    return f"New codes by interview, in the order they were held. {'; '.join(steps)}."


def _draw(found: Saturation, width: int) -> Drawing:
    floor = HEIGHT - BOTTOM
    step = max(1, ceil(found.n_codes / 4))
    unit = (floor - TOP) / (4 * step)
    room = (width - LEFT - 6) / max(len(found.steps), FEWEST)
    bar = max(room * 0.7, 0.8)
    middles = [round(LEFT + room * (place + 0.5), 2) for place in range(len(found.steps))]
    heights = [len(each.new) * unit for each in found.steps]
    points = [
        (x, round(floor - each.n_so_far * unit, 2))
        for x, each in zip(middles, found.steps, strict=True)
    ]
    every = ceil(LABEL / room)
    return Drawing(
        width=width,
        height=HEIGHT,
        left=LEFT,
        floor=floor,
        legend_x=LEFT + 150,
        columns="".join(
            f"M{x - bar / 2:.2f} {floor}v{-height:.2f}h{bar:.2f}v{height:.2f}z"
            for x, height in zip(middles, heights, strict=True)
            if height
        ),
        line="".join(f"{'L' if place else 'M'}{x} {y}" for place, (x, y) in enumerate(points)),
        points=tuple(points) if room >= 10 else (),
        scale=tuple(
            Text(str(n * step), LEFT - 8, round(floor - n * step * unit, 2)) for n in range(5)
        ),
        labels=tuple(
            Text(str(each.number), x, floor + 18)
            for place, (x, each) in enumerate(zip(middles, found.steps, strict=True))
            if place % every == 0
        ),
        description=describe(found),
    )
