"""Codes × interviews, role groups, divisions, trusts or rounds: people and passages in each cell.

The databases group and count, by the rules of `reports.queries.codings`: interviews that count as
evidence, codings that count and that the viewer may see, passages whose segments stand. A person
in two columns is one person in their total; a passage coded twice alike is one passage.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q, Value

from adoption_reviews.codes import Code, CodeGroup, key_of, unknown_code
from adoption_reviews.models import Review
from reports import evidence_rules as rules
from reports.queries.codings import case_study_codings, interview_codings
from reports.queries.grid_columns import By, Column, Counts, Heard, Layout


@dataclass(frozen=True, slots=True)
class Cell:
    """What was coded. In a column of case studies `n_people` counts these."""

    n_people: int
    n_passages: int


@dataclass(frozen=True, slots=True)
class Row:
    """One code. A cell is None where nothing was coded; `total` counts people once."""

    code: Code
    cells: tuple[Cell | None, ...]
    total: Cell
    n_case_studies: int
    n_interviewed: int

    @property
    def how_many(self) -> str:
        """How many of those interviewed spoke of it, as a word."""
        return rules.how_many(self.total.n_people, self.n_interviewed)


@dataclass(frozen=True, slots=True)
class RowGroup:
    title: str
    stage: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class CodeGrid:
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]  # those without a row are left out
    totals: tuple[Cell | None, ...]  # of the columns: over all rows, each passage once
    total: Cell
    n_case_studies: int  # in which something is coded
    n_interviewed: int
    n_hidden: int  # codes left out because nothing is coded with them

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]


def reviews_compared(review: Review, mine: Iterable[Review], by: By | str) -> list[Review]:
    """The reviews that a grid spans: of `mine`, those in which its reader may code passages."""
    if by == By.TRUST:
        return list(mine)
    if by == By.ROUND:
        return [each for each in mine if each.organisation_id == review.organisation_id]
    return [review]


def code_grid(
    reviews: list[Review],
    viewer,
    *,
    by: By | str,
    groups: list[CodeGroup],
    families: Iterable[str] = (),
    direction: str = "",
    with_empty: bool = False,
) -> CodeGrid:
    """The grid of `reviews` as `viewer` may see it. Three queries, however many codings.

    `reviews` are those of `reviews_compared`, organisations joined, `groups` all their codes.
    `families` are titles of groups (none: all), `direction` counts only passages of that
    direction. Codes without any coding are rows only `with_empty`.
    """
    families = set(families)
    chosen = [group for group in groups if not families or group.title in families]
    where = Q(direction=direction) if direction else Q()
    if families:
        where &= _any_of([code for group in chosen for code in group.codes])
    heard = Heard(reviews)
    counted = Counts()
    for ref, code, interview, speaker, n in _grouped(
        interview_codings(heard.interviews(), viewer).filter(where).counting().with_speaker(),
        "passage__interview_id",
        "speaker_id",
    ):
        person = speaker or heard.first.get(interview)
        counted.add(key_of(ref, code) if ref else "", (interview, person), person, n)
    studies = Counts()
    for ref, code, study, review_id, number, innovation, n in _grouped(
        case_study_codings(reviews, viewer).filter(where).counting(),
        "passage__case_study_id",
        "passage__case_study__review_id",
        "passage__case_study__number",
        "passage__case_study__innovation",
    ):
        key = key_of(ref, code) if ref else ""
        studies.add(key, (study, review_id, number, innovation), study, n)
    layout = Layout(By(by), reviews, heard, counted, studies)
    return _laid_out(layout, _with_others(chosen, counted, studies, families), with_empty)


def _any_of(codes: Iterable[Code]) -> Q:
    by_ref = defaultdict(list)
    for code in codes:
        by_ref[code.framework_ref].append(code.code)
    return reduce(
        or_, (Q(framework_ref=ref, code__in=each) for ref, each in by_ref.items()), Q(pk__in=[])
    )


def _grouped(codings, *by: str):
    """Passages of each code and, under an empty code, of all together: rows of framework_ref,
    code, what it is grouped by, count. One query."""
    count = Count("passage_id", distinct=True)
    of_codes = codings.order_by().values_list("framework_ref", "code", *by).annotate(n=count)
    of_all = (
        codings.order_by()
        .annotate(no_ref=Value(""), no_code=Value(""))
        .values_list("no_ref", "no_code", *by)
        .annotate(n=count)
    )
    return of_codes.union(of_all, all=True)


def _with_others(groups: list[CodeGroup], counted, studies, families) -> list[CodeGroup]:
    """The groups and, where all are shown, what was coded with codes that no list has."""
    known = {code.key for group in groups for code in group.codes} | {""}
    keys = dict.fromkeys([*counted.of, *studies.of])
    others = [] if families else [key for key in keys if key not in known]
    if not others:
        return groups
    codes = [unknown_code(*key.rsplit(":", 1)) for key in sorted(others)]
    return [*groups, CodeGroup(codes[0].group, 0, codes)]


def _laid_out(layout: Layout, groups: list[CodeGroup], with_empty: bool) -> CodeGrid:
    rows = {
        code.key: _row(layout, code)
        for group in groups
        for code in group.codes
        if with_empty or code.key in layout.counted.of or code.key in layout.studies.of
    }
    shown = [
        RowGroup(
            group.title,
            group.stage,
            tuple(rows[code.key] for code in group.codes if code.key in rows),
        )
        for group in groups
    ]
    totals, total, n_studies = _cells(layout, "")
    return CodeGrid(
        columns=layout.columns,
        groups=tuple(group for group in shown if group.rows),
        totals=totals,
        total=total,
        n_case_studies=n_studies,
        n_interviewed=layout.heard.n_people,
        n_hidden=sum(len(group.codes) for group in groups) - len(rows),
    )


def _row(layout: Layout, code: Code) -> Row:
    cells, total, n_studies = _cells(layout, code.key)
    return Row(code, cells, total, n_studies, layout.heard.n_people)


def _cells(layout: Layout, key: str) -> tuple[tuple[Cell | None, ...], Cell, int]:
    """The cells of a code, what they come to, and how many case studies are among them."""
    people = [set() for _ in layout.columns]
    passages = [0] * len(layout.columns)
    everybody, studies = set(), set()
    for counts, column_of, all_of_them in (
        (layout.counted, layout.column_of, everybody),
        (layout.studies, layout.study_column_of, studies),
    ):
        for place, who, n in counts.of.get(key, ()):
            number = layout.place[column_of(place)]
            passages[number] += n
            if who is not None:
                people[number].add(who)
                all_of_them.add(who)
    cells = tuple(Cell(len(who), n) if n else None for who, n in zip(people, passages, strict=True))
    return cells, Cell(len(everybody), sum(passages)), len(studies)
