"""What the device of somebody who answers self-ratings may hold."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from adoption_reviews.models import Review
from adoption_reviews.roles import Permission
from maturity.models import SelfAssessment
from maturity.queries.assessments import domains_of_each


@dataclass(frozen=True)
class ForDevice:
    """The self-ratings that are open for somebody's answers, by id, and their pages' paths."""

    assessments: list[int]
    pages: list[str]


def for_device(reviews: Iterable[tuple[Review, frozenset[Permission]]], user) -> ForDevice:
    """`reviews`: those in which `user` may answer, each with what they hold there. At most a
    query and one for each review in which they hold parts only."""
    held = {review.pk: (review, access) for review, access in reviews}
    found = ForDevice([], [])
    for assessment in SelfAssessment.objects.filter(
        review__in=held, status__in=SelfAssessment.CHANGEABLE
    ):
        review, access = held[assessment.review_id]
        domains = domains_of_each([assessment], user, access)[assessment.pk]
        if domains:
            found.assessments.append(assessment.pk)
        where = [review.slug, assessment.framework_key]
        found.pages.extend(reverse("maturity:domain", args=[*where, each.key]) for each in domains)
    return found
