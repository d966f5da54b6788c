"""How far the parts of a self-assessment are: progress, and never a score."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import BooleanField, Case, When

from adoption_reviews.frameworks import Domain
from maturity.models import ContextAnswer, Rating, SelfAssessment
from maturity.queries.answers import Progress
from maturity.queries.assessments import framework_of
from maturity.queries.context import questions_of


@dataclass(frozen=True)
class Asked:
    """An indicator or a question as a list names it. `domain` is a code."""

    code: str
    title: str
    domain: str
    domain_title: str


@dataclass(frozen=True)
class Part:
    """One domain: its indicators, or its questions, and what was said about them."""

    domain: Domain
    n_answered: int  # rated, or a question answered
    n_not_applicable: int
    silent: tuple[Asked, ...] = ()
    for_later: tuple[Asked, ...] = ()
    without_reason: tuple[Asked, ...] = ()  # not applicable, and nobody said why

    @property
    def key(self) -> str:
        return self.domain.key

    @property
    def title(self) -> str:
        return self.domain.title

    @property
    def n_asked(self) -> int:
        return self.n_done + len(self.silent)

    @property
    def n_done(self) -> int:
        """Rated or described, or said not to apply."""
        return self.n_answered + self.n_not_applicable

    @property
    def is_done(self) -> bool:
        return not (self.silent or self.for_later or self.without_reason)


@dataclass(frozen=True)
class PartsProgress:
    """The parts that somebody may see, added up: rated and described ones apart."""

    parts: list[Part]
    rated: Progress
    n_questions: int
    n_described: int  # questions answered
    for_later: list[Asked] = field(default_factory=list)
    without_reason: list[Asked] = field(default_factory=list)

    @property
    def next(self) -> Part | None:
        """Where to go on: the first part that is not done."""
        return next((each for each in self.parts if not each.is_done), None)

    @property
    def has_begun(self) -> bool:
        return any(each.n_done for each in self.parts)

    @property
    def described_words(self) -> str:
        """E.g. 3 of 8 questions described; empty where nothing is to be described."""
        if not self.n_questions:
            return ""
        return f"{self.n_described} of {self.n_questions} questions described"


class Row(NamedTuple):
    """What is known of one rating here; as made, of one that nobody gave."""

    value: int | None = None
    is_not_applicable: bool = False
    is_for_later: bool = False
    has_words: bool = False

    @property
    def is_silent(self) -> bool:
        return self.value is None and not self.is_not_applicable


def parts_progress(assessment: SelfAssessment, domains: Iterable[Domain]) -> PartsProgress:
    """The progress over `domains`, in their order: those of `domains_for`. Two queries."""
    return progress_of_each([(assessment, domains)])[assessment.pk]


def progress_of_each(
    seen: Iterable[tuple[SelfAssessment, Iterable[Domain]]],
) -> dict[int, PartsProgress]:
    """The same of several self-assessments, by id, each over its own domains. Two queries."""
    seen = list(seen)
    ratings: dict[int, dict[str, Row]] = {assessment.pk: {} for assessment, _ in seen}
    described: dict[int, set[str]] = {assessment.pk: set() for assessment, _ in seen}
    scales = {each.pk: {level.value for level in framework_of(each).scale} for each, _ in seen}
    for assessment, code, value, *row in Rating.objects.filter(assessment__in=ratings).values_list(
        "assessment",
        "indicator",
        "value",
        "is_not_applicable",
        "is_for_later",
        Case(When(explanation="", then=False), default=True, output_field=BooleanField()),
    ):
        # From a version with another scale, perhaps: see `maturity.adding_up`.
        ratings[assessment][code] = Row(value if value in scales[assessment] else None, *row)
    answers = ContextAnswer.objects.filter(assessment__in=described).exclude(words="")
    for assessment, code in answers.values_list("assessment", "question"):
        described[assessment].add(code)
    return {
        assessment.pk: _added_up(
            [
                _rated_part(each, ratings[assessment.pk])
                if each.rated
                else _described_part(each, described[assessment.pk])
                for each in domains
            ]
        )
        for assessment, domains in seen
    }


def _added_up(parts: list[Part]) -> PartsProgress:
    rated = [each for each in parts if each.domain.rated]
    questions = [each for each in parts if not each.domain.rated]
    return PartsProgress(
        parts=parts,
        rated=Progress(
            n_indicators=sum(each.n_asked for each in rated),
            n_answered=sum(each.n_answered for each in rated),
            n_not_applicable=sum(each.n_not_applicable for each in rated),
            n_silent=sum(len(each.silent) for each in rated),
        ),
        n_questions=sum(each.n_asked for each in questions),
        n_described=sum(each.n_answered for each in questions),
        for_later=[asked for each in parts for asked in each.for_later],
        without_reason=[asked for each in parts for asked in each.without_reason],
    )


def not_applicable_without_reason(
    assessment: SelfAssessment, domains: Iterable[Domain]
) -> list[Asked]:
    """The indicators of `domains` that are said not to apply, and nobody said why. One query."""
    rows = Rating.objects.filter(
        assessment=assessment.pk, is_not_applicable=True, explanation=""
    ).values_list("indicator", flat=True)
    codes = set(rows)
    return [
        asked(indicator, domain)
        for domain in domains
        for indicator in domain.indicators
        if indicator.key in codes
    ]


def asked(what, domain: Domain) -> Asked:
    """An indicator or question of a domain."""
    return Asked(what.key, what.title, domain.key, domain.title)


def _rated_part(domain: Domain, ratings: dict[str, Row]) -> Part:
    found = [(asked(each, domain), ratings.get(each.key, Row())) for each in domain.indicators]
    rows = [row for _, row in found]
    return Part(
        domain=domain,
        n_answered=sum(row.value is not None for row in rows),
        n_not_applicable=sum(row.is_not_applicable for row in rows),
        silent=tuple(each for each, row in found if row.is_silent),
        for_later=tuple(each for each, row in found if row.is_for_later),
        without_reason=tuple(
            each for each, row in found if row.is_not_applicable and not row.has_words
        ),
    )


def _described_part(domain: Domain, described: set[str]) -> Part:
    questions = questions_of(domain)
    return Part(
        domain=domain,
        n_answered=sum(each.key in described for each in questions),
        n_not_applicable=0,
        silent=tuple(asked(each, domain) for each in questions if each.key not in described),
    )
