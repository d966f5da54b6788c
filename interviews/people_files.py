"""Lists of people as tables of text: from CSV in its many kinds, and from Excel workbooks."""

import csv
import io
import warnings
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl

from adoption_reviews.office_files import RefusedFile, open_office_file
from interviews.importing.decoding import text_of
from interviews.importing.transcript import UnreadableTranscript

MAX_BYTES = 5 * 1000 * 1000
MOST_ROWS = 1000  # of one sheet, empty ones too; a review has some twenty people
MOST_COLUMNS = 100
MOST_CELLS = 200_000  # of all sheets, so that the whole workbook can be read at once
LONGEST_CELL = 400  # characters that are kept: more than any field may have
OFFICE = (b"PK", b"\xd0\xcf\x11\xe0")
DELIMITERS = ",;\t|"
NOT_A_LIST = "This is not a list that can be read. Save it as CSV or as an Excel workbook (.xlsx)."
TOO_LONG = f"The list has more than {MOST_ROWS:,} rows. Take out those that are not needed."


class UnreadableList(ValueError):
    """The file is no list; the message is a sentence or two to show."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as text, trimmed, with each row's number in the file. No empty rows."""

    name: str  # of the sheet; "" for text files
    rows: list[tuple[int, list[str]]]


def read_tables(data: bytes) -> list[Table]:
    """The tables in a file: one for text, one for each sheet of a workbook.

    What it is shows in its content, not in its name. Formulas are what they last worked out to;
    dates are written 2026-05-04. Raises UnreadableList.
    """
    if not data.strip():
        raise UnreadableList("The file is empty.")
    if len(data) > MAX_BYTES:
        raise UnreadableList("The file is larger than 5 MB.")
    return _workbook(data) if data.startswith(OFFICE) else [_text(data)]


def _workbook(data: bytes) -> list[Table]:
    try:
        stream = open_office_file(data, kind="xlsx")
    except RefusedFile as refusal:
        raise UnreadableList(str(refusal)) from refusal
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and such, which nobody asks for here
        try:
            _count_cells(stream)
            stream.seek(0)
            book = openpyxl.load_workbook(stream, data_only=True)
            return [_sheet(sheet) for sheet in book.worksheets]
        except UnreadableList:
            raise
        except Exception as error:  # openpyxl raises what its parts raise
            raise UnreadableList(
                "The workbook cannot be read. Save it anew, or as CSV, and try again."
            ) from error


def _count_cells(stream) -> None:
    """Look through every sheet without keeping any of it. Raises UnreadableList."""
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    cells = 0
    for sheet in book.worksheets:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells += len(row)
            if number > MOST_ROWS and any(value is not None for value in row):
                raise UnreadableList(TOO_LONG)
            if cells > MOST_CELLS:
                raise UnreadableList(f"The workbook has more than {MOST_CELLS:,} cells.")
    book.close()


def _sheet(sheet) -> Table:
    rows = {
        number: [_cell(value) for value in row]
        for number, row in enumerate(
            sheet.iter_rows(values_only=True, max_row=MOST_ROWS, max_col=MOST_COLUMNS), start=1
        )
    }
    for merged in sheet.merged_cells.ranges:
        if merged.max_row not in rows or merged.max_col > MOST_COLUMNS:
            continue
        # A role group written once beside three people is that of all three.
        value = rows[merged.min_row][merged.min_col - 1]
        for number in range(merged.min_row, merged.max_row + 1):
            rows[number][merged.min_col - 1] = value
    width = max(
        (place for row in rows.values() for place, each in enumerate(row, 1) if each), default=0
    )
    return Table(sheet.title, [(number, row[:width]) for number, row in rows.items() if any(row)])


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _plain(str(value))


def _plain(text: str) -> str:
    """One line without control characters, no longer than anything that is kept."""
    text = "".join(each if each.isprintable() else " " for each in text[: LONGEST_CELL * 10])
    return " ".join(text.split())[:LONGEST_CELL]


def _text(data: bytes) -> Table:
    try:
        text = text_of(data).text
    except UnreadableTranscript as error:
        raise UnreadableList(NOT_A_LIST) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    first, delimiter = 1, ""
    if lines[:4].casefold() == "sep=":  # what Excel writes and reads to name the delimiter
        line, _, lines = lines.partition("\n")
        first, delimiter = 2, line[4:5]
    reader = csv.reader(io.StringIO(lines), delimiter=delimiter or _delimiter(lines))
    rows, begins = [], first
    try:
        for row in reader:
            cells = [_plain(cell) for cell in row[:MOST_COLUMNS]]
            if any(cells):
                rows.append((begins, cells))
            begins = first + reader.line_num
            if len(rows) > MOST_ROWS:
                raise UnreadableList(TOO_LONG)
    except csv.Error as error:
        raise UnreadableList(
            f"Line {first + reader.line_num - 1} cannot be read: look for a quotation mark that "
            "is not closed."
        ) from error
    return Table("", rows)


def _delimiter(text: str) -> str:
    """The one that parts most cells of the first line that has any, outside quotation marks."""
    for line in text.split("\n"):
        bare = "".join(line.split('"')[::2])
        best = max(DELIMITERS, key=bare.count)
        if bare.count(best):
            return best
    return ","
