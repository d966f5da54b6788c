"""Finding self-assessments, and who may see which of their domains."""

from adoption_reviews.frameworks import Domain, MaturityFramework
from adoption_reviews.rated import rated_framework
from adoption_reviews.roles import Permission
from maturity.models import Contributor, SelfAssessment


def assessments(review) -> list[SelfAssessment]:
    """The review's self-assessments, the one on its own framework first. One query."""
    key = _key(review.maturity_ref)
    found = SelfAssessment.objects.filter(review=review).select_related("submitted_by")
    return sorted(found, key=lambda each: (each.framework_key != key, each.pk))


def latest_assessment(review) -> SelfAssessment | None:
    """The review's self-assessment on its own framework, in whichever version, if begun."""
    return assessment_on(review, _key(review.maturity_ref))


def assessment_on(review, framework_key: str) -> SelfAssessment | None:
    """The review's self-assessment on the framework, in whichever version. One query."""
    found = SelfAssessment.objects.filter(review=review, framework_key=framework_key)
    return found.select_related("submitted_by").first()


def domains_for(
    assessment: SelfAssessment, user, access: frozenset[Permission]
) -> tuple[Domain, ...]:
    """The domains that `user`, holding `access` in the review, may see, in framework order.

    All of them for who may read the whole; for the others those that the trust's lead gave them.
    Everything that shows, saves, exports or counts answers for a person goes by this.
    """
    framework = framework_of(assessment)
    if Permission.READ_WHOLE_MATURITY in access:
        return framework.domains
    given = Contributor.objects.filter(assessment=assessment, user=user, revoked_at__isnull=True)
    codes = {code for codes in given.values_list("domains", flat=True) for code in codes}
    return tuple(domain for domain in framework.domains if domain.key in codes)


def framework_of(assessment: SelfAssessment) -> MaturityFramework:
    """Its framework in the shape that is rated. Raises FrameworkError when it is gone."""
    return rated_framework(assessment.framework_ref)


def _key(framework_ref: str) -> str:
    return framework_ref.partition("@")[0]
