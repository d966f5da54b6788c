"""What a cell says, as text. Whatever is not plainly text or a number is refused, with why."""

from datetime import date, time, timedelta
from decimal import Decimal

from maturity.workbook.layout import unescaped


class RefusedCell(ValueError):
    """A cell that is not taken over. The message is a sentence or two that say why."""


def text_in(cell, column: str) -> str:
    """The cell's words, "" when it is empty. Raises RefusedCell; `column` is its heading."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise RefusedCell(f"“{column}” holds a formula. Type what it should say instead.")
    if cell.data_type == "e":
        raise RefusedCell(f"“{column}” holds an error of the spreadsheet, {value}.")
    if isinstance(value, bool):
        raise RefusedCell(f"“{column}” holds the truth value {str(value).upper()}. Type words.")
    if isinstance(value, date | time | timedelta):
        raise RefusedCell(
            f"“{column}” holds a date or a time, which is perhaps not what was typed. "
            "Format the cell as text and type it again."
        )
    if isinstance(value, int | float):
        return _plain_number(value)
    text = unescaped(str(value)).replace("\r\n", "\n").strip()
    if "\0" in text:
        raise RefusedCell(f"“{column}” holds a character that cannot be stored.")
    return text


def _plain_number(value: int | float) -> str:
    """5 for 5.0, and never 1e-05."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return format(Decimal(repr(value)), "f")
