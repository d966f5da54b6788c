"""Self-ratings of several trusts side by side, by name: for the hub's eyes."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from adoption_reviews.frameworks import Domain, MaturityFramework
from adoption_reviews.trust_names import short_name
from maturity.adding_up import Area, Counts, count
from maturity.models import SelfAssessment
from maturity.queries.cohort import answers_given, codes_shared, summary


@dataclass(frozen=True)
class IndicatorSpread:
    """How the trusts answered one indicator."""

    area: Area
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
    counts: Counts


def domain_by_indicator(
    assessments: list[SelfAssessment], framework: MaturityFramework, domain: Domain
) -> tuple[list[SubDomainSpread], list[TrustSpread]]:
    """A domain's answers by indicator over all trusts, and by trust over all indicators.

    Two queries. `assessments` are those that can be counted on `framework`.
    """
    areas = {area.key: area for area in summary(assessments, framework).indicators}
    given, asked = answers_given(assessments, framework), codes_shared(assessments, framework)
    levels = [level.value for level in framework.scale]

    def indicator_spread(code: str) -> IndicatorSpread:
        names = defaultdict(list)
        for each in assessments:
            name, _ = short_name(each.review.organisation.name)
            names[given[each.pk].get(code)].append(name)
        return IndicatorSpread(
            area=areas[code],
            highest=tuple(names[levels[-1]]),
            lowest=tuple(names[levels[0]]),
        )

    def trust_spread(assessment: SelfAssessment) -> TrustSpread:
        codes = asked[assessment.framework_ref].intersection(
            indicator.key for indicator in domain.indicators
        )
        answers = Counter(given[assessment.pk].get(code) for code in codes)
        return TrustSpread(assessment, count(answers, len(codes), levels))

    sub_domains = [
        SubDomainSpread(sub.title, tuple(indicator_spread(each.key) for each in sub.indicators))
        for sub in domain.sub_domains
    ]
    return sub_domains, [trust_spread(each) for each in assessments]
