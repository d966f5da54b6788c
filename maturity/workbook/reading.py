"""Reading a workbook that was filled in elsewhere: every row by itself, nothing guessed."""

import warnings
from collections import Counter
from collections.abc import Container

import openpyxl

from adoption_reviews.frameworks import Domain, MaturityFramework, Question
from adoption_reviews.office_files import RefusedFile, open_office_file
from maturity.workbook.cells import RefusedCell, text_in
from maturity.workbook.filled import FilledIn, FilledWorkbook, Problem
from maturity.workbook.layout import (
    ASSESSMENT,
    CHOICES,
    FIRST_ROW,
    FRAMEWORK,
    HEADER_ROW,
    MAX_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    PART,
    READ_ME,
    TITLE_ROW,
    UNLOCKED,
    YES,
    alike,
    headers_of,
    level_words,
    levels_by_words,
    sheet_title,
)

AGAIN = "Download the workbook again"
NOT_OURS = f"This workbook was not downloaded here. {AGAIN} and fill that in."
ANOTHERS = "This is the workbook of another self-rating. Download the one of this self-rating."
MADE_FOR_ANOTHER = (
    "This workbook was made for {}, and the self-rating is on {} now. "
    f"{AGAIN} and carry over what you filled in."
)
CHANGED_COLUMNS = (
    "The columns of this sheet are not where they were, or were given other headings. "
    f"{AGAIN} and carry over what you filled in."
)
TAKE_ANOTHER = f"{AGAIN} for a sheet that is whole."


def read_workbook(
    data: bytes, *, assessment_id: int, framework: MaturityFramework, own: Container[str]
) -> FilledWorkbook:
    """What the workbook says about the parts in `own`, codes of domains.

    Raises RefusedFile for a file that is not opened, and for the workbook of another self-rating
    or of another version of the framework.
    """
    book = _opened(data)
    properties = {each.name: str(each.value) for each in book.custom_doc_props.props}
    _check_properties(properties, assessment_id, framework)
    filled = FilledWorkbook()
    domains = {each.key: each for each in framework.domains}
    sheets = _by_domain(book, domains, filled)
    for number, domain in enumerate(framework.domains, start=1):
        found = sheets.get(domain.key, [])
        if domain.key not in own:
            filled.not_yours.extend([domain.title] if found else [])
        elif len(found) > 1:
            filled.problems.extend(
                Problem(each.title, 0, f"There are {len(found)} sheets of this part. Delete those "
                        "that are not meant.")
                for each in found
            )  # fmt: skip
        elif found:
            _Sheet(found[0], domain, framework, filled).read()
        elif domain.key in _parts(properties):
            missing = f"This sheet is missing. {TAKE_ANOTHER}"
            filled.problems.append(Problem(sheet_title(number, domain), 0, missing))
    return filled


def _opened(data: bytes):
    if len(data) > MAX_BYTES:
        raise RefusedFile(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    stream = open_office_file(data, kind="xlsx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and such, which nobody asks for here
        try:
            return openpyxl.load_workbook(stream, keep_links=False)
        except Exception as error:  # openpyxl raises what its parts raise
            raise RefusedFile("The workbook cannot be read. Save it anew and try again.") from error


def _check_properties(properties, assessment_id: int, framework: MaturityFramework) -> None:
    of, ref = properties.get(ASSESSMENT), properties.get(FRAMEWORK)
    if of is None or ref is None:
        raise RefusedFile(NOT_OURS)
    if of != str(assessment_id) or ref.partition("@")[0] != framework.key:
        raise RefusedFile(ANOTHERS)
    if ref != framework.ref:
        versions = [f"version {each.partition('@')[2]}" for each in (ref, framework.ref)]
        raise RefusedFile(MADE_FOR_ANOTHER.format(*versions))


def _parts(properties) -> set[str]:
    """Codes of the domains that it was downloaded with."""
    return {value for name, value in properties.items() if name.startswith(f"{PART} ")}


def _by_domain(book, domains: dict[str, Domain], filled: FilledWorkbook) -> dict[str, list]:
    """The sheets of each part, by the code in it, whatever name the sheet has been given."""
    found: dict[str, list] = {}
    for sheet in book.worksheets:
        key = _key_in(sheet, domains)
        if key:
            found.setdefault(key, []).append(sheet)
        elif sheet.title not in (READ_ME, CHOICES) and not _is_empty(sheet):
            reason = "This sheet is not one of the parts, so nothing in it is read."
            filled.problems.append(Problem(sheet.title, 0, reason))
    return found


def _key_in(sheet, domains: dict[str, Domain]) -> str:
    """The code beside the sheet's title, also where columns were put before it."""
    for cell in reversed(sheet[TITLE_ROW][:MOST_COLUMNS]):
        if cell.value in domains:
            return cell.value
    return ""


def _is_empty(sheet) -> bool:
    return sheet.max_row == 1 and all(cell.value is None for cell in sheet[1])


class _Sheet:
    """One part's sheet while it is read into `filled`."""

    def __init__(self, sheet, domain: Domain, framework: MaturityFramework, filled: FilledWorkbook):
        self.sheet, self.domain, self.filled = sheet, domain, filled
        self.framework = framework
        self.headers = headers_of(domain)
        self.asked = {each.key: each for each in (*domain.indicators, *domain.questions)}
        self.levels = levels_by_words(framework.scale)

    def read(self) -> None:
        if self._found_headers() != [alike(each) for each in self.headers]:
            self._refuse(0, CHANGED_COLUMNS)
            return
        if self.sheet.max_row > MOST_ROWS:
            self._refuse(0, f"The sheet has more than {MOST_ROWS:,} rows. {TAKE_ANOTHER}")
            return
        rows = self._rows()
        codes = Counter(code for _, code, _ in rows)
        for number, code, cells in rows:
            if code not in self.asked:
                self._unknown(number, code, cells)
            elif codes[code] > 1:
                self._refuse(number, "This stands in more than one row.", code)
            else:
                self._row(number, code, cells)
        for code in self.asked:
            if code not in codes:
                self._refuse(0, f"Its row is missing. {TAKE_ANOTHER}", code)

    def _found_headers(self) -> list[str]:
        cells = (self.sheet.cell(HEADER_ROW, n) for n in range(1, len(self.headers) + 1))
        return [alike(str(cell.value or "")) for cell in cells]

    def _rows(self) -> list[tuple[int, str, dict]]:
        """(row, code, its cells by heading) of each row that holds a code or something typed."""
        found = []
        for cells in self.sheet.iter_rows(
            min_row=FIRST_ROW, max_row=self.sheet.max_row, max_col=len(self.headers)
        ):
            row = dict(zip(self.headers, cells, strict=True))
            code = str(row["Code"].value or "").strip()
            typed = [row[each].value for each in UNLOCKED if each in row]
            if code or any(each not in (None, "") for each in typed):
                found.append((cells[0].row, code, row))
        return found

    def _unknown(self, number: int, code: str, cells: dict) -> None:
        elsewhere = code in self.framework.codes() or any(
            code == each.key for domain in self.framework.domains for each in domain.questions
        )
        if elsewhere:
            reason = "This row belongs to another part. Put it back on its sheet."
        else:
            reason = "This row belongs to nothing that is asked here, so it is not read."
        self._refuse(number, reason)

    def _row(self, number: int, code: str, cells: dict) -> None:
        if self._is_merged(number):
            self._refuse(number, f"Cells of this row are merged. {TAKE_ANOTHER}", code)
            return
        asked = self.asked[code]
        try:
            read = self._question if isinstance(asked, Question) else self._indicator
            self._check_title(asked, cells)
            answer = {"base_version": _version(cells["Version"])} | read(asked, cells)
        except RefusedCell as refused:
            self._refuse(number, str(refused), code)
            return
        self.filled.answers.append(FilledIn(code, **answer, sheet=self.sheet.title, row=number))

    def _is_merged(self, number: int) -> bool:
        return any(
            each.min_row <= number <= each.max_row and each.min_col <= len(self.headers)
            for each in self.sheet.merged_cells.ranges
        )

    def _check_title(self, asked, cells: dict) -> None:
        """What stands beside the answer is what its hidden code says: sorting can part them."""
        column = "Indicator" if "Indicator" in cells else "Question"
        if alike(text_in(cells[column], column)) != alike(asked.title):
            raise RefusedCell(
                "The row does not say what is asked here: cells have been moved or typed over. "
                f"{TAKE_ANOTHER}"
            )

    def _indicator(self, asked, cells: dict) -> dict:
        words = text_in(cells["Rating"], "Rating")
        value, is_not_applicable = None, False
        if words:
            if alike(words) not in self.levels:
                offered = ", ".join(map(level_words, self.framework.scale))
                raise RefusedCell(
                    f"“{_short(words)}” is not on the scale. Choose one of {offered}, or not "
                    "applicable."
                )
            value = self.levels[alike(words)]
            is_not_applicable = value is None
        return {
            "value": value,
            "is_not_applicable": is_not_applicable,
            "explanation": text_in(cells["Explanation"], "Explanation"),
            "is_for_later": _is_yes(cells["Come back later"]),
        }

    def _question(self, asked: Question, cells: dict) -> dict:
        words = text_in(cells["Answer"], "Answer")
        meant = [each for each in asked.choices if alike(each) == alike(words)]
        if words not in asked.choices and len(meant) == 1:
            words = meant[0]
        return {"words": words}

    def _refuse(self, row: int, reason: str, code: str = "") -> None:
        title = self.asked[code].title if code else ""
        self.filled.problems.append(Problem(self.sheet.title, row, reason, title))


def _version(cell) -> int:
    """The version of the answer that was downloaded. Raises RefusedCell."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise RefusedCell(f"A hidden column of this row has been changed. {TAKE_ANOTHER}")
    return value


def _is_yes(cell) -> bool:
    if isinstance(cell.value, bool):  # what “yes” becomes in some programs
        return cell.value
    words = alike(text_in(cell, "Come back later"))
    if words not in ("", "no", alike(YES), "x"):
        raise RefusedCell(f"“Come back later” says “{_short(words)}”. It is {YES} or empty.")
    return words not in ("", "no")


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:60]}…"
