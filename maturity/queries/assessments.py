"""Finding self-assessments, and who may see which of their domains."""

from adoption_reviews.frameworks import Domain, MaturityFramework
from adoption_reviews.rated import ratable_frameworks, rated_framework
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
    return domains_of_each([assessment], user, access)[assessment.pk]


def seen_by(
    review, user, access: frozenset[Permission]
) -> list[tuple[SelfAssessment, tuple[Domain, ...]]]:
    """The review's self-assessments of which `user` may see something, with the domains that they
    may see, in the order of `assessments`. Two queries at most."""
    found = assessments(review)
    domains = domains_of_each(found, user, access)
    return [(each, domains[each.pk]) for each in found if domains[each.pk]]


def domains_of_each(
    found: list[SelfAssessment], user, access: frozenset[Permission]
) -> dict[int, tuple[Domain, ...]]:
    """`domains_for` of several self-assessments of one review, by id. One query at most."""
    frameworks = {each.pk: framework_of(each) for each in found}
    if Permission.READ_WHOLE_MATURITY in access:
        return {pk: framework.domains for pk, framework in frameworks.items()}
    given = {pk: set() for pk in frameworks}
    rows = Contributor.objects.filter(
        assessment__in=frameworks, user=user, revoked_at__isnull=True
    ).values_list("assessment", "domains")
    for pk, codes in rows:
        given[pk].update(codes)
    return {
        pk: tuple(each for each in framework.domains if each.key in given[pk])
        for pk, framework in frameworks.items()
    }


def framework_of(assessment: SelfAssessment) -> MaturityFramework:
    """Its framework in the shape that is rated. Raises FrameworkError when it is gone.

    An assessment may hold answers from other versions: to codes that this one lacks, or with values
    that its scale lacks. They are no answers here: nothing shows them and nothing counts them.
    """
    return rated_framework(assessment.framework_ref)


def frameworks_to_open(
    review,
) -> tuple[MaturityFramework | None, list[MaturityFramework]]:
    """What may still be opened in the review: its own framework, and the others. One query."""
    opened = set(
        SelfAssessment.objects.filter(review=review).values_list("framework_key", flat=True)
    )
    own = rated_framework(review.maturity_ref)
    found = [each for each in ratable_frameworks() if each.key not in opened | {own.key}]
    return None if own.key in opened else own, found


def _key(framework_ref: str) -> str:
    return framework_ref.partition("@")[0]
