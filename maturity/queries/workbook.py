"""A self-rating as a workbook holds it, and what an uploaded one would change."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from adoption_reviews.frameworks import Domain, Indicator, MaturityFramework, Question
from maturity.models import (
    ContextAnswer,
    ContextAnswerVersion,
    Rating,
    RatingVersion,
    SelfAssessment,
    UploadedWorkbook,
)
from maturity.queries.answers import in_words
from maturity.queries.assessments import framework_of
from maturity.queries.context import answer_in_words, questions_of
from maturity.queries.history import Piece, differences
from maturity.queries.last_round import last_context, last_ratings
from maturity.workbook import FilledIn, Part, Problem


class Fate(StrEnum):
    """What becomes of a row of an uploaded workbook."""

    UNCHANGED = "unchanged"  # it says what stands there, or what was downloaded
    CHANGED = "changed"
    CONFLICT = "conflict"  # somebody else changed the answer since the download
    SETTLED = "settled"  # by the trust's lead, so that its writer may not change it
    NOT_YOURS = "not yours"  # no part of its writer any more, or not asked any more


@dataclass(frozen=True)
class Side:
    """One of two answers, in words: the level or not applicable (empty for a question)."""

    words: str
    explanation: str
    is_for_later: bool = False


@dataclass(frozen=True)
class Row:
    """A row of an uploaded workbook beside what is stored. `version`: of what is stored, 0: none;
    `base`: what the workbook said when it was downloaded, None where nobody knows any more.

    `pieces` says how the explanation, or a question's answer, differs from what is stored.
    """

    filled: FilledIn
    fate: Fate
    title: str
    domain: str  # its code
    version: int
    now: Side
    new: Side
    by: str = ""  # who gave what is stored
    at: object = None

    @property
    def code(self) -> str:
        return self.filled.code

    @property
    def pieces(self) -> list[Piece]:
        return list(differences(self.now.explanation, self.new.explanation))


@dataclass(frozen=True)
class Preview:
    """What an uploaded workbook would do, as everything stands now.

    `mark` changes with anything that a person sees on the page, so that what is agreed to is what
    was shown.
    """

    parts: list[tuple[Domain, list[Row]]]  # changes and conflicts
    problems: list[Problem]  # rows that cannot be taken over
    not_yours: list[str]  # titles of parts in it that are not its uploader's
    n_unchanged: int
    mark: str = field(repr=False)

    @property
    def rows(self) -> list[Row]:
        return [row for _, rows in self.parts for row in rows]

    @property
    def changes(self) -> list[Row]:
        return [row for row in self.rows if row.fate == Fate.CHANGED]

    @property
    def conflicts(self) -> list[Row]:
        return [row for row in self.rows if row.fate == Fate.CONFLICT]


def workbook_parts(
    assessment: SelfAssessment, domains: Iterable[Domain], *, even_settled: bool
) -> list[Part]:
    """What a workbook of these domains holds. Six queries at most, however many there are.

    Without `even_settled` the ratings that the trust's lead settled can only be read in it.
    """
    domains = list(domains)
    indicators = [each.key for domain in domains for each in domain.indicators]
    questions = [each.key for domain in domains for each in questions_of(domain)]
    ratings = Rating.objects.filter(assessment=assessment.pk, indicator__in=indicators)
    answers = ContextAnswer.objects.filter(assessment=assessment.pk, question__in=questions)
    rows = {row.indicator: row for row in ratings} | {row.question: row for row in answers}
    settled = {row.indicator for row in ratings if row.settled_at}
    last = last_ratings(assessment, indicators) | last_context(assessment, questions)
    return [
        Part(
            domain,
            {code: row for code, row in rows.items() if code in codes},
            {code: row for code, row in last.items() if code in codes},
            frozenset() if even_settled else frozenset(settled & codes),
        )
        for domain in domains
        for codes in [{each.key for each in (*domain.indicators, *domain.questions)}]
    ]


def pending_workbooks(assessment: SelfAssessment, user) -> list[UploadedWorkbook]:
    """Those that `user` uploaded and that are not applied yet, newest first. One query."""
    found = UploadedWorkbook.objects.filter(
        assessment=assessment, uploaded_by=user, applied_at__isnull=True
    )
    return list(found.defer("changes").order_by("-pk"))


def uploaded_workbook(assessment: SelfAssessment, pk: int) -> UploadedWorkbook | None:
    """Anybody's, applied or not. One query."""
    return UploadedWorkbook.objects.filter(assessment=assessment, pk=pk).first()


def filled_in(upload: UploadedWorkbook) -> list[FilledIn]:
    """The rows of an upload that were changed since its download."""
    return [FilledIn(**each) for each in upload.changes.get("answers", [])]


def preview(upload: UploadedWorkbook, domains: Iterable[Domain], *, even_settled: bool) -> Preview:
    """What the upload would do for somebody who may answer `domains`. Four queries."""
    assessment, domains = upload.assessment, list(domains)
    rows = weighed(assessment, domains, filled_in(upload), even_settled=even_settled)
    problems = [Problem(**each) for each in upload.changes.get("problems", [])]
    problems += [_problem(row) for row in rows if row.fate in REASONS]
    by_domain = defaultdict(list)
    for row in rows:
        if row.fate in (Fate.CHANGED, Fate.CONFLICT):
            by_domain[row.domain].append(row)
    return Preview(
        parts=[(each, by_domain[each.key]) for each in domains if by_domain[each.key]],
        problems=problems,
        not_yours=upload.changes.get("not_yours", []),
        n_unchanged=upload.changes.get("n_unchanged", 0)
        + sum(row.fate == Fate.UNCHANGED for row in rows),
        mark=_mark(assessment, rows),
    )


REASONS = {
    Fate.SETTLED: "The trust’s lead has settled this rating, so only they can change it.",
    Fate.NOT_YOURS: "This is not in your parts of the self-rating any more.",
}


def _problem(row: Row) -> Problem:
    return Problem(row.filled.sheet, row.filled.row, REASONS[row.fate], row.title)


def _mark(assessment: SelfAssessment, rows: list[Row]) -> str:
    seen = [(row.code, row.fate.value, row.version) for row in rows]
    return hashlib.sha256(repr((assessment.framework_ref, seen)).encode()).hexdigest()[:32]


def weighed(
    assessment: SelfAssessment,
    domains: Iterable[Domain],
    filled: Iterable[FilledIn],
    *,
    even_settled: bool,
) -> list[Row]:
    """Each row beside what is stored, by the same rule as saving (`actions.meeting`), in the order
    of `filled`. Four queries."""
    filled = list(filled)
    framework = framework_of(assessment)
    asked = {each.key: (domain, each) for domain in domains for each in _asked(domain)}
    stored, bases = _stored(assessment, [each.code for each in filled])
    found = []
    for each in filled:
        if each.code not in asked:
            found.append(Row(each, Fate.NOT_YOURS, "", "", 0, Side("", ""), Side("", "")))
            continue
        domain, what = asked[each.code]
        row = stored.get((domain.rated, each.code))
        base = bases.get((domain.rated, each.code), {}).get(each.base_version)
        found.append(
            Row(
                each,
                _fate(each, row, base, framework, even_settled=even_settled),
                what.title,
                domain.key,
                row.version if row else 0,
                now=_side(what, row, framework),
                new=_side(what, each, framework),
                by=str(row.updated_by) if row else "",
                at=row.updated_at if row else None,
            )
        )
    return found


def _asked(domain: Domain) -> list[Indicator | Question]:
    return [*domain.indicators, *domain.questions]


def _stored(assessment: SelfAssessment, codes: list[str]) -> tuple[Mapping, Mapping]:
    """By (whether it is rated, code): the rows, and their versions by number."""
    rows = {
        (True, row.indicator): row
        for row in Rating.objects.filter(
            assessment=assessment.pk, indicator__in=codes
        ).select_related("updated_by")
    } | {
        (False, row.question): row
        for row in ContextAnswer.objects.filter(
            assessment=assessment.pk, question__in=codes
        ).select_related("updated_by")
    }
    bases = defaultdict(dict)
    by_rating = {row.pk: code for code, row in rows.items() if code[0]}
    by_answer = {row.pk: code for code, row in rows.items() if not code[0]}
    for said in RatingVersion.objects.filter(rating__in=by_rating):
        bases[by_rating[said.rating_id]][said.version] = said
    for said in ContextAnswerVersion.objects.filter(answer__in=by_answer):
        bases[by_answer[said.answer_id]][said.version] = said
    return rows, bases


def _fate(filled, row, base, framework: MaturityFramework, *, even_settled: bool) -> Fate:
    sent = _said(filled, framework)
    if sent == _said(row, framework):
        return Fate.UNCHANGED
    version = row.version if row else 0
    if filled.base_version != version:
        was_there = filled.base_version == 0 or base is not None
        if was_there and sent == _said(base, framework):
            return Fate.UNCHANGED
    if getattr(row, "settled_at", None) and not even_settled:
        return Fate.SETTLED
    return Fate.CHANGED if filled.base_version == version else Fate.CONFLICT


def _said(answer, framework: MaturityFramework) -> tuple:
    """All that an answer says, stored or filled in; a value off the scale is not seen."""
    if answer is None:
        return None, False, "", False, ""
    levels = {level.value for level in framework.scale}
    value = getattr(answer, "value", None)
    return (
        value if value in levels else None,
        getattr(answer, "is_not_applicable", False),
        getattr(answer, "explanation", ""),
        getattr(answer, "is_for_later", False),
        getattr(answer, "words", ""),
    )


def _side(asked: Indicator | Question, answer, framework: MaturityFramework) -> Side:
    if isinstance(asked, Question):
        words = answer.words if answer else ""
        return Side("", answer_in_words(asked, words) if words else "")
    if answer is None:
        return Side("Not answered", "")
    return Side(in_words(answer, framework), answer.explanation, answer.is_for_later)
