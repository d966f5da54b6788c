"""Which rounds the dashboard compares: the last with something to show, or one chosen."""

from dataclasses import dataclass

from adoption_reviews.frameworks import MaturityFramework
from adoption_reviews.models import Review
from interviews.models import Interview
from maturity.models import SelfAssessment
from maturity.queries.cohort import handed_over


@dataclass(frozen=True)
class Rounds:
    """The rounds of one organisation that have something to show, oldest first."""

    rounds: tuple[Review, ...]
    chosen: Review

    @property
    def before(self) -> Review | None:
        """The round before the chosen one."""
        place = self.rounds.index(self.chosen)
        return self.rounds[place - 1] if place else None


def rounds_with_evidence() -> list[Review]:
    """Reviews with an interview that counts, by organisation and round. One query."""
    heard = Interview.objects.evidence().order_by().values("review")
    return list(Review.objects.filter(pk__in=heard).select_related("organisation"))


def assessments_handed_over(framework: MaturityFramework) -> list[SelfAssessment]:
    """Self-ratings on any version of the framework that count, by organisation and round. One
    query."""
    return list(handed_over(framework).select_related("review__organisation"))


def choose(reviews: list[Review], slugs: list[str]) -> list[Rounds]:
    """For each organisation its last round, unless one of its rounds is among `slugs`."""
    by_organisation = {}
    for review in reviews:
        by_organisation.setdefault(review.organisation_id, []).append(review)
    return [
        Rounds(tuple(rounds), next((each for each in rounds if each.slug in slugs), rounds[-1]))
        for rounds in by_organisation.values()
    ]
