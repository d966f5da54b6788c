"""A self-rating as an Excel workbook: made to be filled in without a network, and read again."""

from maturity.workbook.filled import FilledIn, FilledWorkbook, Problem
from maturity.workbook.layout import MAX_BYTES
from maturity.workbook.making import Part, make_workbook
from maturity.workbook.reading import read_workbook

__all__ = [
    "MAX_BYTES",
    "FilledIn",
    "FilledWorkbook",
    "Part",
    "Problem",
    "make_workbook",
    "read_workbook",
]
