"""Reading self-ratings from a file that comes from elsewhere: CSV, a row an answer.

The first line names the columns, in any order: organisation, round, indicator, value,
not_applicable, explanation. Every row is accounted for: it can be used, or it is refused with its
line number and the reason. What looks like a formula is text.
"""

import csv
import io
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from adoption_reviews.frameworks import MaturityFramework
from adoption_reviews.models import Organisation
from maturity.actions.ratings import Change, checked

COLUMNS = ("organisation", "round", "indicator", "value", "not_applicable", "explanation")
LARGEST = 50_000_000  # bytes; a hundred thousand answers with long explanations are fewer
DELIMITERS = ",;\t"
MOST_ROUNDS = 999
LONGEST_HEADER = 1_000  # characters
LONGEST_NAME = Organisation._meta.get_field("name").max_length
NUMBER = re.compile(r"(-?[0-9]{1,6})(\.0+)?")  # spreadsheets write 5.0 where a column has gaps
YES = {"yes", "y", "true", "t", "1", "x"}
UNREADABLE = "its quotation marks do not match, or one of its cells is much too long"
NO = {"", "no", "n", "false", "f", "0"}


class RatingsFileError(ValueError):
    """A file that cannot be read as ratings at all; the message says why."""


class RowRefused(ValueError):
    """A row that cannot be used; the message says why."""


@dataclass(frozen=True)
class RatingRow:
    """One answer. `organisation` is a code or a name, as it is written there."""

    line: int
    organisation: str
    round_number: int
    indicator: str
    value: int | None
    is_not_applicable: bool
    explanation: str


@dataclass(frozen=True)
class RefusedRow:
    line: int
    reason: str


@dataclass(frozen=True)
class RatingsFile:
    rows: list[RatingRow]
    refused: list[RefusedRow]
    encoding: str


def read_ratings_file(content: bytes, framework: MaturityFramework) -> RatingsFile:
    """Read the answers to indicators of `framework`. Raises RatingsFileError.

    Rows with nothing in them are passed over. A quotation mark that is never closed, or a cell
    that no program writes, spoils all that follows: what was not read is said so.
    """
    text, encoding = _decoded(content)
    header, delimiter = _header(text)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    next(reader)
    rows, refused = [], []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            refused.append(RefusedRow(line, f"{UNREADABLE}; what follows was not read"))
            break
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        try:
            rows.append(_read_row(cells, line, header, framework))
        except RowRefused as reason:
            refused.append(RefusedRow(line, str(reason)))
    if not rows and not refused:
        raise RatingsFileError("there is no answer in it")
    return RatingsFile(rows, refused, encoding)


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: what spreadsheets on Windows write where it is not UTF-8."""
    if len(content) > LARGEST:
        raise RatingsFileError(f"it is larger than {LARGEST // 1_000_000} MB")
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        place = content.count(b"\n", 0, error.start) + 1
    if not content.decode("utf-8", errors="ignore").isascii():
        raise RatingsFileError(f"it is UTF-8 text but for line {place}: save it as UTF-8 anew")
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        raise RatingsFileError("it is neither UTF-8 nor Windows-1252 text") from None


def _header(text: str) -> tuple[list[str], str]:
    """The columns' names in their order, and what separates them."""
    first = text[:LONGEST_HEADER].splitlines()[:1] or [""]
    delimiter = max(DELIMITERS, key=first[0].count)
    try:
        cells = next(csv.reader(first, delimiter=delimiter, strict=True), [])
    except csv.Error:
        cells = []
    header = [re.sub(r"[\s_-]+", "_", cell.strip().casefold()) for cell in cells]
    if sorted(header) != sorted(COLUMNS):
        raise RatingsFileError(f"its first line must name the columns {', '.join(COLUMNS)}")
    return header, delimiter


def _read_row(
    cells: list[str], line: int, header: list[str], framework: MaturityFramework
) -> RatingRow:
    if len(cells) != len(header):
        raise RowRefused(f"it has {len(cells)} columns, not {len(header)}")
    if any("\0" in cell for cell in cells):
        raise RowRefused("it holds a character that cannot be stored")
    cell = {name: value.strip() for name, value in zip(header, cells, strict=True)}
    organisation = " ".join(cell["organisation"].split())
    if not organisation:
        raise RowRefused("it names no organisation")
    if len(organisation) > LONGEST_NAME:
        raise RowRefused(f"the organisation’s name is longer than {LONGEST_NAME} characters")
    for name in ("round", "indicator"):
        if not cell[name]:
            raise RowRefused(f"it has no {name}")
    round_number = _number(cell["round"])
    if round_number is None or not 1 <= round_number <= MOST_ROUNDS:
        raise RowRefused(f"{_quoted(cell['round'])} is not the number of a round")
    if cell["indicator"] not in framework.codes():
        raise RowRefused(f"{_quoted(cell['indicator'])} is not an indicator of {framework.ref}")
    value = _number(cell["value"])
    if cell["value"] and value is None:
        raise RowRefused(f"the value {_quoted(cell['value'])} is not a whole number")
    is_not_applicable = cell["not_applicable"].casefold() in YES
    if not is_not_applicable and cell["not_applicable"].casefold() not in NO:
        raise RowRefused(f"not_applicable is yes or no, not {_quoted(cell['not_applicable'])}")
    change = Change(cell["indicator"], value, is_not_applicable, cell["explanation"], 0)
    try:
        change = checked(change, framework)
    except ValidationError as error:
        reason = " ".join(error.messages)
        raise RowRefused(reason[:1].lower() + reason[1:]) from None
    return RatingRow(
        line,
        organisation,
        round_number,
        change.indicator,
        change.value,
        change.is_not_applicable,
        change.explanation,
    )


def _number(written: str) -> int | None:
    match = NUMBER.fullmatch(written)
    return int(match[1]) if match else None


def _quoted(written: str) -> str:
    return f"“{written[:40]}”"
