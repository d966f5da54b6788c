"""Tables as an Excel workbook: nothing dropped, nothing that a program would run.

What a spreadsheet would take for a formula is written as in `adoption_reviews.sheets`.
"""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from adoption_reviews.sheets import Sheet, plain

LONGEST_CELL = 16_000  # characters; Excel holds 32,767 UTF-16 units
NOT_IN_XLSX = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
WIDEST = 60  # characters of a column


@dataclass(frozen=True, slots=True)
class Workbook:
    data: bytes
    n_controls: int  # control characters that Excel cannot hold, shown as ␀ to ␟


def workbook(sheets: Iterable[Sheet]) -> Workbook:
    """A text longer than a cell goes on in columns with the same header and a number."""
    book = openpyxl.Workbook(write_only=True)
    n_controls = 0
    for sheet in sheets:
        n_controls += _add(book, _split(sheet))
    out = io.BytesIO()
    book.save(out)
    return Workbook(out.getvalue(), n_controls)


def _add(book, sheet: Sheet) -> int:
    page = book.create_sheet(sheet.title)
    page.freeze_panes = "A2"
    for place, header in enumerate(sheet.headers):
        longest = max((len(_text(row[place])) for row in sheet.rows[:200]), default=0)
        letter = openpyxl.utils.get_column_letter(place + 1)
        page.column_dimensions[letter].width = min(WIDEST, max(10, len(header) + 2, longest))
    page.append([_cell(page, header, bold=True) for header in sheet.headers])
    n_controls = 0
    for row in sheet.rows:
        n_controls += sum(len(NOT_IN_XLSX.findall(each)) for each in row if isinstance(each, str))
        page.append([_cell(page, plain(each)) for each in row])
    return n_controls


def _cell(page, value, *, bold=False):
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, NOT_IN_XLSX.sub(_shown, value))
    cell.data_type = "s"  # whatever it begins with, it is text
    if bold:
        cell.font = Font(bold=True)
    elif len(value) > WIDEST:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _shown(found: re.Match) -> str:
    return chr(0x2400 + ord(found[0])) if found[0] < " " else "\ufffd"


def _text(value) -> str:
    return "" if value is None else str(value)


def _split(sheet: Sheet) -> Sheet:
    parts = [
        max((-(-len(_text(row[place])) // LONGEST_CELL) for row in sheet.rows), default=1) or 1
        for place in range(len(sheet.headers))
    ]
    if max(parts, default=1) == 1:
        return sheet
    headers = [
        header if part == 0 else f"{header} {part + 1}"
        for header, number in zip(sheet.headers, parts, strict=True)
        for part in range(number)
    ]
    rows = [
        [
            piece
            for value, number in zip(row, parts, strict=True)
            for piece in _pieces(value, number)
        ]
        for row in sheet.rows
    ]
    return Sheet(sheet.title, headers, rows)


def _pieces(value, number: int) -> list:
    if number == 1:
        return [value]
    text = _text(value)
    return [
        text[begin : begin + LONGEST_CELL]
        for begin in range(0, number * LONGEST_CELL, LONGEST_CELL)
    ]
