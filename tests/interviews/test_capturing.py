"""Taking in sound: slices in are slices out, once each, and only from those who may be recorded."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from adoption_reviews.models import AuditEvent, HubSettings
from interviews import sound_store
from interviews.actions.capturing import (
    LARGEST_SLICE,
    LONGEST_SOUND,
    OtherSound,
    RecordingElsewhere,
    SliceDamaged,
    SliceRefused,
    Sound,
    SoundNotAllowed,
    stop_recording,
    store_slice,
)
from interviews.models import Interview, Recording, RecordingSlice
from interviews.queries.capturing import why_not_recorded
from tests.factories.core import MembershipFactory, ReviewFactory
from tests.factories.interviews import InterviewFactory, ParticipantFactory

FIRST = uuid.UUID("00000000-0000-4000-8000-00000000000a")
WEBM = "audio/webm;codecs=opus"


@pytest.fixture(autouse=True)
def _hub_records_sound(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    HubSettings.objects.create(pk=1, audio_is_recorded=True)


@pytest.fixture
def interview(review):
    return InterviewFactory(
        review=review, number=1, status=Interview.Status.PLANNED, participants__pseudonym="P07"
    )


def slice_data(number: int) -> bytes:
    """What the device records as slice `number`; the first has the signature of a WebM file."""
    return b"\x1a\x45\xdf\xa3" * (number == 0) + b"slice %d" % number * 50


def sound(number=0, **changes) -> Sound:
    data = changes.get("data", slice_data(number))
    values = {
        "number": number,
        "start_ms": 60_000 + number * 3_000,
        "duration_ms": 3_000,
        "content_type": WEBM,
        "sha256": sha256(data).hexdigest(),
        "data": data,
    }
    return Sound(**values | changes)


@pytest.fixture
def store(interview, reviewer):
    """A function: stores slice `number` of a recording as the reviewer."""

    def stored(number=0, recording_id=FIRST, elapsed_ms=0, by=reviewer, **changes):
        return store_slice(
            interview=interview,
            recording_id=recording_id,
            recording_start_ms=60_000,
            sound=sound(number, **changes),
            elapsed_ms=elapsed_ms,
            by=by,
        )

    return stored


def out(recording_id=FIRST) -> dict[int, bytes]:
    """What is stored of a recording: its slices' bytes by number."""
    slices = RecordingSlice.objects.filter(recording=recording_id)
    return {each.number: sound_store.read_slice(each.file) for each in slices}


def files() -> list[str]:
    """The names of all that is stored, with or without a row."""
    return [name for each in Recording.objects.all() for name in sound_store.names(each)]


def test_slices_come_out_as_they_went_in(store, interview, reviewer):
    for number in range(3):
        store(number)
    assert out() == {number: slice_data(number) for number in range(3)}
    recording = Recording.objects.get()
    assert (
        recording.pk,
        recording.interview,
        recording.content_type,
        recording.start_ms,
        recording.by,
        recording.n_slices,
    ) == (FIRST, interview, WEBM, 60_000, reviewer, None)
    assert list(
        recording.slices.values_list("number", "start_ms", "duration_ms", "size", "sha256")
    ) == [
        (
            number,
            60_000 + number * 3_000,
            3_000,
            len(slice_data(number)),
            sha256(slice_data(number)).hexdigest(),
        )
        for number in range(3)
    ]


def test_first_slice_is_logged_and_starts_the_interview(store, interview, reviewer):
    before = timezone.now()
    store(0, elapsed_ms=120_000)
    store(1, elapsed_ms=123_000)
    assert list(
        AuditEvent.objects.order_by("pk").values_list("verb", "by", "object_id", "detail")
    ) == [
        ("interview.started", reviewer.pk, str(interview.pk), {}),
        ("recording.started", reviewer.pk, str(FIRST), {"interview": 1}),
    ]
    interview.refresh_from_db()
    assert interview.status == Interview.Status.IN_PROGRESS
    assert abs(interview.started_at - (before - timedelta(minutes=2))) < timedelta(seconds=5)


def test_same_slice_again_is_stored_once(store):
    first = store(0)
    again = store(0)
    assert again == first
    assert (RecordingSlice.objects.count(), len(files())) == (1, 1)


def test_other_bytes_under_the_same_number_overwrite_nothing(store):
    store(0)
    with pytest.raises(OtherSound):
        store(0, data=b"\x1a\x45\xdf\xa3other")
    assert out() == {0: slice_data(0)}
    assert len(files()) == 1


def test_slices_in_any_order_are_taken_and_the_gap_is_known(store, interview, reviewer):
    for number in (5, 4, 0, 2):
        store(number)
    stop_recording(interview=interview, recording_id=FIRST, n_slices=7, by=reviewer)
    recording = Recording.objects.get()
    numbers = set(recording.slices.values_list("number", flat=True))
    assert numbers == {0, 2, 4, 5}
    assert set(range(recording.n_slices)) - numbers == {1, 3, 6}
    store(1)
    assert out() == {number: slice_data(number) for number in (0, 1, 2, 4, 5)}


def test_stopping_again_or_with_fewer_slices_than_there_are_keeps_the_count(
    store, interview, reviewer
):
    store(0)
    store(4)
    for told, kept in ((2, 5), (6, 6), (6, 6), (3, 6)):
        stopped = stop_recording(
            interview=interview, recording_id=FIRST, n_slices=told, by=reviewer
        )
        assert stopped.n_slices == kept


def test_sound_that_arrives_after_the_end_is_kept(store, interview):
    interview.status = Interview.Status.COMPLETED
    interview.save()
    store(0)
    interview.refresh_from_db()
    assert (out(), interview.status) == ({0: slice_data(0)}, Interview.Status.COMPLETED)


@pytest.mark.parametrize(
    ("changes", "error", "reason"),
    [
        ({"data": b""}, SliceRefused, "There is no sound in this slice"),
        ({"sha256": "0" * 64}, SliceDamaged, "The sound was damaged on its way"),
        (
            {"data": b"\x1a\x45\xdf\xa3" + b"x" * (LARGEST_SLICE - 3)},
            SliceRefused,
            "A slice of sound has 2,000,000 bytes at most",
        ),
        ({"duration_ms": 60_001}, SliceRefused, "A slice of sound lasts 60 seconds at most"),
        *(
            (
                {"content_type": content_type},
                SliceRefused,
                "This is no kind of sound that browsers record",
            )
            for content_type in (
                "",
                "text/html",
                "audio/wav",
                "video/webm",
                "audio/webm;codecs=vp9",
                "audio/webm;codecs=opus\n",
                "audio/webm;codecs=opus;x=y",
            )
        ),
        ({"data": b"<html>"}, SliceRefused, "This is not the beginning of a recording"),
        ({"content_type": "audio/mp4"}, SliceRefused, "This is not the beginning of a recording"),
    ],
)
def test_what_cannot_be_sound_is_refused_with_the_reason(store, interview, changes, error, reason):
    with pytest.raises(SliceRefused) as refusal:
        store(0, **changes)
    assert (type(refusal.value), str(refusal.value)) == (error, reason)
    interview.refresh_from_db()
    assert (Recording.objects.count(), interview.status) == (0, Interview.Status.PLANNED)


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("audio/webm", b"\x1a\x45\xdf\xa3..."),
        ("audio/webm;codecs=opus", b"\x1a\x45\xdf\xa3..."),
        ("audio/mp4", b"\x00\x00\x00\x1cftypiso5"),
        ("audio/mp4;codecs=mp4a.40.2", b"\x00\x00\x00\x1cftypiso5"),
        ("audio/ogg;codecs=opus", b"OggS..."),
    ],
)
def test_what_browsers_record_is_taken(store, content_type, data):
    store(0, content_type=content_type, data=data)
    assert out() == {0: data}


def test_slice_of_another_kind_than_the_recording_is_refused(store):
    store(0)
    with pytest.raises(SliceRefused) as refusal:
        store(1, content_type="audio/mp4")
    assert str(refusal.value) == "This is another kind of sound than the recording began with"


def test_no_more_than_six_hours_are_taken(store, interview):
    store(0)
    RecordingSlice.objects.update(duration_ms=LONGEST_SOUND - 3_000)
    store(1)
    with pytest.raises(SliceRefused) as refusal:
        store(2)
    assert str(refusal.value) == "This interview has six hours of your sound, the most that is kept"
    assert (set(out()), len(files())) == ({0, 1}, 2)


def test_recording_of_another_interview_or_reviewer_is_not_added_to(store, interview, review):
    store(0)
    Recording.objects.update(interview=InterviewFactory(review=review))
    with pytest.raises(RecordingElsewhere):
        store(1)
    Recording.objects.update(interview=interview)
    colleague = MembershipFactory(role="reviewer", review=review).user
    with pytest.raises(RecordingElsewhere):
        store(1, by=colleague)
    with pytest.raises(RecordingElsewhere):
        stop_recording(interview=interview, recording_id=FIRST, n_slices=2, by=colleague)
    with pytest.raises(RecordingElsewhere):
        stop_recording(interview=interview, recording_id=uuid.uuid4(), n_slices=2, by=colleague)
    assert RecordingSlice.objects.count() == 1


# --- Whether it may be recorded -----------------------------------------------------------------


def switch_off():
    HubSettings.objects.update(audio_is_recorded=False)


def take_consent_back(interview):
    interview.participants.update(consent_to_record=False)


def withdraw(interview):
    interview.participants.update(withdrawn_at=timezone.now())


def nobody(interview):
    interview.participants.clear()


HINDRANCES = [
    (lambda _: switch_off(), "hub", "The hub has switched off the recording of sound."),
    (take_consent_back, "consent", "P07 has not agreed to be recorded."),
    (withdraw, "consent", "P07 has withdrawn: nothing can be recorded."),
    (nobody, "consent", "Nobody is named as taking part, so nobody has agreed to be recorded."),
]


@pytest.mark.parametrize("hindrance", HINDRANCES)
@pytest.mark.parametrize("before", [0, 1])
def test_sound_is_refused_where_nothing_may_be_recorded(store, interview, hindrance, before):
    """Also in mid-recording: what comes after the consent was taken back is not stored."""
    hinder, obstacle, words = hindrance
    for number in range(before):
        store(number)
    hinder(interview)
    with pytest.raises(SoundNotAllowed) as refusal:
        store(before)
    assert (refusal.value.reason.obstacle, refusal.value.reason.words) == (obstacle, words)
    assert (RecordingSlice.objects.count(), len(files())) == (before, before)
    assert Recording.objects.count() == before


def test_one_participant_who_does_not_agree_is_enough(interview, store):
    for pseudonym in ("P08", "P09"):
        interview.participants.add(
            ParticipantFactory(
                review=interview.review, pseudonym=pseudonym, consent_to_record=False
            )
        )
    reason = why_not_recorded(interview)
    assert reason.words == "P08 and P09 have not agreed to be recorded."


def test_hub_that_decided_nothing_records_nothing(interview):
    HubSettings.objects.all().delete()
    assert why_not_recorded(interview).obstacle == "hub"


def test_slice_of_deleted_sound_is_refused(store):
    store(0)
    Recording.objects.update(deleted_because=Recording.Reason.REVIEWER)
    with pytest.raises(SoundNotAllowed) as refusal:
        store(1)
    assert refusal.value.reason.obstacle == "deleted"
    assert len(files()) == 1


def test_why_not_recorded_costs_two_queries(interview, django_assert_num_queries):
    with django_assert_num_queries(2):
        why_not_recorded(interview)
    interview.participants.add(*ParticipantFactory.create_batch(2, review=interview.review))
    with django_assert_num_queries(2):
        why_not_recorded(interview)


@pytest.mark.django_db(transaction=True)
def test_slices_sent_at_once_are_stored_once_each(store, interview):
    def send(number):
        try:
            return store(number).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(send, [0, 1, 2, 3, 0, 1, 2, 3]))
    assert sorted(sent) == [0, 0, 1, 1, 2, 2, 3, 3]
    assert out() == {number: slice_data(number) for number in range(4)}
    assert AuditEvent.objects.filter(verb="recording.started").count() == 1


# --- Over HTTP ----------------------------------------------------------------------------------


@pytest.fixture
def put(interview, reviewer, signed_in):
    """A function: PUTs a slice as the reviewer's page does; changes go over the usual query."""
    client = signed_in(reviewer)

    def send(number=0, recording=FIRST, data=None, content_type=WEBM, **changes):
        data = slice_data(number) if data is None else data
        query = {
            "author": reviewer.pk,
            "recording_start_ms": 60_000,
            "start_ms": 60_000 + number * 3_000,
            "duration_ms": 3_000,
            "elapsed_ms": 63_000,
            "sha256": sha256(data).hexdigest(),
        } | changes
        args = [interview.review.slug, 1, recording, number]
        url = f"{reverse('interviews:store_slice', args=args)}?{urlencode(query)}"
        return client.put(url, data=data, content_type=content_type)

    return send


def answer(response):
    return response.status_code, response.json()


def test_slice_is_answered_the_same_each_time(put):
    assert answer(put(3)) == (200, {"stored": 3})
    assert answer(put(3)) == (200, {"stored": 3})
    assert out() == {3: slice_data(3)}


def test_content_type_is_stored_one_way(put):
    put(0, content_type="audio/webm; codecs=Opus")
    assert Recording.objects.get().content_type == WEBM


NOT_UNDERSTOOD = "This page and the server do not understand each other. Reload the page"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"start_ms": -1}, (400, {"error": NOT_UNDERSTOOD})),
        ({"start_ms": "soon"}, (400, {"error": NOT_UNDERSTOOD})),
        ({"sha256": "x"}, (400, {"error": NOT_UNDERSTOOD})),
        ({"mood": "x"}, (400, {"error": NOT_UNDERSTOOD})),
        (
            {"sha256": "0" * 64},
            (400, {"error": "The sound was damaged on its way", "damaged": True}),
        ),
        (
            {"content_type": "text/plain"},
            (400, {"error": "This is no kind of sound that browsers record"}),
        ),
        (
            {"author": 0},
            (403, {"error": "Somebody else is signed in here now: this sound is not theirs"}),
        ),
        (
            {"data": b"x" * 2_700_000},
            (413, {"error": "This is more sound than the server takes at once"}),
        ),
    ],
)
def test_slice_with_something_wrong_is_refused_with_plain_words(put, reviewer, changes, expected):
    status, said = answer(put(**changes))
    if said.pop("user", None):
        assert status == 403
    assert (status, said) == expected
    assert Recording.objects.count() == 0


def test_other_bytes_are_a_conflict(put):
    put(0)
    assert answer(put(0, data=b"\x1a\x45\xdf\xa3other")) == (
        409,
        {"error": "Other sound is stored in this place; it stays"},
    )
    assert out() == {0: slice_data(0)}


def test_slice_after_consent_was_taken_back_says_so(put, interview):
    put(0)
    take_consent_back(interview)
    assert answer(put(1)) == (
        403,
        {"error": "P07 has not agreed to be recorded.", "obstacle": "consent"},
    )


def test_recording_of_another_interview_is_not_found(put, review):
    put(0)
    Recording.objects.update(interview=InterviewFactory(review=review))
    assert put(1).status_code == 404


def test_stopping_notes_how_many_slices_there_are(put, interview, reviewer, signed_in):
    put(0)
    client = signed_in(reviewer)
    url = reverse("interviews:stop_recording", args=[interview.review.slug, 1, FIRST])

    def stop(**body):
        return client.put(url, data=json.dumps(body), content_type="application/json")

    assert answer(stop(author=reviewer.pk, n_slices=3)) == (200, {"n_slices": 3})
    assert answer(stop(author=reviewer.pk)) == (400, {"error": NOT_UNDERSTOOD})
    assert stop(author=0, n_slices=9).status_code == 403
    assert Recording.objects.get().n_slices == 3


def test_recordings_says_whether_sound_may_be_recorded(interview, reviewer, signed_in):
    client = signed_in(reviewer)
    url = reverse("interviews:recordings", args=[interview.review.slug, 1])
    assert client.get(url).json() == {"user": reviewer.pk, "obstacle": None}
    take_consent_back(interview)
    assert client.get(url).json() == {
        "user": reviewer.pk,
        "obstacle": {"kind": "consent", "words": "P07 has not agreed to be recorded."},
    }


def test_reviewer_of_another_trust_finds_nothing(interview, signed_in):
    elsewhere = MembershipFactory(role="reviewer", review=ReviewFactory()).user
    args = [interview.review.slug, 1, FIRST, 0]
    url = reverse("interviews:store_slice", args=args)
    response = signed_in(elsewhere).put(url, data=b"x", content_type=WEBM)
    assert (response.status_code, Recording.objects.count()) == (404, 0)
