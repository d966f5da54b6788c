"""Hearing an interview: what there is, who may hear it, and every byte of it."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from adoption_reviews.models import AuditEvent, HubSettings
from interviews.models import Interview, Recording
from interviews.queries.sound import length_words, parts, sound_of, sound_words
from interviews.views.sound import LONGEST_ANSWER
from tests.factories.core import MembershipFactory, ReviewFactory
from tests.factories.interviews import InterviewFactory, ParticipantFactory, SegmentFactory
from tests.factories.reports import ReportFactory
from tests.factories.sound import add_slice, make_recording, recorder_slices
from tests.interviews.test_deleting_sound import WillNotDelete, use_storage


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def interview(review):
    return InterviewFactory(review=review, number=4, participants__pseudonym="P07")


@pytest.fixture
def recording(interview, reviewer):
    return make_recording(interview, reviewer, slices=recorder_slices(5), n_slices=5)


@pytest.fixture
def hear(recording, reviewer, signed_in):
    """A function: asks for the recording as the reviewer, with these headers."""
    client = signed_in(reviewer)
    url = sound_url(recording)

    def ask(method="get", **headers):
        return getattr(client, method)(url, headers=headers)

    return ask


def sound_url(recording):
    interview = recording.interview
    return reverse("interviews:sound", args=[interview.review.slug, interview.number, recording.pk])


def delete_url(interview):
    return reverse("interviews:delete_sound", args=[interview.review.slug, interview.number])


def body(response) -> bytes:
    return b"".join(response.streaming_content)


# --- What there is ---------------------------------------------------------------------------


def test_parts_of_a_recording_that_is_whole(recording, interview):
    (part,) = parts(interview)
    assert (part.recording, part.number, part.start_ms, part.duration_ms) == (
        recording,
        1,
        0,
        25_000,
    )
    assert (part.gaps, part.is_whole, part.turns) == ((), True, ((0, 0),))
    assert sound_words([part]) == "25 seconds"


def test_parts_note_what_is_missing_at_the_beginning_between_and_at_the_end(interview, reviewer):
    slices = recorder_slices(10)
    there = {number: slices[number] for number in (1, 2, 5, 6)}
    make_recording(interview, reviewer, slices=there, start_ms=60_000, n_slices=10)
    (part,) = parts(interview)
    assert [(gap.from_ms, gap.to_ms) for gap in part.gaps] == [
        (60_000, 65_000),
        (75_000, 85_000),
        (95_000, 110_000),
    ]
    assert (part.is_stopped, part.is_whole, part.duration_ms) == (True, False, 35_000)
    assert sound_words([part]) == (
        "35 seconds; 5 seconds missing at 1:00; 10 seconds missing at 1:15; "
        "15 seconds missing at 1:35"
    )


def test_parts_of_several_recordings_come_in_the_order_of_the_interview(interview, reviewer):
    second = make_recording(interview, reviewer, slices=range(204), start_ms=1_500_000)
    first = make_recording(interview, reviewer, slices=[*range(152), *range(153, 300)])
    found = parts(interview)
    assert [(part.recording, part.number) for part in found] == [(first, 1), (second, 2)]
    assert sound_words(found) == "Two parts, 42 minutes; 5 seconds missing at 12:40"
    assert found[1].words == "Part 2, from 25:00, 17 minutes"
    assert [part.is_stopped for part in found] == [False, False]


def test_parts_know_where_the_clocks_part(interview, reviewer):
    slices = recorder_slices(4)
    recording = make_recording(interview, reviewer, slices={0: slices[0]}, start_ms=10_000)
    add_slice(recording, 1, slices[1], start_ms=15_200)
    add_slice(recording, 2, slices[2], start_ms=80_000)
    add_slice(recording, 3, slices[3], start_ms=85_000)
    (part,) = parts(interview)
    assert part.turns == ((0, 10_000), (10_000, 80_000))
    assert (part.duration_ms, part.end_ms, part.gaps) == (20_000, 90_000, ())
    assert json.loads(part.for_script) == {
        "duration_ms": 20_000,
        "turns": [[0, 10_000], [10_000, 80_000]],
        "gaps": [],
    }


def test_parts_leave_out_deleted_sound_and_recordings_of_which_nothing_came(interview, reviewer):
    make_recording(interview, reviewer, slices=[])
    make_recording(interview, reviewer, deleted_because="reviewer")
    assert parts(interview) == []


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "1 second"),
        (1_400, "1 second"),
        (59_400, "59 seconds"),
        (59_600, "1 minute"),
        (2_520_000, "42 minutes"),
        (3_600_000, "1 hour"),
        (3_900_000, "1 hour 5 minutes"),
        (7_260_000, "2 hours 1 minute"),
    ],
)
def test_length_in_words(ms, words):
    assert length_words(ms) == words


def test_sound_of_an_interview_that_was_never_recorded(interview, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert sound_of(interview) is None


@pytest.mark.parametrize("n_recordings", [1, 3])
def test_sound_of_an_interview_costs_the_same_queries(
    interview, reviewer, n_recordings, django_assert_num_queries
):
    for number in range(n_recordings):
        make_recording(interview, reviewer, start_ms=number * 60_000)
    with django_assert_num_queries(8):
        assert len(sound_of(interview).parts) == n_recordings


# --- Hearing it ------------------------------------------------------------------------------


def test_sound_is_served_whole_and_kept_nowhere(hear, recording):
    response = hear()
    data = body(response)
    assert response.status_code == 200
    assert data.endswith(b"".join(recorder_slices(5).values())[146:])
    headers = {
        "Content-Type": "audio/webm",
        "Content-Length": str(len(data)),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": 'inline; filename="interview-4-from-0s.webm"',
    }
    assert {name: response[name] for name in headers} == headers


def test_ranges_are_those_of_the_joined_bytes(hear):
    data = body(hear())
    chance = random.Random(4)
    for _ in range(60):
        first, last = sorted(chance.choices(range(len(data)), k=2))
        for header, begin, end in [
            (f"bytes={first}-{last}", first, last + 1),
            (f"bytes={first}-", first, len(data)),
            (f"bytes=-{last + 1}", len(data) - last - 1, len(data)),
        ]:
            response = hear(range=header)
            assert (response.status_code, body(response)) == (206, data[begin:end])
            assert response["Content-Range"] == f"bytes {begin}-{end - 1}/{len(data)}"
            assert response["Content-Length"] == str(end - begin)


def test_range_outside_the_sound_is_refused_with_its_length(hear):
    data = body(hear())
    response = hear(range=f"bytes={len(data)}-")
    assert (response.status_code, response.content) == (416, b"")
    assert response["Content-Range"] == f"bytes */{len(data)}"


@pytest.mark.parametrize("header", ["bytes=0-1,4-5", "bytes=5-1", "words=0-1", "bytes=x-"])
def test_what_is_no_single_range_is_answered_with_all_of_it(hear, header):
    data = body(hear())
    response = hear(range=header)
    assert (response.status_code, body(response)) == (200, data)


def test_range_of_a_sound_that_has_grown_is_answered_with_all_of_it(hear, recording):
    tag = hear()["ETag"]
    assert hear(range="bytes=1-2", **{"if-range": tag}).status_code == 206
    recording.slices.get(number=4).delete()
    response = hear(range="bytes=1-2", **{"if-range": tag})
    assert (response.status_code, len(body(response))) == (200, int(response["Content-Length"]))


def test_head_says_what_would_come(hear):
    data = body(hear())
    response = hear("head", range="bytes=0-1")
    assert (response.status_code, response.getvalue()) == (200, b"")
    assert response["Content-Length"] == str(len(data))


def test_long_range_is_answered_a_piece_at_a_time(interview, reviewer, signed_in):
    big = random.Random(1).randbytes(LONGEST_ANSWER)
    recording = make_recording(
        interview, reviewer, slices={0: big, 1: big[::-1]}, content_type="audio/ogg"
    )
    client, data, came = signed_in(reviewer), big + big[::-1], b""
    while len(came) < len(data):
        headers = {"range": f"bytes={len(came)}-"}
        response = client.get(sound_url(recording), headers=headers)
        piece = body(response)
        assert response["Content-Range"] == (
            f"bytes {len(came)}-{len(came) + len(piece) - 1}/{len(data)}"
        )
        assert 0 < len(piece) <= LONGEST_ANSWER
        came += piece
    assert came == data


def test_type_that_is_no_sound_is_only_bytes(interview, reviewer, signed_in):
    recording = make_recording(interview, reviewer, content_type="text/html")
    response = signed_in(reviewer).get(sound_url(recording))
    assert response["Content-Type"] == "application/octet-stream"


def test_sound_of_another_interview_or_review_is_not_found(recording, review, signed_in):
    other = InterviewFactory(review=review, number=5)
    reviewer = MembershipFactory(role="reviewer", review=review).user
    url = reverse("interviews:sound", args=[review.slug, other.number, recording.pk])
    assert signed_in(reviewer).get(url).status_code == 404
    elsewhere = MembershipFactory(role="reviewer", review=ReviewFactory()).user
    assert signed_in(elsewhere).get(sound_url(recording)).status_code == 404


@pytest.mark.parametrize("field", ["trust_lead", "hub_staff", "hub_administrator"])
def test_sound_is_for_reviewers_only(recording, request, signed_in, field):
    user = request.getfixturevalue(field)
    assert signed_in(user).get(sound_url(recording)).status_code == 403


def test_sound_of_which_nothing_came_is_not_found(interview, reviewer, signed_in):
    recording = make_recording(interview, reviewer, slices=[])
    assert signed_in(reviewer).get(sound_url(recording)).status_code == 404


def test_deleted_sound_is_gone_with_words(hear, recording):
    Recording.objects.update(
        deleted_because="consent", deleted_at=datetime(2026, 11, 3, 12, tzinfo=UTC)
    )
    response = hear(range="bytes=0-1")
    assert response.status_code == 410
    assert "was deleted on 3 November 2026" in response.text
    assert response["Cache-Control"] == "private, no-store"


def test_sound_that_is_to_go_is_not_heard_any_more(hear, recording):
    Recording.objects.update(deleted_because="retention")
    response = hear()
    assert (response.status_code, "is being deleted" in response.text) == (410, True)


def test_sound_is_not_heard_until_everybody_has_agreed(hear, interview):
    interview.participants.add(
        ParticipantFactory(review=interview.review, pseudonym="P09", consent_to_record=False)
    )
    response = hear()
    assert response.status_code == 403
    assert "P09 has not agreed to be recorded." in response.text


# --- The interview's page --------------------------------------------------------------------


def page_of(interview, client):
    return client.get(interview.get_absolute_url())


def test_page_plays_each_part_without_a_script(interview, reviewer, signed_in):
    first = make_recording(interview, reviewer, slices=[0, 1, 3])
    second = make_recording(interview, reviewer, start_ms=90_000)
    SegmentFactory(interview=interview, start_ms=61_500)
    html = page_of(interview, signed_in(reviewer)).text
    for recording in (first, second):
        assert f'<audio controls preload="none" src="{sound_url(recording)}"' in html
    assert "Two parts, 35 seconds; 5 seconds missing at 0:10." in html
    assert 'data-start-ms="61500"' in html
    assert "Kept until 90 days after the report is released." in html


def test_page_says_when_the_sound_will_be_deleted(interview, reviewer, signed_in):
    HubSettings.objects.create(pk=1, audio_kept_days=30)
    make_recording(interview, reviewer)
    Recording.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    ReportFactory(
        review=interview.review,
        status="ready",
        released_at=datetime(2026, 3, 30, 23, 30, tzinfo=UTC),
    )
    html = page_of(interview, signed_in(reviewer)).text
    # 30 days after half past midnight on 31 March in London.
    assert "Will be deleted on 30 April 2026" in html


def test_page_of_deleted_sound_says_when_and_why(interview, reviewer, signed_in):
    make_recording(interview, reviewer)
    Recording.objects.update(
        deleted_because="consent", deleted_at=datetime(2026, 11, 3, 12, tzinfo=UTC)
    )
    html = page_of(interview, signed_in(reviewer)).text
    assert "The sound was deleted on 3 November 2026." in html
    assert "<audio" not in html
    assert "Delete it now" not in html


def test_page_of_sound_withheld_says_from_whom(interview, reviewer, signed_in):
    make_recording(interview, reviewer)
    interview.participants.update(consent_to_record=False)
    html = page_of(interview, signed_in(reviewer)).text
    assert "P07 has not agreed to be recorded" in html
    assert "<audio" not in html


def test_page_of_an_interview_without_sound_does_not_speak_of_it(interview, reviewer, signed_in):
    html = page_of(interview, signed_in(reviewer)).text
    assert 'id="sound"' not in html
    assert "player" not in html


# --- Deleting it by hand ---------------------------------------------------------------------


def test_delete_sound_asks_first(recording, interview, reviewer, signed_in):
    html = signed_in(reviewer).get(delete_url(interview)).text
    assert "All recorded sound of this interview is deleted, for everybody." in html
    assert "It is still being recorded" not in html
    recording.refresh_from_db()
    assert recording.deleted_because == ""


def test_delete_sound_deletes_it_and_says_so(recording, interview, reviewer, signed_in, tmp_path):
    response = signed_in(reviewer).post(delete_url(interview), follow=True)
    assert response.redirect_chain == [(interview.get_absolute_url(), 302)]
    assert "The sound of Interview 4 has been deleted." in response.text
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    event = AuditEvent.objects.get(verb="sound.deleted")
    assert (event.by, event.detail["reason"], event.detail["slices"]) == (reviewer, "reviewer", 5)


def test_delete_sound_that_the_storage_keeps_says_so(
    recording, interview, reviewer, signed_in, settings
):
    use_storage(settings, WillNotDelete)
    response = signed_in(reviewer).post(delete_url(interview), follow=True)
    assert "The system goes on trying until it is gone." in response.text
    assert "Sound of this interview is to be deleted" in response.text
    assert "<audio" not in response.text


def test_delete_sound_warns_while_it_comes_in(interview, reviewer, signed_in):
    Interview.objects.update(status="in-progress")
    make_recording(interview, reviewer)
    assert "It is still being recorded" in signed_in(reviewer).get(delete_url(interview)).text


def test_delete_sound_where_there_is_none(interview, reviewer, signed_in):
    client = signed_in(reviewer)
    assert "There is no sound to delete" in client.get(delete_url(interview)).text
    assert client.post(delete_url(interview)).status_code == 302
    assert AuditEvent.objects.count() == 0


def test_delete_sound_twice_is_logged_once(recording, interview, reviewer, signed_in):
    client = signed_in(reviewer)
    for _ in range(2):
        client.post(delete_url(interview))
    assert AuditEvent.objects.filter(verb="sound.deleted").count() == 1


def test_kept_days_are_those_of_the_hub(interview, reviewer):
    HubSettings.objects.create(pk=1, audio_kept_days=14)
    recording = make_recording(interview, reviewer)
    released = recording.created_at - timedelta(days=3)
    ReportFactory(review=interview.review, status="ready", released_at=released)
    sound = sound_of(interview)
    # Recorded after the release: kept as long from then on.
    assert (sound.kept_days, sound.due) == (14, recording.created_at + timedelta(days=14))
