"""Self-ratings of several trusts side by side. Silent indicators are never counted as a value."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from adoption_reviews.frameworks import Domain, MaturityFramework
from adoption_reviews.trust_names import short_name
from maturity.models import Rating, SelfAssessment


@dataclass(frozen=True)
class IndicatorSpread:
    """How the trusts answered one indicator: the last three add up to the number of trusts."""

    title: str
    n_per_level: tuple[int, ...]  # in the order of the scale, lowest first
    n_answered: int
    n_not_applicable: int
    n_silent: int
    highest: tuple[str, ...]  # trusts at the top of the scale, short names
    lowest: tuple[str, ...]  # and at its bottom


@dataclass(frozen=True)
class SubDomainSpread:
    title: str
    indicators: tuple[IndicatorSpread, ...]


@dataclass(frozen=True)
class TrustSpread:
    """How one trust answered the indicators of a domain."""

    assessment: SelfAssessment
    n_per_level: tuple[int, ...]
    n_answered: int
    n_not_applicable: int
    n_silent: int


def domain_by_indicator(
    assessments: list[SelfAssessment], framework: MaturityFramework, domain: Domain
) -> tuple[list[SubDomainSpread], list[TrustSpread]]:
    """A domain's answers by indicator over all trusts, and by trust over all indicators.

    One query. `assessments` are those on `framework`.
    """
    codes = [indicator.key for indicator in domain.indicators]
    answers = {
        (assessment, code): "not applicable" if not_applicable else value
        for assessment, code, value, not_applicable in Rating.objects.filter(
            assessment__in=assessments, indicator__in=codes
        ).values_list("assessment", "indicator", "value", "is_not_applicable")
    }
    levels = [level.value for level in framework.scale]

    def counts(given: list) -> dict:
        n_of = Counter(given)
        n_per_level = tuple(n_of[level] for level in levels)
        n_answered, n_not_applicable = sum(n_per_level), n_of["not applicable"]
        return {
            "n_per_level": n_per_level,
            "n_answered": n_answered,
            "n_not_applicable": n_not_applicable,
            "n_silent": len(given) - n_answered - n_not_applicable,
        }

    def indicator_spread(indicator) -> IndicatorSpread:
        given = [answers.get((each.pk, indicator.key)) for each in assessments]
        names = defaultdict(list)
        for assessment, answer in zip(assessments, given, strict=True):
            names[answer].append(short_name(assessment.review.organisation.name)[0])
        return IndicatorSpread(
            title=indicator.title,
            highest=tuple(names[levels[-1]]),
            lowest=tuple(names[levels[0]]),
            **counts(given),
        )

    sub_domains = [
        SubDomainSpread(sub.title, tuple(indicator_spread(each) for each in sub.indicators))
        for sub in domain.sub_domains
    ]
    trusts = [
        TrustSpread(each, **counts([answers.get((each.pk, code)) for code in codes]))
        for each in assessments
    ]
    return sub_domains, trusts
