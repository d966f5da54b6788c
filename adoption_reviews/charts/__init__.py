"""The geometry of charts, worked out here so that a template only draws it.

The same template draws on screen and on paper. Every chart comes in two shapes, wide and narrow;
its title tells every bar and figure.
"""

from adoption_reviews.charts.bars import Bar, describe, stacked_bars
from adoption_reviews.charts.cells import Cell, CellRow, cell_rows
from adoption_reviews.charts.parts import (
    NOT_ANSWERED,
    NOT_APPLICABLE,
    Box,
    Chart,
    Drawing,
    Series,
    Text,
    level_series,
)
from adoption_reviews.charts.shares import ShareBar, share_bars
from adoption_reviews.charts.wheel import Segment, Slice, WheelGroup, wheel

__all__ = [
    "NOT_ANSWERED",
    "NOT_APPLICABLE",
    "Bar",
    "Box",
    "Cell",
    "CellRow",
    "Chart",
    "Drawing",
    "Segment",
    "Series",
    "ShareBar",
    "Slice",
    "Text",
    "WheelGroup",
    "cell_rows",
    "describe",
    "level_series",
    "share_bars",
    "stacked_bars",
    "wheel",
]
