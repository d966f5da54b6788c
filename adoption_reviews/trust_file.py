"""Reading the NHS's own export of organisations: CSV without a header, 27 columns a row.

Of the columns used, counted from 1: 1 ODS code, 2 name, 3 region, 12 date closed (YYYYMMDD).
Every row is accounted for: it can be used, or it is refused with its line number and the reason.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from adoption_reviews.models import Organisation
from adoption_reviews.trust_names import kind_named, written_name

N_COLUMNS = 27
LARGEST = 20_000_000  # bytes; the export of every organisation in England is smaller
CODE = re.compile(r"[A-Z0-9]{3,6}")
LONGEST_LINE = 10_000  # characters
LONGEST_NAME = Organisation._meta.get_field("name").max_length

# The codes of NHS England's regions; W00 stands for Wales.
REGIONS = {
    "Y56": "London",
    "Y58": "South West",
    "Y59": "South East",
    "Y60": "Midlands",
    "Y61": "East of England",
    "Y62": "North West",
    "Y63": "North East and Yorkshire",
    "W00": "Wales",
}


class TrustFileError(ValueError):
    """A file that cannot be read as an export at all; the message says why."""


class RowRefused(ValueError):
    """A row that cannot be used; the message says why."""


@dataclass(frozen=True)
class TrustRow:
    """One organisation of the file, written as this product writes it."""

    line: int
    ods_code: str
    name: str
    kind: str  # an Organisation.Kind, unknown unless the name says it
    region: str  # its name; the code where the name is not known; "" when the file has none
    closed_on: date | None


@dataclass(frozen=True)
class RefusedRow:
    line: int
    reason: str


@dataclass(frozen=True)
class TrustFile:
    rows: list[TrustRow]
    refused: list[RefusedRow]


def read_trust_file(content: bytes) -> TrustFile:
    """Read an export. Raises TrustFileError when it is empty, too large or not UTF-8 text.

    Lines are read one by one, so that a quotation mark left open spoils its own row only. Blank
    lines are passed over.
    """
    if len(content) > LARGEST:
        raise TrustFileError("the file is larger than any list of trusts")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TrustFileError(f"the file is not UTF-8 text (at byte {error.start + 1})") from error
    rows, refused, line_of = [], [], {}
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if not line.strip():
            continue
        try:
            row = read_row(line, number)
            if row.ods_code in line_of:
                raise RowRefused(f"{row.ods_code} is on line {line_of[row.ods_code]} already")
        except RowRefused as reason:
            refused.append(RefusedRow(number, str(reason)))
        else:
            line_of[row.ods_code] = number
            rows.append(row)
    if not rows and not refused:
        raise TrustFileError("the file is empty")
    return TrustFile(rows, refused)


def read_row(line: str, number: int) -> TrustRow:
    """Read one line. Raises RowRefused."""
    if len(line) > LONGEST_LINE:
        raise RowRefused(f"it is longer than {LONGEST_LINE} characters")
    if any(unicodedata.category(character) == "Cc" and character != "\t" for character in line):
        raise RowRefused("it contains a control character")
    try:
        columns = next(csv.reader([line], strict=True))
    except csv.Error:
        raise RowRefused("its quotation marks do not match") from None
    if len(columns) != N_COLUMNS:
        raise RowRefused(f"it has {len(columns)} columns, not {N_COLUMNS}")
    columns = [column.strip() for column in columns]
    code, name, region, closed_on = columns[0].upper(), columns[1], columns[2].upper(), columns[11]
    if not CODE.fullmatch(code):
        raise RowRefused(f"“{columns[0][:20]}” is not an ODS code")
    if not name:
        raise RowRefused("it has no name")
    name = written_name(name)
    if len(name) > LONGEST_NAME:
        raise RowRefused(f"its name is longer than {LONGEST_NAME} characters")
    return TrustRow(
        number,
        code,
        name,
        kind_named(name),
        REGIONS.get(region, region[:100]),
        read_date(closed_on),
    )


def read_date(written: str) -> date | None:
    """The closing date of a row, None when it has none. Raises RowRefused."""
    if not written:
        return None
    try:
        # strptime alone reads 2023111 as well
        if not re.fullmatch(r"[0-9]{8}", written):
            raise ValueError
        return datetime.strptime(written, "%Y%m%d").date()
    except ValueError:
        raise RowRefused(f"“{written[:20]}” is not a closing date (YYYYMMDD)") from None
