"""Reading self-ratings and adding them up: every rule about counting is here.

An answer is *answered* (it has a value), *not applicable*, or *silent* (neither, whatever was
explained). The three never overlap and always add up to the number of indicators. Nothing silent
or not applicable is ever counted as a value.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from adoption_reviews.frameworks import Domain, MaturityFramework
from maturity.models import Rating, SelfAssessment
from maturity.queries.assessments import framework_of


@dataclass(frozen=True)
class Answer:
    """What an assessment says about one indicator. `indicator` and `domain` are codes."""

    indicator: str
    title: str
    domain: str
    sub_domain: str  # its title
    value: int | None = None
    is_not_applicable: bool = False
    explanation: str = ""
    words: str = "Not answered"  # e.g. 3 – Making progress

    @property
    def is_silent(self) -> bool:
        return self.value is None and not self.is_not_applicable


@dataclass(frozen=True)
class Progress:
    """How much of an assessment is done. The last three add up to `n_indicators`."""

    n_indicators: int
    n_answered: int
    n_not_applicable: int
    n_silent: int

    @property
    def n_done(self) -> int:
        """Rated, or said not to apply."""
        return self.n_answered + self.n_not_applicable

    @property
    def words(self) -> str:
        """E.g. 20 of 35 indicators answered: 18 rated, 2 not applicable."""
        return (
            f"{self.n_done} of {self.n_indicators} indicators answered: "
            f"{self.n_answered} rated, {self.n_not_applicable} not applicable"
        )


@dataclass(frozen=True)
class DomainSpread:
    """The answers in one domain over some assessments.

    `n_answered + n_not_applicable + n_silent` is `n_indicators` × the number of assessments;
    `n_per_level` has every level of the scale, lowest first, and adds up to `n_answered`.
    """

    key: str
    title: str
    n_indicators: int
    n_answered: int
    n_not_applicable: int
    n_silent: int
    n_per_level: dict[int, int]

    @property
    def n_done(self) -> int:
        """Rated, or said not to apply."""
        return self.n_answered + self.n_not_applicable

    @property
    def counts(self) -> tuple[int, ...]:
        """In the order in which charts and tables show them: highest level first, silent last."""
        levels = sorted(self.n_per_level, reverse=True)
        return *(self.n_per_level[level] for level in levels), self.n_not_applicable, self.n_silent

    @property
    def n_asked(self) -> int:
        """Indicators × assessments."""
        return self.n_done + self.n_silent


def ratings_in(assessment: SelfAssessment, domain: Domain) -> dict[str, Rating]:
    """The stored answers of one domain by indicator, with who gave them. One query."""
    codes = [indicator.key for indicator in domain.indicators]
    ratings = Rating.objects.filter(assessment=assessment.pk, indicator__in=codes)
    return {rating.indicator: rating for rating in ratings.select_related("updated_by")}


def answers(assessment: SelfAssessment) -> list[Answer]:
    """An answer for every indicator, in framework order, silent ones included. One query."""
    framework = framework_of(assessment)
    ratings = {
        rating.indicator: rating for rating in Rating.objects.filter(assessment=assessment.pk)
    }
    found = []
    for domain in framework.rated_domains:
        for sub in domain.sub_domains:
            for indicator in sub.indicators:
                asked = (indicator.key, indicator.title, domain.key, sub.title)
                rating = ratings.get(indicator.key)
                found.append(_answer(asked, rating, framework) if rating else Answer(*asked))
    return found


def _answer(asked: tuple, rating: Rating, framework: MaturityFramework) -> Answer:
    return Answer(
        *asked,
        value=rating.value,
        is_not_applicable=rating.is_not_applicable,
        explanation=rating.explanation,
        words=in_words(rating, framework),
    )


def answers_by_domain(assessment: SelfAssessment) -> list[tuple[Domain, list[Answer]]]:
    """The same under the rated domains they belong to. One query."""
    found = answers(assessment)
    return [
        (domain, [answer for answer in found if answer.domain == domain.key])
        for domain in framework_of(assessment).rated_domains
    ]


def silent_by_domain(assessment: SelfAssessment) -> list[tuple[Domain, list[Answer]]]:
    """What is not answered, under its domain; domains that are done are left out. One query."""
    silent = [
        (domain, [answer for answer in found if answer.is_silent])
        for domain, found in answers_by_domain(assessment)
    ]
    return [(domain, found) for domain, found in silent if found]


def in_words(rating: Rating, framework: MaturityFramework) -> str:
    """An answer as a page says it, e.g. "3 – Making progress"."""
    if rating.is_not_applicable:
        return "Not applicable"
    if rating.value is None:
        return "Not answered"
    return f"{rating.value} – {framework.level(rating.value).title}"


def progress(assessment: SelfAssessment) -> Progress:
    """Progress over all rated domains. One query."""
    return progress_of(spread([assessment], framework_of(assessment)))


def progress_of(domains: Iterable[DomainSpread]) -> Progress:
    """The progress of one assessment, from its spread."""
    domains = list(domains)
    return Progress(
        n_indicators=sum(each.n_indicators for each in domains),
        n_answered=sum(each.n_answered for each in domains),
        n_not_applicable=sum(each.n_not_applicable for each in domains),
        n_silent=sum(each.n_silent for each in domains),
    )


def spread(
    assessments: Iterable[SelfAssessment], framework: MaturityFramework
) -> list[DomainSpread]:
    """Answers per rated domain and level, in framework order. One query.

    Assessments on another framework version are left out: their scale may differ.
    """
    counted = [each.pk for each in assessments if each.framework_ref == framework.ref]
    rows = (
        Rating.objects.filter(assessment__in=counted)
        .order_by()
        .values_list("indicator", "value", "is_not_applicable")
        .annotate(n=Count("pk"))
    )
    n_of = Counter({(code, value, not_applicable): n for code, value, not_applicable, n in rows})
    return [
        _domain_spread(domain, framework, n_of, len(counted)) for domain in framework.rated_domains
    ]


def _domain_spread(domain, framework, n_of: Counter, n_assessments: int) -> DomainSpread:
    codes = [indicator.key for indicator in domain.indicators]
    n_per_level = {
        level.value: sum(n_of[code, level.value, False] for code in codes)
        for level in framework.scale
    }
    n_answered = sum(n_per_level.values())
    n_not_applicable = sum(n_of[code, None, True] for code in codes)
    return DomainSpread(
        key=domain.key,
        title=domain.title,
        n_indicators=len(codes),
        n_answered=n_answered,
        n_not_applicable=n_not_applicable,
        n_silent=len(codes) * n_assessments - n_answered - n_not_applicable,
        n_per_level=n_per_level,
    )
