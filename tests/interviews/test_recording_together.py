"""Two people at one interview: the feed of changes, ticks of prompts, and who is here."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from interviews.actions.recording import (
    InterviewWithdrawn,
    save_segment,
)
from interviews.actions.together import NoSuchPrompt, set_covered
from interviews.models import CoveredPrompt, RivalVersion, Segment, SegmentVersion
from tests.interviews.conftest import said


def ids(answer):
    return [each["id"] for each in answer["segments"]]


# --- The feed ----------------------------------------------------------------------------------


def test_feed_without_a_revision_has_what_stands(save, feed, reviewer):
    one = save("one").segment
    two = save("two").segment
    save("one", one.pk, base=1, deleted=True)
    answer = feed()
    assert ids(answer) == [str(two.pk)]
    del answer["elapsed_ms"]
    del answer["segments"]
    assert answer == {
        "user": reviewer.pk,
        "revision": 3,
        "completed": False,
        "withdrawn": False,
        "covered": [],
        "here": [],
    }


def test_feed_since_a_revision_has_what_changed_and_what_was_deleted(save, feed):
    one, two, three = (save(text).segment for text in ("one", "two", "three"))
    seen = feed()["revision"]
    assert ids(feed(seen)) == []
    save("two!", two.pk, base=1)
    save("three", three.pk, base=1, deleted=True)
    changed = feed(seen)
    assert [(each["id"], each["text"], each["deleted"]) for each in changed["segments"]] == [
        (str(two.pk), "two!", False),
        (str(three.pk), "three", True),
    ]
    assert ids(feed(changed["revision"])) == []
    assert Segment.objects.get(pk=one.pk).revision == 1


def test_feed_has_segments_moved_by_one_put_between(save, feed):
    one, two = save("one").segment, save("two").segment
    seen = feed()["revision"]
    between = save("between", after=one.pk).segment
    changed = feed(seen)["segments"]
    assert [(each["id"], each["position"], each["version"]) for each in changed] == [
        (str(between.pk), 2, 1),
        (str(two.pk), 3, 1),
    ]


def test_sending_twice_changes_no_revision(save, feed):
    segment = save("one").segment
    seen = feed()["revision"]
    save("one", segment.pk)
    assert feed(seen)["revision"] == seen


def test_feed_says_who_wrote_the_latest_version(save, feed, colleague):
    segment = save("one").segment
    save("one two", segment.pk, base=1, by=colleague)
    (mine,), (theirs,) = feed()["segments"], feed(user=colleague)["segments"]
    assert (mine["by"], mine["mine"]) == ("Carys Penhale", False)
    assert (theirs["by"], theirs["mine"]) == ("Carys Penhale", True)


@pytest.mark.parametrize("since", ["x", "", "1.5"])
def test_feed_since_something_unreadable_has_everything(save, feed, since):
    segment = save("one").segment
    assert ids(feed(since)) == [str(segment.pk)]


def test_feed_query_count_does_not_grow(
    save, rival_of, interview, *, reviewer, signed_in, django_assert_num_queries
):
    client = signed_in(reviewer)
    url = reverse("interviews:segments", args=[interview.review.slug, 1])
    rival_of(save("one").segment)
    with django_assert_num_queries(8):
        client.get(url, {"since": 0})
    rival_of(save("two").segment)
    rival_of(save("three").segment)
    with django_assert_num_queries(8):
        client.get(url, {"since": 0})


def test_feed_without_news_reads_no_segment(
    save, interview, reviewer, signed_in, django_assert_num_queries
):
    save("one")
    client = signed_in(reviewer)
    url = reverse("interviews:segments", args=[interview.review.slug, 1])
    with django_assert_num_queries(6) as asked:
        answer = client.get(url, {"since": 1})
    assert [each["sql"] for each in asked if "interviews_segment" in each["sql"]] == []
    assert len(answer.content) < 200


def test_feed_tells_nobody_without_the_right(interview, trust_lead, outsider, signed_in):
    url = reverse("interviews:segments", args=[interview.review.slug, 1])
    assert [signed_in(user).get(url).status_code for user in (trust_lead, outsider)] == [403, 404]


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_lose_nothing_and_get_positions_of_their_own(interview, reviewer):
    def write(writer):
        for line in range(10):
            save_segment(
                interview=interview,
                segment_id=uuid.uuid4(),
                base=0,
                content=said(f"{writer}: {line}"),
                by=reviewer,
            )
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    segments = list(interview.segments.standing())
    assert [segment.position for segment in segments] == list(range(1, 41))
    for writer in range(4):
        mine = [each.text for each in segments if each.text.startswith(f"{writer}:")]
        assert mine == [f"{writer}: {line}" for line in range(10)]
    assert AuditEvent.objects.filter(verb="interview.started").count() == 1


# --- Ticks -------------------------------------------------------------------------------------


def test_ticking_twice_is_once_and_can_be_taken_back(interview, reviewer, feed):
    for _ in range(2):
        set_covered(interview=interview, key="good-networks", is_covered=True, by=reviewer)
    assert feed()["covered"] == ["good-networks"]
    assert list(CoveredPrompt.objects.values_list("key", "by")) == [("good-networks", reviewer.pk)]
    for _ in range(2):
        set_covered(interview=interview, key="good-networks", is_covered=False, by=reviewer)
    assert feed()["covered"] == []


def test_tick_the_guide_has_no_place_for_is_refused(interview, reviewer):
    with pytest.raises(NoSuchPrompt):
        set_covered(interview=interview, key="nothing", is_covered=True, by=reviewer)
    assert CoveredPrompt.objects.count() == 0


def test_ticks_over_http(interview, reviewer, signed_in, feed):
    client = signed_in(reviewer)

    def url(key):
        return reverse("interviews:covered", args=[interview.review.slug, 1, key])

    assert client.put(url("good-networks")).status_code == 204
    assert feed()["covered"] == ["good-networks"]
    assert client.delete(url("good-networks")).status_code == 204
    assert feed()["covered"] == []
    assert client.put(url("nothing")).status_code == 404


# --- Who is here -------------------------------------------------------------------------------


def test_feed_says_who_else_is_here_and_where(feed, colleague, reviewer):
    segment = str(uuid.uuid4())
    assert feed(open=segment)["here"] == []
    assert feed(user=colleague)["here"] == [{"name": reviewer.name, "segment": segment}]
    assert feed()["here"] == [{"name": "Carys Penhale", "segment": None}]


def test_who_is_here_is_forgotten_soon(feed, colleague, monkeypatch):
    feed(user=colleague)
    monkeypatch.setattr("interviews.presence.REMEMBERED", -1)
    assert feed()["here"] == []


# --- Withdrawn ---------------------------------------------------------------------------------


@pytest.fixture
def withdrawn(interview, save):
    """The interview with one segment, its participant withdrawn since."""
    segment = save("We ring round.").segment
    interview.participants.update(withdrawn_at=timezone.now())
    return segment


def test_interview_with_somebody_withdrawn_takes_no_words(withdrawn, save, rival_of, feed):
    for send in (
        lambda: save("More"),
        lambda: save("We ring", withdrawn.pk, base=1),
        lambda: rival_of(withdrawn),
    ):
        with pytest.raises(InterviewWithdrawn) as refused:
            send()
        assert str(refused.value) == (
            "P07 has withdrawn: no more words of this interview are taken"
        )
    assert (SegmentVersion.objects.count(), RivalVersion.objects.count()) == (1, 0)
    assert [event.verb for event in AuditEvent.objects.all()] == ["interview.started"]
    assert (feed()["withdrawn"], ids(feed())) == (True, [])


def test_withdrawn_is_told_to_the_page(withdrawn, put, interview, reviewer, signed_in):
    response = put()
    assert (response.status_code, response.json()) == (
        410,
        {"error": "P07 has withdrawn: no more words of this interview are taken"},
    )
    page = signed_in(reviewer).get(reverse("interviews:record", args=[interview.review.slug, 1]))
    assert '"withdrawn": true' in page.content.decode()
    assert "We ring round" not in page.content.decode()


def test_record_page_says_who_has_not_agreed_to_be_interviewed(interview, put, reviewer, signed_in):
    url = reverse("interviews:record", args=[interview.review.slug, 1])
    words = "P07 has not agreed to be interviewed yet"
    client = signed_in(reviewer)
    assert words not in client.get(url).content.decode()
    interview.participants.update(consent_to_interview=False)
    assert words in client.get(url).content.decode()
    assert put().status_code == 200
