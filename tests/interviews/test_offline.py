"""What makes recording work without a connection, as the server gives it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.queries.offline import ForDevice, for_device
from tests.factories.core import MembershipFactory
from tests.factories.interviews import InterviewFactory

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def planned(review, number, *, by, **values):
    interview = InterviewFactory(review=review, number=number, **{"status": "planned"} | values)
    interview.reviewers.set([by])
    return interview


def record_url(interview):
    return reverse("interviews:record", args=[interview.review.slug, interview.number])


@pytest.mark.parametrize("days, is_soon", [(-1, False), (0, True), (1, True), (2, False)])
def test_interviews_of_today_and_tomorrow_are_prepared(review, reviewer, days, is_soon):
    at = NOW + timedelta(days=days)
    interview = planned(review, 1, by=reviewer, scheduled_at=at)
    assert for_device(reviewer, NOW) == [ForDevice(interview.pk, record_url(interview), is_soon)]


def test_interview_of_another_reviewer_may_stay_but_is_not_prepared(review, reviewer, outsider):
    interview = planned(review, 1, by=outsider, scheduled_at=NOW)
    assert for_device(reviewer, NOW) == [ForDevice(interview.pk, record_url(interview), False)]


def test_interview_in_progress_is_prepared(review, reviewer):
    interview = planned(review, 1, by=reviewer, status="in-progress")
    assert for_device(reviewer, NOW) == [ForDevice(interview.pk, record_url(interview), True)]


def test_nothing_of_an_ended_or_withdrawn_interview_may_stay(review, reviewer):
    planned(review, 1, by=reviewer, status="completed")
    gone = planned(review, 2, by=reviewer)
    gone.participants.update(withdrawn_at=timezone.now())
    assert for_device(reviewer, NOW) == []


def test_nothing_of_reviews_that_are_somebody_elses_may_stay(review, reviewer, hub_staff, outsider):
    planned(review, 1, by=outsider)
    assert for_device(outsider, NOW) == for_device(hub_staff, NOW) == []


@pytest.mark.parametrize("many", [1, 3])
def test_interviews_for_a_device_take_two_queries(
    review, reviewer, django_assert_num_queries, many
):
    for number in range(1, many + 1):
        planned(review, number, by=reviewer)
    with django_assert_num_queries(2):
        assert len(for_device(reviewer, NOW)) == many


def test_device_is_told_who_is_signed_in(review, reviewer, signed_in):
    interview = planned(review, 1, by=reviewer)
    answer = signed_in(reviewer).get(reverse("offline:device"))
    assert answer.json() == {
        "user": reviewer.pk,
        "interviews": [{"interview": interview.pk, "url": record_url(interview), "is_soon": False}],
    }


def test_worker_may_serve_the_whole_site_and_is_never_kept(db):
    answer = Client().get(reverse("offline:worker"))
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Service-Worker-Allowed"] == "/"
    assert "no-store" in answer["Cache-Control"]
    first = answer.content.decode().split("\n")[0]
    known = f'{{"page": "{reverse("offline:page")}", "files": "{settings.STATIC_URL}"}}'
    assert first == f"const SETTINGS = {known};"


def test_offline_page_is_the_same_for_everybody(reviewer, signed_in):
    url = reverse("offline:page")
    page = signed_in(reviewer).get(url).content.decode()
    assert reviewer.name not in page
    assert "csrfmiddlewaretoken" not in page
    assert page == Client().get(url).content.decode()


def test_recording_page_says_whose_it_is_and_holds_no_words(review, reviewer, signed_in):
    interview = planned(review, 1, by=reviewer)
    interview.segments.create(position=1, kind="speech", speaker="P01", text="Only said here")
    answer = signed_in(reviewer).get(record_url(interview))
    assert answer["Recording-User"] == str(reviewer.pk)
    assert "Only said here" not in answer.content.decode()


def test_page_of_another_reviewer_is_theirs(review, reviewer, signed_in):
    interview = planned(review, 1, by=reviewer)
    other = MembershipFactory(role="reviewer", review=review).user
    answer = signed_in(other).get(record_url(interview))
    assert answer["Recording-User"] == str(other.pk)
