"""Self-ratings beside the other evidence on an influence."""

import pytest
from django.conf import settings
from django.urls import reverse

from adoption_reviews.roles import Permission
from reports.queries.tied_ratings import tied_ratings
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory

READS = frozenset({Permission.READ_MATURITY, Permission.READ_WHOLE_MATURITY})


@pytest.fixture
def rated(assessment):
    RatingFactory(
        assessment=assessment,
        indicator="learn-from-all",
        value=5,
        explanation="Every project is looked back on.",
    )
    RatingFactory(assessment=assessment, indicator="lessons", value=None, is_not_applicable=True)
    RatingFactory(assessment=assessment, indicator="agreed-strategy", value=1)
    return assessment


def said(found) -> list:
    return [[(each.indicator, each.words) for each in one.answers] for one in found]


def test_answers_of_tied_indicators_are_there_silent_ones_too(rated, reviewer):
    assert said(tied_ratings(rated.review, "benefits-review", reviewer, READS)) == [
        [
            ("learn-from-all", "5 – Proud to share"),
            ("impact-data", "Not answered"),
            ("success-indicators", "Not answered"),
            ("lessons", "Not applicable"),
        ]
    ]


def test_influence_rated_by_the_trust_itself_is_tied_to_itself(rated, reviewer):
    own = SelfAssessmentFactory(review=rated.review, framework_ref=settings.INFLUENCES_FRAMEWORK)
    RatingFactory(assessment=own, indicator="outward-planning", value=3)
    found = tied_ratings(rated.review, "outward-planning", reviewer, READS)
    assert said(found) == [
        [("agreed-strategy", "1 – Little or no progress")],
        [("outward-planning", "3 – Making progress")],
    ]


def test_only_the_parts_that_somebody_may_see_are_there(rated, trust_contributor):
    contributor = rated.contributors.get()
    contributor.domains = ["learning-impact"]
    contributor.save()
    found = tied_ratings(
        rated.review, "benefits-review", trust_contributor, {Permission.READ_MATURITY}
    )
    assert said(found) == [
        [
            ("impact-data", "Not answered"),
            ("success-indicators", "Not answered"),
            ("lessons", "Not applicable"),
        ]
    ]


def test_influence_page_shows_them_with_explanations(rated, reviewer, signed_in):
    url = reverse("reports:influence", args=[rated.review.slug, "benefits-review"])
    words = signed_in(reviewer).get(url).content.decode()
    assert "What the trust says of itself" in words
    assert "5 – Proud to share" in words
    assert "Every project is looked back on." in words
    assert "The trust has not submitted it yet." in words


def test_influence_page_without_self_rating_has_no_such_part(review, reviewer, signed_in):
    url = reverse("reports:influence", args=[review.slug, "benefits-review"])
    assert "What the trust says of itself" not in signed_in(reviewer).get(url).content.decode()


@pytest.mark.parametrize("n_others", [0, 2])
def test_queries_are_two_and_one_for_each_self_rating_that_is_tied(
    rated, reviewer, django_assert_num_queries, n_others
):
    for ref in ["adopting-innovation-wheel@2025.1", settings.INFLUENCES_FRAMEWORK][:n_others]:
        SelfAssessmentFactory(review=rated.review, framework_ref=ref)
    with django_assert_num_queries(2 + (n_others == 2)):
        tied_ratings(rated.review, "benefits-review", reviewer, READS)
