"""Self-ratings for the benchmarks, made and read inside the product that is measured."""

from django.urls import reverse

from adoption_reviews.actions import add_organisation, start_review
from adoption_reviews.models import Membership, User
from adoption_reviews.roles import Role
from maturity.actions import open_assessment
from maturity.models import Rating
from maturity.queries import framework_of
from reports.benchmarks.rows import session_of

IN_A_TRUST = 5  # people who fill in one self-rating, each in a part of their own


def make_raters(many: int) -> list[dict]:
    """`many` people filling in, each with a session, a plain page, the pages of all parts, and
    (address, levels) of the answers to give."""
    people = [
        User.objects.create(email=f"rater{number}@bench.example", name=f"Rater {number}")
        for number in range(many)
    ]
    return [
        at_work
        for first in range(0, many, IN_A_TRUST)
        for at_work in _trust(first, people[first : first + IN_A_TRUST])
    ]


def _trust(number: int, people: list[User]) -> list[dict]:
    organisation = add_organisation(
        ods_code=f"RC{number}", name=f"Trust {number}", kind="acute", region="", by=people[0]
    )
    review = start_review(organisation=organisation, reviewers=[], by=people[0])
    for person in people:
        Membership.objects.create(user=person, role=Role.TRUST_LEAD, organisation=organisation)
    assessment = open_assessment(review=review, framework_ref=review.maturity_ref, by=people[0])
    framework = framework_of(assessment)
    where = [review.slug, assessment.framework_key]
    levels = [level.value for level in framework.scale]
    domains = framework.rated_domains
    return [
        {
            "user": person.pk,
            "session": session_of(person),
            "page": reverse("account_change_password"),
            "parts": [reverse("maturity:domain", args=[*where, each.key]) for each in domains],
            "answers": [
                (reverse("maturity:save_answer", args=[*where, domain.key, each.key]), levels)
                for each in domain.indicators
            ],
        }
        for person, domain in zip(people, domains, strict=False)
    ]


def kept_ratings() -> dict[str, list]:
    """[version, value, explanation] of every rating, by the address it is saved at."""
    return {
        reverse(
            "maturity:save_answer",
            args=[
                rating.assessment.review.slug,
                rating.assessment.framework_key,
                _domain(rating),
                rating.indicator,
            ],
        ): [rating.version, rating.value, rating.explanation]
        for rating in Rating.objects.select_related("assessment__review")
    }


def _domain(rating: Rating) -> str:
    return next(
        domain.key
        for domain in framework_of(rating.assessment).rated_domains
        if any(each.key == rating.indicator for each in domain.indicators)
    )
