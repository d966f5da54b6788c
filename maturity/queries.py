"""Reading self-ratings and adding them up: every rule about counting is here.

An answer is *answered* (it has a value), *not applicable*, or *silent* (neither, whatever was
explained). The three never overlap and always add up to the number of indicators. Nothing silent
or not applicable is ever counted as a value.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from adoption_reviews.frameworks import MaturityFramework, get_framework
from maturity.models import Rating, SelfAssessment


@dataclass(frozen=True)
class Answer:
    """What an assessment says about one indicator. `indicator` is its code."""

    indicator: str
    title: str
    value: int | None = None
    is_not_applicable: bool = False
    explanation: str = ""
    version: int = 0  # 0: never saved

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
    def n_asked(self) -> int:
        """Indicators × assessments."""
        return self.n_answered + self.n_not_applicable + self.n_silent


def latest_assessment(review) -> SelfAssessment | None:
    """The review's self-rating on the framework version it is pinned to, if begun."""
    return (
        SelfAssessment.objects.filter(review=review, framework_ref=review.maturity_ref)
        .select_related("submitted_by")
        .first()
    )


def answers(assessment: SelfAssessment) -> list[Answer]:
    """An answer for every indicator, in framework order, silent ones included. One query."""
    framework = get_framework(assessment.framework_ref)
    ratings = {rating.indicator: rating for rating in assessment.ratings.all()}
    return [
        _answer(indicator, ratings.get(indicator.key))
        for domain in framework.rated_domains
        for indicator in domain.indicators
    ]


def _answer(indicator, rating: Rating | None) -> Answer:
    if rating is None:
        return Answer(indicator.key, indicator.title)
    return Answer(
        indicator.key,
        indicator.title,
        rating.value,
        rating.is_not_applicable,
        rating.explanation,
        rating.version,
    )


def progress(assessment: SelfAssessment) -> Progress:
    """Progress over all rated domains. One query."""
    framework = get_framework(assessment.framework_ref)
    domains = spread([assessment], framework)
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
