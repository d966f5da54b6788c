"""Stacked bars of shares, with what has no share drawn apart, and one's own place marked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adoption_reviews.charts.parts import (
    BAR,
    GAP,
    NOT_ANSWERED,
    NOT_APPLICABLE,
    Box,
    Chart,
    Drawing,
    Mark,
    Series,
    Text,
    box,
    labelled,
)
from adoption_reviews.charts.rows import Row, drawing, layouts

STRIP = 8  # the height of what is drawn apart
MARK_ROOM = 18
MARK_APART = 24  # from mark to mark


@dataclass(frozen=True)
class ShareBar:
    """A row. `counts` are those who answered, in the order of the series, and `words` what stands
    for them in the segments. `own` is how many answers of one's own there are in each segment.
    """

    label: str
    counts: tuple[int, ...]
    words: tuple[str, ...]
    n_not_applicable: int = 0
    n_silent: int = 0
    own: tuple[int, ...] = ()
    note: str = ""


def share_bars(
    *, title: str, series: Sequence[Series], bars: Sequence[ShareBar], own_label: str = "Own"
) -> Chart:
    """A bar for each of `bars`: all equally long, segments in the order of `series` by their share
    of those who answered; nothing where nobody did. A strip below has what is not applicable and
    not answered by its share of all that was asked.
    """
    description = ". ".join([title, *(_in_words(bar, series, own_label) for bar in bars)]) + "."
    are_marked = any(any(bar.own) for bar in bars)
    has_strip = any(bar.n_not_applicable or bar.n_silent for bar in bars)
    rooms = {"above": MARK_ROOM if are_marked else 0, "below": STRIP + 2 if has_strip else 0}
    keys = [*series, *([NOT_APPLICABLE, NOT_ANSWERED] if has_strip else [])]
    drawings = []
    for layout in layouts(bars, **rooms):
        boxes, marks = [], []
        for bar, row in zip(bars, layout.rows, strict=True):
            boxes += [*_segments(bar, series, row), *_strip(bar, row)]
            marks += _marks(bar, row)
        drawn = drawing(layout, boxes, keys, description, marks)
        drawings.append(_with_key(drawn, own_label) if are_marked else drawn)
    return Chart(*drawings)


def _with_key(drawn: Drawing, own_label: str) -> Drawing:
    """With a line below that says what the marks are."""
    y = drawn.height + 12
    key = Mark(11, y, Text(own_label, 27, y))
    return replace(drawn, height=y + 8, marks=(*drawn.marks, key))


def _segments(bar: ShareBar, series: Sequence[Series], row: Row) -> list[Box]:
    found, x = [], row.x
    unit = row.room / (sum(bar.counts) or 1)
    for count, words, each in zip(bar.counts, bar.words, series, strict=True):
        if count:
            width = max(count * unit - GAP, 1)
            found.append(labelled(each, (x, row.y, width, BAR), words))
        x += count * unit
    return found


def _strip(bar: ShareBar, row: Row) -> list[Box]:
    found, x = [], row.x
    asked = sum(bar.counts) + bar.n_not_applicable + bar.n_silent
    for n, each in ((bar.n_not_applicable, NOT_APPLICABLE), (bar.n_silent, NOT_ANSWERED)):
        if n:
            width = row.room * n / asked
            found.append(box(each, (x, row.y + BAR + 2, max(width - GAP, 1), STRIP), None))
            x += width
    return found


def _marks(bar: ShareBar, row: Row) -> list[Mark]:
    """Over the middle of each segment; apart from each other however short the segments are."""
    unit = row.room / (sum(bar.counts) or 1)
    places, x = [], row.x
    for count, n in zip(bar.counts, bar.own or (0,) * len(bar.counts), strict=True):
        if n:
            after = places[-1][0] + MARK_APART if places else row.x + 5
            places.append((max(x + count * unit / 2, after), n))
        x += count * unit
    over = max(places[-1][0] - (row.x + row.room - MARK_APART), 0) if places else 0
    y = row.y - 3
    return [Mark(x - over, y, Text(str(n), x - over + 8, y)) for x, n in places]


def _in_words(bar: ShareBar, series: Sequence[Series], own_label: str) -> str:
    said = [
        f"{words} {each.label.lower()}"
        for count, words, each in zip(bar.counts, bar.words, series, strict=True)
        if count
    ]
    apart = [
        f"{n} {each.label.lower()}"
        for n, each in ((bar.n_not_applicable, NOT_APPLICABLE), (bar.n_silent, NOT_ANSWERED))
        if n
    ]
    own = [f"{n} {each.label.lower()}" for n, each in zip(bar.own, series, strict=False) if n]
    words = f"{bar.label}: {', '.join(said) or 'nobody answered'}"
    if bar.note:
        words += f", {bar.note}"
    if apart:
        words += f"; {', '.join(apart)}"
    return f"{words}; {own_label.lower()}: {', '.join(own)}" if own else words
