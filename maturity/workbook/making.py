"""Making a workbook. Nothing that was typed by somebody is ever written as a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

import openpyxl
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from adoption_reviews.frameworks import Domain, MaturityFramework, Question
from maturity.workbook.layout import (
    ASSESSMENT,
    CHOICES,
    FIRST_ROW,
    FRAMEWORK,
    HEADER_ROW,
    HIDDEN,
    NOT_APPLICABLE,
    PART,
    READ_ME,
    TITLE_ROW,
    UNLOCKED,
    WHY_ROW,
    YES,
    escaped,
    headers_of,
    level_words,
    sheet_title,
)

WIDTHS = {
    "Topic": 24,
    "Indicator": 44,
    "Question": 44,
    "Rating": 26,
    "Explanation": 70,
    "Answer": 70,
    "How to answer": 30,
    "Come back later": 12,
    "Last round’s rating": 24,
    "Last round’s explanation": 44,
    "Last round’s answer": 44,
}
GREY, PALE, LINE, LINK = "FF4C6272", "FFF0F4F5", "FFAEB7BD", "FF005EB8"
TOP = Alignment(vertical="top", wrap_text=True)
BOX = Border(*[Side(style="thin", color=LINE)] * 4)
HOW_TO_ANSWER = {
    "number": "A number, like 12,500 or 2.5",
    "choice": "Choose from the list",
    "text": "In your own words",
}
MOST_DIGITS = 15  # that a spreadsheet keeps of a number


@dataclass(frozen=True)
class Part:
    """One domain with its stored answers and last round's, both by code."""

    domain: Domain
    rows: dict = field(default_factory=dict)  # Rating or ContextAnswer
    last: dict = field(default_factory=dict)  # LastAnswer
    frozen: frozenset[str] = frozenset()  # codes of what may only be read


def make_workbook(
    *,
    assessment_id: int,
    review: str,
    framework: MaturityFramework,
    parts: Sequence[Part],
    on: date,
) -> bytes:
    """An .xlsx file with a sheet for each of the parts. `review` names the trust and the round."""
    book = openpyxl.Workbook()
    book.properties.creator = "Adoption reviews"
    book.properties.title = f"Self-rating: {framework.title}, {review}"
    properties = {ASSESSMENT: str(assessment_id), FRAMEWORK: framework.ref}
    properties |= {f"{PART} {n}": part.domain.key for n, part in enumerate(parts, start=1)}
    for name, value in properties.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    _read_me(book.active, framework, review, on)
    lists = Lists(book, framework)
    for part in parts:
        title = sheet_title(framework.domains.index(part.domain) + 1, part.domain)
        _part(book.create_sheet(title), part, framework, lists)
    book.move_sheet(CHOICES, offset=len(parts))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Lists:
    """The hidden sheet of what can be chosen, a column a list."""

    def __init__(self, book, framework: MaturityFramework):
        self.sheet = book.create_sheet(CHOICES)
        self.sheet.sheet_state = "hidden"
        self.sheet.protection.sheet = True
        self.columns = 0
        self.levels = self.add([*map(level_words, reversed(framework.scale)), NOT_APPLICABLE])
        self.yes = self.add([YES])

    def add(self, words: Sequence[str]) -> str:
        """Where the list stands, as a formula names it."""
        self.columns += 1
        for row, each in enumerate(words, start=1):
            write(self.sheet.cell(row, self.columns), each)
        letter = get_column_letter(self.columns)
        return f"{CHOICES}!${letter}$1:${letter}${len(words)}"


def _read_me(sheet, framework: MaturityFramework, review: str, on: date) -> None:
    sheet.title = READ_ME
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 100
    lines = [
        ("Self-rating", Font(bold=True, size=16)),
        (framework.title, Font(bold=True)),
        (f"{review}. Downloaded on {on.day} {on:%B %Y}.", None),
        ("", None),
        ("How to fill it in", Font(bold=True, size=13)),
        ("Each part has a sheet of its own. The framed white cells are yours; the rest is "
         "locked.", None),
        ("Choose each rating from the list. Leave empty what you cannot answer: it counts as not "
         "answered, never as a low rating.", None),
        (f"Choose “{NOT_APPLICABLE}” for what does not apply to you, and say why as the "
         "explanation.", None),
        (f"Choose “{YES}” under “Come back later” for what you mean to look at again.", None),
        ("Type what you want to say. Formulas are not read. Leave rows, columns and sheets where "
         "they are.", None),
        ("Leave out what names patients or says things about single members of staff.", None),
        ("Save it as an Excel workbook (.xlsx) and upload it on the page where you downloaded it. "
         "You see every change before anything is saved.", None),
        ("", None),
        ("The scale", Font(bold=True, size=13)),
        *((level_words(level), None) for level in reversed(framework.scale)),
        (f"{NOT_APPLICABLE}: not counted", None),
        ("Empty: not answered, and not counted", None),
    ]  # fmt: skip
    for number, (words, font) in enumerate(lines, start=1):
        cell = sheet.cell(number, 1)
        write(cell, words)
        cell.alignment = TOP
        if font:
            cell.font = font
    _to_print(sheet)
    sheet.protection.sheet = True


def _part(sheet, part: Part, framework: MaturityFramework, lists: Lists) -> None:
    headers = headers_of(part.domain)
    write(sheet.cell(TITLE_ROW, 1), part.domain.title)
    sheet.cell(TITLE_ROW, 1).font = Font(bold=True, size=16)
    write(sheet.cell(WHY_ROW, 1), part.domain.why)
    write(sheet.cell(TITLE_ROW, headers.index("Code") + 1), part.domain.key)
    for place, header in enumerate(headers, start=1):
        cell = sheet.cell(HEADER_ROW, place, header)
        cell.font, cell.alignment = Font(bold=True, color="FFFFFFFF"), TOP
        cell.fill = PatternFill("solid", LINK)
        column = sheet.column_dimensions[cell.column_letter]
        column.width = WIDTHS.get(header, 10)
        column.hidden = header in HIDDEN or (header.startswith("Last") and not part.last)
    number = FIRST_ROW
    for sub in part.domain.sub_domains:
        for asked in (*sub.indicators, *sub.questions):
            if isinstance(asked, Question):
                line = _question(asked, part, lists)
            else:
                line = _indicator(asked, part, framework, lists)
            is_open = asked.key not in part.frozen
            values = {"Topic": sub.title, "Code": asked.key} | line.values
            for place, header in enumerate(headers, start=1):
                _cell(sheet.cell(number, place), header, values.get(header), is_open=is_open)
            for header, where in line.offered.items():
                _offer(sheet, f"{get_column_letter(headers.index(header) + 1)}{number}", where)
            number += 1
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _to_print(sheet)
    sheet.protection.sheet = True
    # Rows may be made higher and columns wider: what is written should be seen.
    sheet.protection.formatRows = sheet.protection.formatColumns = False


@dataclass(frozen=True)
class Line:
    """A row by heading, and the lists that its cells offer."""

    values: dict
    offered: dict


def _indicator(indicator, part: Part, framework: MaturityFramework, lists: Lists) -> Line:
    row, last = part.rows.get(indicator.key), part.last.get(indicator.key)
    values = {
        "Indicator": indicator.title,
        "Rating": _rating(row, framework) if row else "",
        "Explanation": row.explanation if row else "",
        "Come back later": YES if row and row.is_for_later else "",
        "Last round’s rating": last.words if last else "",
        "Last round’s explanation": last.explanation if last else "",
        "Version": row.version if row else 0,
    }
    return Line(values, {"Rating": lists.levels, "Come back later": lists.yes})


def _rating(row, framework: MaturityFramework) -> str:
    """As the list offers it; empty for a value that this version's scale does not have."""
    if row.is_not_applicable:
        return NOT_APPLICABLE
    return next((level_words(each) for each in framework.scale if each.value == row.value), "")


def _question(question: Question, part: Part, lists: Lists) -> Line:
    row, last = part.rows.get(question.key), part.last.get(question.key)
    words = row.words if row else ""
    values = {
        "Question": question.title,
        "Answer": _number(words) if question.kind == "number" else words,
        "How to answer": HOW_TO_ANSWER[question.kind],
        "Last round’s answer": last.words if last else "",
        "Version": row.version if row else 0,
    }
    is_choice = question.kind == "choice"
    return Line(values, {"Answer": lists.add(question.choices)} if is_choice else {})


def _number(words: str):
    """The number that the words are, if a spreadsheet keeps all of it; else the words."""
    try:
        number = Decimal(words)
    except InvalidOperation:
        return words
    if len(number.as_tuple().digits) > MOST_DIGITS or format(number, "f") != words:
        return words
    return int(number) if number == number.to_integral_value() else float(number)


def _cell(cell, header: str, value, *, is_open: bool) -> None:
    cell.alignment = TOP
    if header in UNLOCKED and is_open:
        cell.protection = Protection(locked=False)
        cell.border = BOX
        if not isinstance(value, int | float):
            cell.number_format = "@"  # what is typed stays as it is typed: 3/5 becomes no date
    elif header in UNLOCKED or header.startswith("Last"):
        cell.font, cell.fill = Font(color=GREY, italic=True), PatternFill("solid", PALE)
    if isinstance(value, str):
        write(cell, value)
    else:
        cell.value = value


def write(cell, text: str) -> None:
    """Text and nothing else, whatever it begins with."""
    if not text:
        return
    # Not by `value`, which would take "=" for a formula and cut off what escapes make longer than
    # a cell: spreadsheets count the characters that they stand for.
    cell._value, cell.data_type = escaped(text), "s"
    if text.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True  # text still when somebody goes on typing in it


def _offer(sheet, where: str, words: str) -> None:
    """Let a cell be chosen from a list, and from nothing else."""
    found = next((each for each in sheet.data_validations.dataValidation
                  if each.formula1 == words), None)  # fmt: skip
    if found is None:
        found = DataValidation(type="list", formula1=words, allow_blank=True)
        found.showErrorMessage = True
        found.errorTitle, found.error = "Not in the list", "Choose from the list, or leave it empty"
        sheet.add_data_validation(found)
    found.add(where)


def _to_print(sheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
