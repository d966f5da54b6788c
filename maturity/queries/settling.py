"""Which ratings the trust's lead has settled."""

from collections.abc import Iterable
from dataclasses import dataclass

from adoption_reviews.frameworks import Domain
from maturity.models import Rating, Remark, SelfAssessment
from maturity.queries.parts import Asked, asked


@dataclass(frozen=True)
class Settled:
    """How many of some indicators are settled."""

    n: int
    n_indicators: int

    @property
    def words(self) -> str:
        """E.g. 4 of 35 settled"""
        return f"{self.n} of {self.n_indicators} settled"


def settled(assessment: SelfAssessment, domains: Iterable[Domain]) -> Settled:
    """How many indicators of `domains` (those of `domains_for`) are settled. One query."""
    codes = [indicator.key for domain in domains for indicator in domain.indicators]
    found = Rating.objects.filter(
        assessment=assessment.pk, indicator__in=codes, settled_at__isnull=False
    )
    return Settled(found.count(), len(codes))


def talked_about_and_unsettled(
    assessment: SelfAssessment, domains: Iterable[Domain]
) -> list[Asked]:
    """Indicators of `domains` that somebody said something about and nobody settled, in the
    framework's order. For the trust's lead, who reads both threads. Two queries.
    """
    talk = Remark.objects.filter(assessment=assessment.pk, taken_back_at=None)
    talked_about = set(talk.order_by().values_list("indicator", flat=True).distinct())
    done = Rating.objects.filter(assessment=assessment.pk, settled_at__isnull=False)
    open_ones = talked_about - set(done.values_list("indicator", flat=True))
    return [
        asked(indicator, domain)
        for domain in domains
        for indicator in domain.indicators
        if indicator.key in open_ones
    ]
