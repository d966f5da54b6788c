"""Which influences the indicators of a self-assessment bear on."""

from adoption_reviews.frameworks import Domain, get_framework, ties
from maturity.models import SelfAssessment


def bears_on(assessment: SelfAssessment, domain: Domain) -> dict[str, tuple[str, ...]]:
    """By code, the titles of the influences of the review's framework that an indicator of the
    domain bears on; indicators that bear on none are left out. No query.
    """
    influences_ref = assessment.review.influences_ref
    if not domain.rated or influences_ref == assessment.framework_ref:
        return {}  # an influence that is rated bears on itself: nothing to be said
    tied = ties(assessment.framework_ref, influences_ref)
    influences = get_framework(influences_ref)
    return {
        each.key: tuple(influences.influence(code).title for code in tied[each.key])
        for each in domain.indicators
        if each.key in tied
    }
