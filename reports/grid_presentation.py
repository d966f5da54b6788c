"""The grid of codes as its page, its lists for narrow screens and its file show it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from adoption_reviews.codes import THEMES, THEMES_ELSEWHERE, Code, unknown_code
from adoption_reviews.models import Review
from adoption_reviews.sheets import Sheet
from adoption_reviews.vocabulary import Direction, RoleGroup
from reports.queries.code_grid import Cell, CodeGrid
from reports.queries.grid_columns import NONE_GIVEN, By, Column
from reports.wording import counted, joined

ACROSS = (By.TRUST, By.ROUND)  # these span more than the review at hand


NOT_ASKED = "Not asked"  # the framework of those reviews does not have the code


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell with its words and the address of its passages."""

    n_people: int
    n_passages: int
    words: str
    query: str


def words_of(cell: Cell, *, is_case_study: bool = False) -> str:
    """ "3 people, 7 passages"; in a column of case studies "1 case study, 2 passages"."""
    who = ("case study", "case studies") if is_case_study else ("person", "people")
    return f"{counted(cell.n_people, *who)}, {counted(cell.n_passages, 'passage')}"


def address(*parts: str, **query) -> str:
    """One query of several and of what else is given."""
    return "&".join(filter(None, [urlencode(query, safe=":@"), *parts]))


def linked_rows(grid: CodeGrid, kept: str, url: str) -> list:
    """By group: title, stage, rows; a row is the Row, the address of its total and its cells as
    HTML. `kept` is what every address has after `url`."""
    return [
        (
            group.title,
            group.stage,
            [
                (
                    row,
                    address(kept, code=row.code.key),
                    as_html(url, linked(grid, row.cells, row.code, kept)),
                )
                for row in group.rows
            ],
        )
        for group in grid.groups
    ]


def linked(grid: CodeGrid, cells, code: Code | None, kept: str) -> list:
    """The cells of a code or, without one, of all codes: each a Figure, NOT_ASKED or "" for
    nothing."""
    begin = address(kept, **({"code": code.key} if code else {}))
    return [
        _figure(column, cell, begin)
        if cell
        else ("" if code is None or column.asked(code.framework_ref) else NOT_ASKED)
        for column, cell in zip(grid.columns, cells, strict=True)
    ]


def _figure(column: Column, cell: Cell, begin: str) -> Figure:
    words = words_of(cell, is_case_study=column.is_case_study)
    query = f"{begin}&{column.query}" if begin else column.query
    return Figure(cell.n_people, cell.n_passages, words, query)


def as_html(url: str, cells: list) -> SafeString:
    """Cells of a table. By a template those of a hundred interviews take three times the grid."""
    return mark_safe(
        "".join(
            f'<td class="sense-cell"><a href="{url}?{escape(cell.query)}">'
            f'<span aria-hidden="true"><b>{cell.n_people}</b> {cell.n_passages}</span>'
            f'<span class="nhsuk-u-visually-hidden">{cell.words}</span></a></td>'
            if isinstance(cell, Figure)
            else f'<td class="app-muted">{cell}</td>'
            for cell in cells
        )
    )


def is_of(review: Review, code: Code) -> bool:
    """Whether the code has a page in this review."""
    refs = {review.influences_ref, review.barriers_ref, THEMES}
    return code.framework_ref in refs and code.group != THEMES_ELSEWHERE


def in_a_list(grid: CodeGrid, kept: str, show: str) -> dict:
    """For narrow screens: one code (its key) or one column (its address) as a list."""
    if not grid.rows:
        return {}
    row = next((each for each in grid.rows if each.code.key == show), None)
    if row:
        cells = zip(grid.columns, linked(grid, row.cells, row.code, kept), strict=True)
        return {"show": show, "shown_row": row, "shown_cells": list(cells)}
    queries = [column.query for column in grid.columns]
    place = queries.index(show) if show in queries else 0
    column = grid.columns[place]
    groups = [
        (
            group.title,
            group.stage,
            [
                (row, _figure(column, row.cells[place], address(kept, code=row.code.key)))
                for row in group.rows
                if row.cells[place]
            ],
        )
        for group in grid.groups
    ]
    return {
        "show": queries[place],
        "shown_column": column,
        "shown_groups": [group for group in groups if group[2]],
    }


def grid_lead(grid: CodeGrid, by: By, n_reviews: int) -> str:
    people = counted(grid.n_interviewed, "person", "people")
    where = f" in {counted(n_reviews, 'review')} that you work in" if by in ACROSS else ""
    return f"Which codes were given to the words of {people}{where} and of the case studies."


def grid_sheet(grid: CodeGrid) -> Sheet:
    """As it is shown: two columns of figures for each column, then everybody."""
    headers = ["Group", "Code", "Key"]
    for column in grid.columns:
        headers += [
            f"{_head(column)}: {'case studies' if column.is_case_study else 'people'}",
            f"{_head(column)}: passages",
        ]
    headers += ["People", "People interviewed", "How many", "Case studies", "Passages"]
    rows = [
        [
            group.title,
            row.code.title,
            row.code.key,
            *_figures(grid, row.cells, row.code),
            row.total.n_people,
            row.n_interviewed,
            row.how_many,
            row.n_case_studies,
            row.total.n_passages,
        ]
        for group in grid.groups
        for row in group.rows
    ]
    total = grid.total
    last = [total.n_people, grid.n_interviewed, "", grid.n_case_studies, total.n_passages]
    rows.append(["", "All these codes", "", *_figures(grid, grid.totals), *last])
    return Sheet("Codes", headers, rows)


def _head(column: Column) -> str:
    is_interview = column.query.startswith(("interview=", "case_study="))
    return f"{column.title} ({column.note})" if is_interview and column.note else column.title


def _figures(grid: CodeGrid, cells, code: Code | None = None) -> list:
    """Nought where nothing is coded, words where the code was not asked."""
    found = []
    for column, cell in zip(grid.columns, cells, strict=True):
        if cell:
            found += [cell.n_people, cell.n_passages]
        else:
            found += [0, 0] if code is None or column.asked(code.framework_ref) else [NOT_ASKED] * 2
    return found


def where_words(asked: dict, codes: dict[str, Code], groups: dict, reviews: list) -> dict:
    """`title`: which codes; `where`: whose passages. `asked` is that of PassagesForm."""
    keys = [key for key in (asked["code"], asked["beside"]) if key]
    titles = [(codes.get(key) or unknown_code(*key.rpartition(":")[::2])).title for key in keys]
    titles = titles or [groups[each].title for each in asked["family"]] or ["All codes"]
    where = [
        f"Interview {asked['interview']}" if asked["interview"] else "",
        f"Case study {asked['case_study']}" if asked["case_study"] else "",
        _or_none(asked["role_group"], "Not known who", dict(RoleGroup.choices)),
        _or_none(asked["division"], "No division given", {}),
        str(reviews[0].organisation) if asked["trust"] and reviews else "",
        f"Round {asked['round']}" if asked["round"] else "",
        {"interview": "Interviews", "case-study": "Case studies"}.get(asked["kind"], ""),
        Direction(asked["direction"]).label if asked["direction"] else "",
    ]
    return {"title": joined(titles), "where": ". ".join(filter(None, where))}


def _or_none(value: str, none: str, labels: dict) -> str:
    return none if value == NONE_GIVEN else labels.get(value, value)
