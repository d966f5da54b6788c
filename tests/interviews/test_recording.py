"""Saving segments, ending an interview, and what the recording page's addresses answer."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from interviews.actions.recording import (
    SegmentConflict,
    SegmentElsewhere,
    SegmentRefused,
    end_interview,
)
from interviews.models import Interview, Segment, SegmentVersion
from tests.factories.interviews import ParticipantFactory, SegmentFactory


def texts(interview):
    return [segment.text for segment in interview.segments.standing()]


def test_first_save_starts_the_interview_once(save, interview, reviewer):
    before = timezone.now()
    save("We ring round.", elapsed_ms=60_000)
    save("And then we try it.")
    interview.refresh_from_db()
    assert interview.status == Interview.Status.IN_PROGRESS
    assert abs(interview.started_at - (before - timedelta(minutes=1))) < timedelta(seconds=5)
    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.review, event.object_id, event.detail) == (
        "interview.started",
        reviewer,
        interview.review,
        str(interview.pk),
        {},
    )


def test_every_version_is_kept_with_its_author(save, interview, reviewer):
    first = save("We ring", start_ms=4_000)
    save("We ring round", first.segment.pk, base=1)
    save("Do you ring round?", first.segment.pk, base=2, kind="question", speaker="Interviewer")
    assert list(
        SegmentVersion.objects.values_list(
            "version", "text", "kind", "speaker", "stage", "deleted", "by"
        )
    ) == [
        (1, "We ring", "speech", "P07", "identify", False, reviewer.pk),
        (2, "We ring round", "speech", "P07", "identify", False, reviewer.pk),
        (3, "Do you ring round?", "question", "Interviewer", "identify", False, reviewer.pk),
    ]
    segment = Segment.objects.get()
    assert (segment.version, segment.start_ms, segment.participant) == (3, 4_000, None)


def test_speaker_that_is_a_participant_is_tied_to_them(save, interview):
    saved = save("We ring round.")
    assert saved.segment.participant == interview.participants.get()


def test_sending_twice_changes_nothing_and_answers_the_same(save):
    first = save("We ring round.")
    again = save("We ring round.", first.segment.pk)
    assert (again.version, again.segment) == (first.version, first.segment)
    second = save("We ring round a lot.", first.segment.pk, base=1)
    again = save("We ring round a lot.", first.segment.pk, base=1)
    assert (second.version, again.version) == (2, 2)
    assert SegmentVersion.objects.count() == 2


def test_sending_again_what_somebody_has_changed_since_is_answered_as_before(save):
    first = save("We ring round.")
    save("They ring round.", first.segment.pk, base=1)
    again = save("We ring round.", first.segment.pk)
    assert (again.version, again.segment.version) == (1, 2)
    assert Segment.objects.get().text == "They ring round."


def test_saving_over_a_newer_version_conflicts_and_stores_nothing(save):
    first = save("We ring round.")
    save("They ring round.", first.segment.pk, base=1)
    with pytest.raises(SegmentConflict) as conflict:
        save("You ring round.", first.segment.pk, base=1)
    assert (conflict.value.segment.text, conflict.value.segment.version) == ("They ring round.", 2)
    assert SegmentVersion.objects.count() == 2


def test_new_segments_stand_in_the_order_of_arrival(save, interview):
    for text in ("one", "two", "three"):
        save(text)
    assert texts(interview) == ["one", "two", "three"]


def test_new_segment_goes_behind_the_one_it_names(save, interview):
    one = save("one")
    save("two")
    between = save("between", after=one.segment.pk)
    save("just after", after=between.segment.pk)
    assert texts(interview) == ["one", "between", "just after", "two"]
    assert [segment.position for segment in interview.segments.standing()] == [1, 2, 3, 4]


def test_new_segment_behind_one_nobody_knows_goes_to_the_end(save, interview, review):
    elsewhere = SegmentFactory(interview__review=review)
    save("one")
    save("two", after=uuid.uuid4())
    save("three", after=elsewhere.pk)
    assert texts(interview) == ["one", "two", "three"]


def test_deleting_keeps_the_words_and_can_be_undone(save, interview):
    segment = save("We ring round.").segment
    save("We ring round.", segment.pk, base=1, deleted=True)
    assert texts(interview) == []
    save("We ring round.", segment.pk, base=2, deleted=False)
    assert texts(interview) == ["We ring round."]
    assert list(SegmentVersion.objects.values_list("version", "text", "deleted")) == [
        (1, "We ring round.", False),
        (2, "We ring round.", True),
        (3, "We ring round.", False),
    ]


def test_words_that_arrive_after_the_end_are_kept(save, interview, reviewer):
    save("one")
    end_interview(interview=interview, by=reviewer)
    save("late, from a device that had no connection")
    interview.refresh_from_db()
    assert interview.status == Interview.Status.COMPLETED
    assert texts(interview) == ["one", "late, from a device that had no connection"]


def test_segment_that_the_server_has_lost_is_taken_as_new(save, interview):
    assert save("We ring round.", base=4).version == 1
    assert texts(interview) == ["We ring round."]


def test_line_breaks_are_stored_one_way(save):
    assert save("one\r\ntwo\rthree\n").segment.text == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"text": "a\x00b"}, "The words hold a character that cannot be stored (NUL)"),
        ({"speaker": "P\x00"}, "The words hold a character that cannot be stored (NUL)"),
        (
            {"text": "🩺" * 20_001},
            "This segment has 20,001 characters; 20,000 are the most. "
            "Press Enter inside it to make two of it",
        ),
        ({"speaker": "P" * 101}, "The speaker's name is longer than 100 characters"),
        ({"stage": "dream"}, "The guide has no stage called dream"),
        ({"kind": "song"}, "There is no kind of segment called song"),
    ],
)
def test_what_cannot_be_a_segment_is_refused_with_the_reason(save, interview, content, reason):
    with pytest.raises(SegmentRefused) as refusal:
        save(content.pop("text", "words"), **content)
    assert str(refusal.value) == reason
    interview.refresh_from_db()
    assert (Segment.objects.count(), interview.status) == (0, Interview.Status.PLANNED)


def test_segment_keeps_a_stage_that_the_guide_no_longer_has(save, interview):
    segment = SegmentFactory(interview=interview, stage="an-older-stage")
    assert save("Corrected", segment.pk, base=1, stage="an-older-stage").version == 2


def test_as_many_characters_as_allowed_are_stored(save):
    assert len(save("🩺" * 20_000).segment.text) == 20_000


def test_segment_of_another_interview_is_not_touched(save, review):
    elsewhere = SegmentFactory(interview__review=review, text="Not yours")
    with pytest.raises(SegmentElsewhere):
        save("Mine now", elsewhere.pk, base=1)
    elsewhere.refresh_from_db()
    assert (elsewhere.text, elsewhere.version) == ("Not yours", 1)


def test_ending_twice_is_ending_once(interview, reviewer):
    ended = end_interview(interview=interview, by=reviewer)
    again = end_interview(interview=interview, by=reviewer)
    assert (again.status, again.ended_at) == (Interview.Status.COMPLETED, ended.ended_at)
    assert [event.verb for event in AuditEvent.objects.all()] == ["interview.ended"]


# --- Over HTTP ---------------------------------------------------------------------------------


def test_segment_answers_with_its_new_version(put, reviewer):
    segment = uuid.uuid4()
    response = put(segment)
    assert (response.status_code, response.json()) == (
        200,
        {
            "id": str(segment),
            "saved": 1,
            "version": 1,
            "revision": 1,
            "position": 1,
            "kind": "speech",
            "stage": "identify",
            "question": "",
            "speaker": "P07",
            "text": "We ring round.",
            "start_ms": 1_000,
            "deleted": False,
            "by": reviewer.name,
            "mine": True,
            "rivals": [],
        },
    )
    assert put(segment).json() == response.json()
    assert SegmentVersion.objects.count() == 1


def test_segment_conflict_answers_with_the_servers_words(put, save):
    segment = save("We ring round.").segment
    save("They ring round.", segment.pk, base=1)
    response = put(segment.pk, base=1, text="You ring round.")
    theirs = response.json()["theirs"]
    assert (response.status_code, theirs["text"], theirs["version"]) == (
        409,
        "They ring round.",
        2,
    )


NOT_UNDERSTOOD = "This page and the server do not understand each other. Reload the page"


@pytest.mark.parametrize("raw", [b"{", b"[]", b'{"text": "\xff"}', b"{}"])
def test_segment_that_cannot_be_read_says_to_reload(put, raw):
    response = put(raw=raw)
    assert (response.status_code, response.json()) == (400, {"error": NOT_UNDERSTOOD})
    assert Segment.objects.count() == 0


def test_segment_larger_than_the_server_takes_says_to_divide_it(put, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    response = put(text="word " * 200)
    error = "This is more than the server takes at once. Press Enter inside it to make two of it"
    assert (response.status_code, response.json()) == (413, {"error": error})
    assert Segment.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "song"}, NOT_UNDERSTOOD),
        ({"base": -1}, NOT_UNDERSTOOD),
        ({"after": "x"}, NOT_UNDERSTOOD),
        ({"mood": "x"}, NOT_UNDERSTOOD),
        ({"text": "\ud83e and more"}, NOT_UNDERSTOOD),
        ({"text": "\x00"}, "The words hold a character that cannot be stored (NUL)"),
        ({"stage": "dream"}, "The guide has no stage called dream"),
    ],
)
def test_segment_with_a_wrong_value_is_refused_with_plain_words(put, change, reason):
    response = put(**change)
    assert (response.status_code, response.json()) == (400, {"error": reason})
    assert Segment.objects.count() == 0


def test_segment_of_another_interview_is_not_found(put, review):
    elsewhere = SegmentFactory(interview__review=review)
    assert put(elsewhere.pk, base=1).status_code == 404


def test_words_of_another_user_are_not_saved_as_mine(put, outsider):
    response = put(author=outsider.pk)
    assert (response.status_code, response.json()["error"]) == (
        403,
        "Somebody else is signed in here now: these words are not theirs",
    )
    assert Segment.objects.count() == 0


def test_record_page_has_the_guide_and_none_of_the_words(save, interview, reviewer, signed_in):
    save("Words that stay on the server until asked for")
    page = signed_in(reviewer).get(reverse("interviews:record", args=[interview.review.slug, 1]))
    words = page.content.decode()
    assert "If another hospital did something better than you do" in words
    assert "Recording needs JavaScript" in words
    assert "stay on the server" not in words
    assert interview.participants.get().identity.name not in words


def test_record_page_of_an_ended_interview_offers_no_second_end(interview, reviewer, signed_in):
    url = reverse("interviews:record", args=[interview.review.slug, 1])
    end = reverse("interviews:end", args=[interview.review.slug, 1])
    link = '<a class="interviews-button interviews-button--end" href="{}" data-end>{}</a>'
    assert link.format(end, "End interview") in signed_in(reviewer).get(url).content.decode()
    end_interview(interview=interview, by=reviewer)
    after = signed_in(reviewer).get(url).content.decode()
    assert link.format(interview.get_absolute_url(), "Back to the interview") in after
    assert "End interview" not in after


def test_end_page_says_what_is_missing(interview, reviewer, signed_in, save):
    participant = interview.participants.get()
    participant.consent_to_quote = False
    participant.save()
    interview.participants.add(ParticipantFactory(review=interview.review))
    save("We ring round.")
    page = signed_in(reviewer).get(reverse("interviews:end", args=[interview.review.slug, 1]))
    words = page.content.decode()
    assert "P07 has not agreed to being quoted without a name" in words
    assert "Deciding whether to adopt" in words
    assert "Implementing and sustaining" in words
    assert "<li>Identifying innovations</li>" not in words


def test_end_ends_whatever_is_missing(interview, reviewer, signed_in):
    response = signed_in(reviewer).post(reverse("interviews:end", args=[interview.review.slug, 1]))
    interview.refresh_from_db()
    assert (response.status_code, response.url) == (302, interview.get_absolute_url())
    assert interview.status == Interview.Status.COMPLETED
    assert interview.ended_at is not None
