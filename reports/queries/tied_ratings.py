"""What a trust's self-ratings say about an influence."""

from collections.abc import Collection
from dataclasses import dataclass

from adoption_reviews.frameworks import ties
from adoption_reviews.roles import Permission
from maturity import queries as maturity
from maturity.models import SelfAssessment
from maturity.queries import Answer


@dataclass(frozen=True)
class TiedRatings:
    """The answers of one self-rating to the indicators that bear on the influence, in framework
    order, those that are not answered too."""

    assessment: SelfAssessment
    framework_title: str
    answers: tuple[Answer, ...]


def tied_ratings(review, influence: str, user, access: Collection[Permission]) -> list[TiedRatings]:
    """The review's self-ratings that say something about the influence, for who looks at it.

    Only the domains that they may see, explanations with them. Two queries, and one for each
    self-rating that has a tied indicator.
    """
    found = []
    for assessment, domains in maturity.seen_by(review, user, frozenset(access)):
        tied = ties(assessment.framework_ref, review.influences_ref)
        seen = {each.key for domain in domains for each in domain.indicators}
        codes = {code for code in seen if influence in tied.get(code, ())}
        if codes:
            answers = [each for each in maturity.answers(assessment) if each.indicator in codes]
            title = maturity.framework_of(assessment).title
            found.append(TiedRatings(assessment, title, tuple(answers)))
    return found
