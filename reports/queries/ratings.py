"""Self-ratings of several trusts side by side, by name: for the hub's eyes."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from adoption_reviews.frameworks import Domain, MaturityFramework
from adoption_reviews.models import Organisation
from adoption_reviews.trust_names import short_name
from maturity.adding_up import Area, Counts, Course, Summary, Word, by_rank, count
from maturity.models import SelfAssessment
from maturity.queries.cohort import answers_given, codes_shared, courses, summary


@dataclass(frozen=True)
class IndicatorSpread:
    """How the trusts answered one indicator."""

    area: Area
    highest: tuple[str, ...]  # trusts at the top of the scale, short names
    lowest: tuple[str, ...]  # and at its bottom


@dataclass(frozen=True)
class CohortSpread:
    """What the trusts' self-ratings add up to; `indicators` in the framework's order."""

    summary: Summary
    indicators: tuple[IndicatorSpread, ...]

    @property
    def learning(self) -> list[IndicatorSpread]:
        """Where many are at the top and many at the bottom, by rank."""
        return self._by_rank(
            each for each in self.indicators if each.area.can_learn_from_each_other
        )

    @property
    def needing_help(self) -> list[IndicatorSpread]:
        """Where nobody is at the top, by rank."""
        return self._by_rank(each for each in self.indicators if each.area.needs_help)

    @staticmethod
    def _by_rank(those) -> list[IndicatorSpread]:
        found = {each.area.key: each for each in those}
        return [found[area.key] for area in by_rank(each.area for each in found.values())]


@dataclass(frozen=True)
class SubDomainSpread:
    title: str
    indicators: tuple[IndicatorSpread, ...]


@dataclass(frozen=True)
class TrustSpread:
    """How one trust answered the indicators of a domain."""

    assessment: SelfAssessment
    counts: Counts


def cohort_spread(assessments: list[SelfAssessment], framework: MaturityFramework) -> CohortSpread:
    """The trusts' answers by part, sub-domain and indicator, with names at both ends.

    Two queries. `assessments` are those that can be counted on `framework`.
    """
    return _spread(assessments, framework, answers_given(assessments, framework))


def _spread(assessments, framework, given) -> CohortSpread:
    found = summary(assessments, framework)
    levels = _levels(framework)
    names = defaultdict(lambda: defaultdict(list))
    for each in assessments:
        name, _ = short_name(each.review.organisation.name)
        for code, answer in given[each.pk].items():
            names[code][answer].append(name)
    return CohortSpread(
        found,
        tuple(
            IndicatorSpread(
                area=area,
                highest=tuple(names[area.key][levels[-1]]),
                lowest=tuple(names[area.key][levels[0]]),
            )
            for area in found.indicators
        ),
    )


def _levels(framework: MaturityFramework) -> list[int]:
    return [level.value for level in framework.scale]


def domain_by_indicator(
    assessments: list[SelfAssessment], framework: MaturityFramework, domain: Domain
) -> tuple[list[SubDomainSpread], list[TrustSpread]]:
    """A domain's answers by indicator over all trusts, and by trust over all indicators.

    Two queries. `assessments` are those that can be counted on `framework`.
    """
    given, asked = answers_given(assessments, framework), codes_shared(assessments, framework)
    spreads = {each.area.key: each for each in _spread(assessments, framework, given).indicators}

    def trust_spread(assessment: SelfAssessment) -> TrustSpread:
        codes = asked[assessment.framework_ref].intersection(
            indicator.key for indicator in domain.indicators
        )
        answers = Counter(given[assessment.pk].get(code) for code in codes)
        return TrustSpread(assessment, count(answers, len(codes), _levels(framework)))

    sub_domains = [
        SubDomainSpread(sub.title, tuple(spreads[each.key] for each in sub.indicators))
        for sub in domain.sub_domains
    ]
    return sub_domains, [trust_spread(each) for each in assessments]


def named_courses(framework: MaturityFramework) -> list[tuple[Word, list[tuple[str, Course]]]]:
    """By word, the trusts with that course over two rounds or more, by name. Three queries."""
    found = courses(framework)
    names = dict(Organisation.objects.filter(pk__in=found).values_list("pk", "name"))
    by_word = defaultdict(list)
    for pk, course in found.items():
        if course.word:
            by_word[course.word].append((names[pk], course))
    return [(word, sorted(by_word[word], key=_name)) for word in Word if word in by_word]


def _name(named: tuple[str, Course]) -> str:
    return named[0]
