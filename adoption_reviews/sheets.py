"""Tables as CSV: nothing dropped, nothing that a program would run.

A cell that begins with a character that spreadsheets take for a formula gets an apostrophe before
it, and so does one that begins with an apostrophe: taking one off gives back what was written.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

SETS_OFF = tuple("=+-@\t\r\n＝＋－＠'")


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence]  # text, numbers, truth values or None


def defused(value):
    return f"'{value}" if isinstance(value, str) and value.startswith(SETS_OFF) else value


def csv_file(sheet: Sheet) -> bytes:
    """With the mark by which Excel knows that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(plain, sheet.headers))
    writer.writerows([plain(value) for value in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def plain(value):
    """A cell as a spreadsheet shows it, and never runs it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else defused(value)
