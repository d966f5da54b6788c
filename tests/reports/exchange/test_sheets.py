"""Tables lose nothing, and nothing in them runs."""

import csv
import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from adoption_reviews.sheets import Sheet, csv_file, defused
from reports.exchange.sheets import LONGEST_CELL, workbook

TELLING = [
    "=1+1",
    "+44 20",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "'=1",
    "'quoted'",
    'She said "so", and; left',
    "two\nlines\r\nthree\rfour",
    "😀 👩‍⚕️ Zoë ναι 病院",
    " spaces ",
    "",
]


def rows_of_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def rows_of_xlsx(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[cell.value for cell in row] for row in book.active], book


def undone(cell):
    return (cell or "").removeprefix("'")


def test_every_character_comes_back():
    sheet = Sheet("Words", ["Words", "Number"], [[each, 7] for each in TELLING])
    header, *rows = rows_of_csv(csv_file(sheet))
    assert header == ["Words", "Number"]
    assert [undone(row[0]) for row in rows] == TELLING
    header, *rows = rows_of_xlsx(workbook([sheet]).data)[0]
    assert header == ["Words", "Number"]
    assert [(undone(row[0]), row[1]) for row in rows] == [(each, 7) for each in TELLING]


def test_no_cell_is_a_formula():
    sheet = Sheet("Words", ["=Header"], [[each] for each in TELLING])
    rows = rows_of_csv(csv_file(sheet))[1:]
    assert [cell for [cell] in rows if cell.startswith(tuple("=+-@\t\r\n＝"))] == []
    _, book = rows_of_xlsx(workbook([sheet]).data)
    assert "f" not in {cell.data_type for row in book.active for cell in row}


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_comes_back_from_csv(text):
    [_, [cell]] = rows_of_csv(csv_file(Sheet("T", ["Words"], [[text or "-"]])))
    assert defused(text or "-") == cell


def test_control_characters_are_shown_and_counted():
    book = workbook([Sheet("T", ["Words"], [["a\x00b\x1fc\x0b"]])])
    assert rows_of_xlsx(book.data)[0][1] == ["a␀b␟c␋"]
    assert book.n_controls == 3


def test_text_longer_than_a_cell_goes_on_in_the_next_columns():
    text = "😀" * (2 * LONGEST_CELL + 5)
    rows, _ = rows_of_xlsx(workbook([Sheet("T", ["Words", "End"], [[text, "x"], ["y", "z"]])]).data)
    assert rows[0] == ["Words", "Words 2", "Words 3", "End"]
    assert "".join(rows[1][:3]) == text
    assert rows[1][3] == "x"
    assert [each or "" for each in rows[2]] == ["y", "", "", "z"]
