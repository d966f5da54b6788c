"""The empty list of participants that reviewers fill in: CSV and an Excel workbook."""

import csv
import io

import openpyxl
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from adoption_reviews.vocabulary import RoleGroup

HEADERS = [
    "Name",
    "Job title",
    "Role group",
    "Division or service",
    "E-mail address",
    "Agreed to be interviewed",
    "Agreed to be recorded",
    "Agreed to be quoted",
    "Date they agreed",
]
NOTES = [
    ("Name", "First name and surname. Seen by the reviewers of this review only."),
    ("Role group", f"One of: {', '.join(RoleGroup.labels)}."),
    ("Agreed to …", "Yes or no. Leave empty what they have not been asked."),
    ("Date they agreed", "For example 4/5/2026. Leave empty what nobody has agreed to yet."),
    ("Other columns", "May stand in the list, and are not read."),
]
ROWS = 500  # that offer a choice


def csv_template() -> bytes:
    """With the mark by which Excel knows that it is UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerow(HEADERS)
    return out.getvalue().encode("utf-8-sig")


def xlsx_template() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Participants"
    sheet.append(HEADERS)
    for place, header in enumerate(HEADERS, start=1):
        cell = sheet.cell(1, place)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(16, len(header) + 2)
    sheet.freeze_panes = "A2"
    _offer(sheet, "C", RoleGroup.labels)
    for column in "FGH":
        _offer(sheet, column, ["yes", "no"])
    for row in range(2, ROWS + 2):
        sheet[f"I{row}"].number_format = "dd/mm/yyyy"
    notes = book.create_sheet("How to fill it in")
    for note in NOTES:
        notes.append(note)
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 20, 80
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _offer(sheet, column: str, choices: list[str]) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    choice.error = "Choose from the list"
    sheet.add_data_validation(choice)
    choice.add(f"{column}2:{column}{ROWS + 1}")


TEMPLATES = {
    "csv": ("text/csv; charset=utf-8", csv_template),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx_template,
    ),
}
