"""The start page says to everybody what needs them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import Review
from adoption_reviews.roles import Role
from interviews.models import Interview
from maturity.models import Contributor
from maturity.queries import framework_of
from reports.models import Report
from reports.queries.start import reviewer_tasks
from tests.factories.core import MembershipFactory, OrganisationFactory, ReviewFactory, UserFactory
from tests.factories.hub import interview, report
from tests.factories.interviews import InterviewFactory, ParticipantFactory
from tests.factories.maturity import ContributorFactory, RatingFactory, SelfAssessmentFactory

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # winter: London's clocks show the same


def actions(review, now=NOON) -> list[tuple[str, str]]:
    [found] = reviewer_tasks([review], now)
    return [(task.action, task.text) for task in found.tasks]


def plan(review, at, number, **options):
    return InterviewFactory(
        review=review,
        number=number,
        status=Interview.Status.PLANNED,
        scheduled_at=at,
        participants=[ParticipantFactory(review=review, pseudonym=f"P{number:02d}")],
        **options,
    )


# --- Reviewers -------------------------------------------------------------------------------


def test_reviewer_has_today_and_the_next_interview(review):
    for number, hours in enumerate([-20, 3, 24, 48], start=1):
        plan(review, NOON + timedelta(hours=hours), number)
    plan(review, None, 9)

    assert actions(review) == [
        ("Record interview 2 with P02", "Today at 15:00."),
        ("Find a new time for interview 1 with P01", "It was planned for 22 November."),
        ("Next is interview 3 with P03", "Tuesday 24 November at 12:00."),
    ]


@pytest.mark.parametrize("status", ["open", "submitted", "agreed", "reopened"])
def test_reviewer_has_to_agree_a_self_rating_that_was_submitted(review, status):
    SelfAssessmentFactory(review=review, status=status, submitted_at="2026-11-20T23:30Z")
    asked = ("Read the self-rating and agree it", "The trust submitted it on 20 November.")
    assert (asked in actions(review)) == (status == "submitted")


def test_reviewer_goes_on_with_a_running_interview_first(review):
    plan(review, NOON, 1)
    running = plan(review, NOON, 2)
    running.status = Interview.Status.IN_PROGRESS
    running.save()

    assert actions(review)[0] == ("Go on with interview 2 with P02", "It is not ended.")


def test_reviewer_has_nothing_of_somebody_who_withdrew(review):
    held = plan(review, NOON, 1)
    held.participants.update(withdrawn_at=NOON)

    assert actions(review) == []


@pytest.mark.parametrize(
    ("status", "released", "expected"),
    [
        (
            Report.Status.READY,
            False,
            [
                (
                    "Release version 2 of the report",
                    "It is ready; the trust cannot see it yet.",
                )
            ],
        ),
        (Report.Status.READY, True, []),
        (Report.Status.QUEUED, False, [("Follow version 2 of the report", "It is being built.")]),
        (
            Report.Status.FAILED,
            False,
            [("Look at version 2 of the report", "It could not be built.")],
        ),
    ],
)
def test_reviewer_has_the_latest_report_only(review, status, released, expected):
    report(review, version=1)
    report(review, version=2, status=status, released=released)

    assert actions(review) == expected


def test_reviewer_builds_the_report_of_a_review_in_reporting(review):
    review.status = Review.Status.REPORTING
    assert actions(review) == [("Build the report", "None has been built yet.")]
    review.status = Review.Status.FOLLOW_UP
    assert actions(review) == []


def test_reviewer_settles_quotes_of_influences_that_have_none(review):
    interview(review, ("good-networks", "helps"))
    interview(review, ("ring-holder", "hinders"))
    interview(review, ("pump-priming-fund", "helps"), usable="There is a small fund.")

    assert actions(review) == [
        (
            "Settle quotes",
            "2 influences that people spoke of have no quote cleared for the report.",
        )
    ]


def test_start_of_a_reviewer_shows_own_reviews_alone(review, reviewer, signed_in):
    other = ReviewFactory()
    closed = ReviewFactory(status=Review.Status.CLOSED)
    MembershipFactory(role=Role.REVIEWER, user=reviewer, review=closed)

    response = signed_in(reviewer).get("/")

    assert [each.review for each in response.context["reviewing"]] == [review]
    assert other.organisation.name not in response.text
    assert "Nothing needs you here" in response.text


def test_start_never_names_a_participant(review, reviewer, signed_in):
    ParticipantFactory(review=review, identity__name="Wenna Tregarth")
    plan(review, timezone.now(), 1)

    response = signed_in(reviewer).get("/")

    assert "with P01" in response.text
    assert "Tregarth" not in response.text


def test_start_of_a_reviewer_asks_the_same_number_of_queries_for_more_reviews(
    reviewer, review, signed_in, django_assert_num_queries, django_assert_max_num_queries
):
    def fill(each):
        interview(each, ("good-networks", "helps"))
        plan(each, timezone.now(), 50)
        report(each)

    client = signed_in(reviewer)
    fill(review)
    client.get("/")
    with django_assert_max_num_queries(17) as first:
        client.get("/")
    for _ in range(2):
        fill(MembershipFactory(role=Role.REVIEWER, user=reviewer, review=ReviewFactory()).review)
    with django_assert_num_queries(len(first)):
        client.get("/")


# --- A trust's people ------------------------------------------------------------------------


def test_start_of_a_lead_begins_the_self_rating(review, trust_lead, signed_in):
    response = signed_in(trust_lead).get("/")

    url = reverse("maturity:list", args=[review.slug])
    assert f'href="{url}"' in response.text
    assert "Rate your trust’s maturity" in response.text
    assert "The report is not released yet" in response.text


def test_start_of_a_lead_goes_on_with_the_self_rating(review, trust_lead, signed_in):
    RatingFactory(assessment=SelfAssessmentFactory(review=review))

    response = signed_in(trust_lead).get("/")

    assert "Go on with the self-rating" in response.text
    assert "1 of 35 indicators" in response.text


def test_start_of_a_lead_reads_the_last_released_report(review, trust_lead, signed_in):
    report(review, version=1, released=True)
    report(review, version=2, released=True)
    report(review, version=3)

    response = signed_in(trust_lead).get("/")

    assert f'href="{reverse("reports:detail", args=[review.slug, 2])}"' in response.text
    assert reverse("reports:detail", args=[review.slug, 3]) not in response.text


def test_start_of_a_contributor_has_their_parts_and_nothing_else(
    review, assessment, trust_contributor, signed_in
):
    report(review, released=True)
    Contributor.objects.update(domains=["vision-strategy"])
    theirs, others = framework_of(assessment).rated_domains[:2]
    RatingFactory(assessment=assessment, indicator=theirs.indicators[0].key)
    RatingFactory(assessment=assessment, indicator=others.indicators[0].key)

    response = signed_in(trust_contributor).get("/")

    part = reverse("maturity:domain", args=[review.slug, assessment.framework_key, theirs.key])
    assert f'href="{part}"' in response.text
    assert "Go on with your parts" in response.text
    assert f"1 of {len(theirs.indicators)} answered" in response.text
    assert others.title not in response.text
    assert reverse("reports:detail", args=[review.slug, 1]) not in response.text
    assert review.get_absolute_url() + '"' not in response.text
    assert review.organisation.get_absolute_url() not in response.text


def test_start_of_a_contributor_who_is_done_thanks_them(assessment, trust_contributor, signed_in):
    Contributor.objects.update(domains=["vision-strategy"])
    for indicator in framework_of(assessment).rated_domains[0].indicators:
        RatingFactory(assessment=assessment, indicator=indicator.key)

    assert (
        "You have answered everything you were asked." in signed_in(trust_contributor).get("/").text
    )


def test_start_of_a_contributor_without_a_part_says_whom_to_ask(review, signed_in):
    member = MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=review.organisation)

    assert "You have not been given a part" in signed_in(member.user).get("/").text


@pytest.mark.parametrize("n", [1, 3])
def test_start_of_a_contributor_asks_as_often_for_three_parts(
    db, signed_in, django_assert_num_queries, n
):
    user = UserFactory()
    for _ in range(n):
        share = ContributorFactory(user=user)
        MembershipFactory(
            user=user,
            role=Role.TRUST_CONTRIBUTOR,
            organisation=share.assessment.review.organisation,
        )
    client = signed_in(user)
    client.get("/")
    with django_assert_num_queries(7):
        client.get("/")


def test_start_of_a_lead_shows_no_other_trust(review, trust_lead, signed_in):
    other = ReviewFactory(organisation__name="Elsewhere NHS Trust")
    report(other, released=True)

    assert "Elsewhere" not in signed_in(trust_lead).get("/").text


def test_start_of_a_lead_without_a_review_says_so(db, signed_in):
    lead = MembershipFactory(role=Role.TRUST_LEAD, organisation=OrganisationFactory()).user

    assert "Your trust has no review yet" in signed_in(lead).get("/").text


# --- The hub ---------------------------------------------------------------------------------


def test_start_of_hub_staff_has_reviews_by_phase(hub_staff, signed_in):
    planned = ReviewFactory(status=Review.Status.PLANNING)
    fieldwork = [ReviewFactory(status=Review.Status.FIELDWORK) for _ in range(2)]

    response = signed_in(hub_staff).get("/")

    assert {phase.status: phase.reviews for phase in response.context["phases"]} == {
        "planning": [planned],
        "fieldwork": sorted(fieldwork, key=lambda each: each.organisation.name),
        "analysis": [],
        "reporting": [],
        "follow-up": [],
        "closed": [],
    }


def test_start_of_hub_staff_has_what_is_overdue(hub_staff, signed_in):
    yesterday = timezone.localdate() - timedelta(days=1)
    late = ReviewFactory(status="analysis", ends_on=yesterday)
    later = ReviewFactory(status="fieldwork", ends_on=yesterday - timedelta(days=5))
    ReviewFactory(status="analysis", ends_on=timezone.localdate())
    ReviewFactory(status="follow-up", ends_on=yesterday)
    ReviewFactory(status="closed", ends_on=yesterday)
    ReviewFactory(status="analysis", ends_on=None)

    response = signed_in(hub_staff).get("/")

    assert response.context["overdue"] == [later, late]


def test_start_of_hub_staff_has_what_is_new(hub_staff, signed_in, review):
    for days in (1, 6, 8):
        held = interview(review)
        held.ended_at = timezone.now() - timedelta(days=days)
        held.save()
    interview(review, ("good-networks", "helps"))
    report(review, released=True)
    ReviewFactory()

    response = signed_in(hub_staff).get("/")

    [news] = response.context["news"]
    assert (news.review, news.interviews, news.passages, news.reports) == (review, 2, 1, 1)
    assert "2 interviews held, 1 passage marked, 1 report released" in response.text


def test_start_of_hub_staff_without_reviews_leads_to_the_trusts(hub_staff, signed_in):
    response = signed_in(hub_staff).get("/")

    assert "No review yet" in response.text
    assert f'href="{reverse("trusts:list")}"' in response.text


def test_start_of_an_administrator_counts_people_without_a_role(hub_administrator, signed_in):
    UserFactory()
    UserFactory()
    UserFactory(is_active=False)

    response = signed_in(hub_administrator).get("/")

    assert "2 people have no role" in response.text
    assert f'href="{reverse("people:list")}?role=none"' in response.text


def test_start_of_hub_staff_says_nothing_of_people_without_a_role(hub_staff, outsider, signed_in):
    assert "no role" not in signed_in(hub_staff).get("/").text


def test_start_of_hub_staff_asks_the_same_number_of_queries_for_more_reviews(
    hub_staff, signed_in, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed_in(hub_staff)
    interview(ReviewFactory(), ("good-networks", "helps"))
    client.get("/")
    with django_assert_max_num_queries(8) as first:
        client.get("/")
    for _ in range(2):
        interview(ReviewFactory(), ("good-networks", "helps"))
    with django_assert_num_queries(len(first)):
        client.get("/")


# --- Nobody ----------------------------------------------------------------------------------


def test_start_without_a_role_says_whom_to_ask(outsider, hub_administrator, signed_in):
    response = signed_in(outsider).get("/")

    assert "you have no role yet" in response.text
    assert f"mailto:{hub_administrator.email}" in response.text


def test_start_with_two_kinds_of_role_shows_both(review, reviewer, signed_in):
    other = ReviewFactory(organisation__name="Elsewhere NHS Trust")
    MembershipFactory(role=Role.TRUST_LEAD, user=reviewer, organisation=other.organisation)

    response = signed_in(reviewer).get("/")

    assert [each.review for each in response.context["reviewing"]] == [review]
    assert [each["tasks"].review for each in response.context["rounds"]] == [other]
