"""A self-rating that was agreed or opened again, on the pages that say how it stands."""

import pytest
from django.utils import timezone

from maturity.models import StatusChange
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory

AT = "2026-05-06T12:00Z"


@pytest.fixture
def stands(review, reviewer):
    """A function: the self-rating after a reviewer's step."""

    def make(after, reason=""):
        assessment = SelfAssessmentFactory(review=review, status=after, submitted_at=timezone.now())
        RatingFactory(assessment=assessment)
        StatusChange.objects.create(assessment=assessment, after=after, by=reviewer, reason=reason)
        StatusChange.objects.update(at=AT)

    return make


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_pages_of_an_agreed_self_rating(stands, review, reviewer, trust_lead, request):
    signed_in, hub_staff = map(request.getfixturevalue, ("signed_in", "hub_staff"))
    stands("agreed")
    agreed = f"Agreed on 6 May 2026 by {reviewer.name}"
    assert f"The self-rating: {agreed}." in words(signed_in(trust_lead).get("/"))
    for person in (reviewer, trust_lead, hub_staff):
        assert f"{agreed}." in words(signed_in(person).get(review.get_absolute_url()))
    page = signed_in(hub_staff).get("/dashboard/maturity/")
    assert f"</a>: {agreed}</li>" in words(page)
    assert page.context["n_at_work"] == 0


def test_pages_of_a_self_rating_that_is_open_again(stands, review, reviewer, trust_lead, request):
    signed_in, hub_staff = map(request.getfixturevalue, ("signed_in", "hub_staff"))
    stands("reopened", reason="Part <2> was left out")
    escaped = "Open again since 6 May 2026: Part &lt;2&gt; was left out"
    start = words(signed_in(trust_lead).get("/"))
    assert "is open again since 6 May 2026: Part &lt;2&gt; was left out" in start
    assert "Go on with the self-rating" in start
    page = words(signed_in(reviewer).get(review.get_absolute_url()))
    assert escaped in page
    assert "open again, and the trust has not submitted it anew: 1 of 35 indicators done." in page
    dashboard = signed_in(hub_staff).get("/dashboard/maturity/")
    assert "1 trust is still filling in." in words(dashboard)
    assert dashboard.context["assessments"] == []
