"""Settling a rating after talking it over."""

import pytest
from django.urls import reverse

from adoption_reviews.models import AuditEvent
from maturity import actions, queries
from maturity.actions.settling import CannotSettle, settle_rating, unsettle_rating
from maturity.models import Rating, SelfAssessment
from tests.factories.maturity import RatingFactory

KEY = "insites-learning-framework"
CODE = "agreed-strategy"


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


def settle(assessment, by, version=1):
    return settle_rating(assessment=assessment, indicator=CODE, version=version, by=by)


def save(assessment, by, value, *, even_settled=False):
    change = actions.Change(CODE, value, False, "", Rating.objects.get().version)
    return actions.save_ratings(
        assessment=assessment, changes=[change], by=by, even_settled=even_settled
    )


@pytest.mark.parametrize("answer", [{"value": 5}, {"value": None, "is_not_applicable": True}])
def test_settling_says_who_and_when_and_changes_no_answer(assessment, trust_lead, answer):
    before = RatingFactory(assessment=assessment, **answer)
    settle(assessment, trust_lead)
    settle(assessment, trust_lead)
    rating = Rating.objects.get()
    assert (rating.settled_by, rating.settled_at is not None) == (trust_lead, True)
    assert (rating.updated_at, rating.version) == (before.updated_at, 1)
    assert events() == [("rating.settled", {"indicator": CODE, "version": 1})]
    unsettle_rating(assessment=assessment, indicator=CODE, by=trust_lead)
    unsettle_rating(assessment=assessment, indicator=CODE, by=trust_lead)
    rating = Rating.objects.get()
    assert (rating.settled_by, rating.settled_at) == (None, None)
    assert events()[1:] == [("rating.unsettled", {"indicator": CODE, "version": 1})]


@pytest.mark.parametrize(
    ("answer", "version", "words"),
    [
        (None, 0, "Nobody has answered this yet, so there is nothing to settle."),
        ({"value": None}, 1, "Nobody has answered this yet, so there is nothing to settle."),
        ({"version": 2}, 1, "The answer has changed since you opened the page. Look again."),
    ],
)
def test_settling_what_cannot_be_is_refused(assessment, trust_lead, answer, version, words):
    if answer is not None:
        RatingFactory(assessment=assessment, **answer)
    with pytest.raises(CannotSettle) as refused:
        settle(assessment, trust_lead, version)
    assert (str(refused.value), events()) == (words, [])


@pytest.mark.parametrize("status", ["submitted", "agreed"])
def test_settling_stands_still_while_submitted(assessment, trust_lead, status):
    RatingFactory(assessment=assessment)
    SelfAssessment.objects.update(status=status)
    with pytest.raises(actions.NotOpen):
        settle(assessment, trust_lead)
    with pytest.raises(actions.NotOpen):
        unsettle_rating(assessment=assessment, indicator=CODE, by=trust_lead)


def test_contributor_does_not_change_what_is_settled_and_the_lead_does(
    assessment, trust_lead, trust_contributor
):
    RatingFactory(assessment=assessment, value=3)
    settle(assessment, trust_lead)
    assert list(save(assessment, trust_contributor, 5).settled) == [CODE]
    assert Rating.objects.get().value == 3
    save(assessment, trust_lead, 5, even_settled=True)
    rating = Rating.objects.get()
    assert (rating.value, rating.settled_at is not None) == (5, True)
    unsettle_rating(assessment=assessment, indicator=CODE, by=trust_lead)
    assert list(save(assessment, trust_contributor, 1).saved) == [CODE]


def test_settled_counts_the_parts_one_may_see(assessment, trust_lead, django_assert_num_queries):
    RatingFactory(assessment=assessment)
    RatingFactory(assessment=assessment, indicator="lessons")
    settle(assessment, trust_lead)
    every_domain = queries.framework_of(assessment).domains
    with django_assert_num_queries(1):
        assert queries.settled(assessment, every_domain).words == "1 of 35 settled"
    last = [each for each in every_domain if each.key == "learning-impact"]
    assert queries.settled(assessment, last).n == 0


def test_settle_and_unsettle_from_the_talk(review, assessment, trust_lead, signed_in):
    RatingFactory(assessment=assessment, version=4)
    place = [review.slug, KEY, "vision-strategy", CODE]
    client, talk = signed_in(trust_lead), reverse("maturity:talk", args=place)
    for version, said in (
        ("3", "The answer has changed since you opened the page. Look again."),
        ("x", "The answer has changed since you opened the page. Look again."),
        ("4", "The rating is settled."),
    ):
        response = client.post(
            reverse("maturity:settle", args=place), {"version": version}, follow=True
        )
        assert response.redirect_chain == [(talk, 302)]
        assert [str(each) for each in response.context["messages"]] == [said]
    domain = client.get(reverse("maturity:domain", args=place[:3])).content.decode()
    assert f"by {trust_lead.name} on" in domain
    detail = client.get(reverse("maturity:detail", args=place[:2])).content.decode()
    assert "1 of 35 settled" in detail
    client.post(reverse("maturity:unsettle", args=place))
    assert Rating.objects.get().settled_at is None
