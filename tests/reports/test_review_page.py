"""A review on one page, its phase and its people."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent, Membership
from adoption_reviews.roles import Role
from adoption_reviews.vocabulary import RoleGroup
from interviews.models import Interview
from tests.factories.casestudies import CaseStudyFactory
from tests.factories.core import MembershipFactory, ReviewFactory, UserFactory
from tests.factories.hub import interview, interview_all_groups, report, text
from tests.factories.interviews import InterviewFactory, ParticipantFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def gaps(response) -> list[str]:
    return [text for text, _ in response.context["gaps"]]


def test_detail_of_a_new_review_says_what_is_missing(review, reviewer, signed_in):
    response = signed_in(reviewer).get(review.get_absolute_url())

    assert gaps(response) == [
        "Nobody has been interviewed from: executive and corporate, divisional leadership, "
        "front line.",
        "No case studies written; a report has at least 3.",
        "The trust has not begun its self-rating.",
    ]
    assert "There is none yet: it comes from interviews" in response.text
    assert "None has been built." in response.text


def test_detail_counts_what_is_missing_with_links(review, reviewer, signed_in):
    interview(review, ("good-networks", "helps"), role_group=RoleGroup.EXECUTIVE)
    interview(review, role_group=RoleGroup.DIVISIONAL)
    for status in (Interview.Status.PLANNED, Interview.Status.IN_PROGRESS):
        InterviewFactory(review=review, status=status)
    withdrawn = ParticipantFactory(review=review, withdrawn_at=timezone.now())
    InterviewFactory(review=review, status="planned", participants=[withdrawn])
    CaseStudyFactory.create_batch(3, review=review)
    RatingFactory(assessment=SelfAssessmentFactory(review=review))

    response = signed_in(reviewer).get(review.get_absolute_url())

    interviews = reverse("interviews:list", args=[review.slug])
    evidence = reverse("reports:evidence", args=[review.slug])
    maturity = reverse("maturity:list", args=[review.slug])
    found = response.context["gaps"]
    silent = found.pop(4)
    assert found == [
        ("Nobody has been interviewed from: front line.", interviews),
        ("1 interview begun and not ended.", interviews),
        ("1 interview planned and not held.", interviews),
        ("1 completed interview with nothing marked.", interviews),
        ("1 influence without a quote cleared for the report.", evidence),
        ("The trust has not submitted its self-rating: 1 of 35 indicators done.", maturity),
    ]
    assert silent[0].startswith("17 influences without evidence: Clear innovation narrative, ")


def test_detail_shows_coverage_and_evidence_by_stage(review, reviewer, signed_in):
    interview_all_groups(
        review, ("good-networks", "helps"), ("benefits-known", "hinders"), usable="We ring them."
    )

    response = signed_in(reviewer).get(review.get_absolute_url())

    assert [
        (each.role_group, each.people, each.done, each.counts.planned)
        for each in response.context["coverage"]
    ] == [
        ("executive", 3, 3, 0),
        ("divisional", 3, 3, 0),
        ("front-line", 3, 3, 0),
        ("other", 0, 0, 0),
    ]
    assert [stage.words for stage in response.context["stages"]] == [
        "1 present, 8 no evidence",
        "5 no evidence",
        "1 missing, 3 no evidence",
    ]
    assert "Present: 9 of 9 people, all three role groups" in response.text


def test_detail_for_hub_staff_has_no_link_to_interviews(review, hub_staff, signed_in):
    interview(review, ("good-networks", "helps"))
    InterviewFactory(review=review, status=Interview.Status.PLANNED)

    response = signed_in(hub_staff).get(review.get_absolute_url())

    assert ("1 interview planned and not held.", "") in response.context["gaps"]
    assert reverse("interviews:list", args=[review.slug]) not in response.text
    assert reverse("reviews:people", args=[review.slug]) in response.text
    assert reverse("reviews:edit", args=[review.slug]) not in response.text


def test_detail_for_the_trust_shows_nothing_of_the_evidence(review, trust_lead, signed_in):
    interview(review, ("good-networks", "helps"), usable="We ring them.")
    CaseStudyFactory(review=review, innovation="Pocket ultrasound")
    report(review, version=1, released=True)
    report(review, version=2)

    response = signed_in(trust_lead).get(review.get_absolute_url())

    for word in (
        "Good networks",
        "Interviews",
        "Evidence",
        "Pocket",
        "We ring",
        "P0",
        "Before the",
    ):
        assert word not in text(response)
    assert "Begin the self-rating" in response.text
    assert [each.version for each in response.context["reports"]] == [1]
    assert reverse("reports:detail", args=[review.slug, 1]) in response.text
    assert reverse("reports:detail", args=[review.slug, 2]) not in response.text


@pytest.mark.parametrize("who", ["reviewer", "hub_staff"])
def test_detail_never_names_a_participant(review, who, signed_in, request):
    interview(review, ("good-networks", "helps"), name="Wenna Tregarth")

    response = signed_in(request.getfixturevalue(who)).get(review.get_absolute_url())

    assert "Tregarth" not in response.text


def test_detail_says_when_the_last_day_has_passed(review, reviewer, signed_in):
    review.ends_on = timezone.localdate() - timedelta(days=1)
    review.save()

    assert "Past its last day" in signed_in(reviewer).get(review.get_absolute_url()).text


def test_detail_asks_the_same_number_of_queries_for_more_interviews(
    review, reviewer, signed_in, django_assert_num_queries, django_assert_max_num_queries
):
    client, url = signed_in(reviewer), review.get_absolute_url()

    def fill():
        interview(review, ("good-networks", "helps"))
        CaseStudyFactory(review=review)

    fill()
    report(review)
    client.get(url)
    with django_assert_max_num_queries(22) as first:
        client.get(url)
    fill()
    fill()
    with django_assert_num_queries(len(first)):
        client.get(url)


def test_edit_moves_the_review_on(review, reviewer, signed_in):
    response = signed_in(reviewer).post(
        reverse("reviews:edit", args=[review.slug]),
        {
            "status": "analysis",
            "starts_on_day": "5",
            "starts_on_month": "1",
            "starts_on_year": "2026",
        },
        follow=True,
    )

    review.refresh_from_db()
    assert (review.status, review.starts_on, review.ends_on) == ("analysis", date(2026, 1, 5), None)
    assert response.redirect_chain == [(review.get_absolute_url(), 302)]
    assert said(response) == ["The review has been saved."]
    event = AuditEvent.objects.get(verb="review.moved")
    assert (event.by, event.detail) == (reviewer, {"old": "fieldwork", "new": "analysis"})


def test_edit_with_a_date_there_is_not_says_so(review, reviewer, signed_in):
    response = signed_in(reviewer).post(
        reverse("reviews:edit", args=[review.slug]),
        {
            "status": "analysis",
            "starts_on_day": "31",
            "starts_on_month": "2",
            "starts_on_year": "2026",
        },
    )

    assert "First day must be a real date" in response.text
    review.refresh_from_db()
    assert review.status == "fieldwork"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TRUST_LEAD, Role.TRUST_CONTRIBUTOR])
def test_people_adds_somebody_where_the_role_belongs(review, hub_staff, signed_in, role):
    person = UserFactory()

    response = signed_in(hub_staff).post(
        reverse("reviews:people", args=[review.slug]),
        {"person": person.pk, "role": role},
        follow=True,
    )

    membership = Membership.objects.get(user=person)
    assert membership.role == role
    assert (membership.review, membership.organisation) == (
        (review, None) if role == Role.REVIEWER else (None, review.organisation)
    )
    assert said(response) == [f"{person} has been added as {role.label.lower()}."]
    assert AuditEvent.objects.get().verb == "role.given"


def test_people_refuses_the_trust_s_lead_as_reviewer(review, trust_lead, hub_staff, signed_in):
    response = signed_in(hub_staff).post(
        reverse("reviews:people", args=[review.slug]),
        {"person": trust_lead.pk, "role": "reviewer"},
    )

    assert f"{trust_lead} has a role in this trust" in response.text
    assert (trust_lead.memberships.count(), AuditEvent.objects.count()) == (1, 0)


def test_people_cannot_make_hub_staff(review, hub_staff, signed_in):
    person = UserFactory()

    signed_in(hub_staff).post(
        reverse("reviews:people", args=[review.slug]),
        {"person": person.pk, "role": "hub-administrator"},
    )

    assert person.memberships.count() == 0


def test_remove_person_asks_first(review, reviewer, hub_staff, signed_in):
    client, membership = signed_in(hub_staff), reviewer.memberships.get()
    url = reverse("reviews:remove_person", args=[review.slug, membership.pk])

    asked = client.get(url)
    assert f"Take {reviewer} off?" in asked.text
    assert reviewer.memberships.exists()

    response = client.post(url, follow=True)
    assert response.redirect_chain == [(reverse("reviews:people", args=[review.slug]), 302)]
    assert said(response) == [f"{reviewer} is no longer reviewer here."]
    assert not reviewer.memberships.exists()
    assert AuditEvent.objects.get().verb == "role.taken"


def test_remove_person_of_the_hub_or_another_review_is_not_found(
    review, hub_staff, hub_administrator, signed_in
):
    client = signed_in(hub_staff)
    elsewhere = MembershipFactory(role=Role.REVIEWER, review=ReviewFactory())

    for membership in (hub_administrator.memberships.get(), elsewhere):
        url = reverse("reviews:remove_person", args=[review.slug, membership.pk])
        assert client.post(url).status_code == 404

    assert Membership.objects.count() == 3
