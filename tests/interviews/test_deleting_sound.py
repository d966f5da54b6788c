"""Sound that is deleted is gone, and is known to be."""

import os
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from adoption_reviews.models import AuditEvent, HubSettings
from interviews import tasks
from interviews.actions.sound import delete_sound
from interviews.actions.sweeping_sound import delete_orphans, sweep_sound
from interviews.models import Participant, Recording, RecordingSlice, Transcription
from tests.factories.interviews import InterviewFactory
from tests.factories.reports import ReportFactory
from tests.factories.sound import make_recording

Reason = Recording.Reason


class WillNotDelete(FileSystemStorage):
    """A storage that refuses to delete."""

    def delete(self, name):
        raise OSError("Input/output error")


class OnlySaysSo(FileSystemStorage):
    """A storage that says it deletes and does not."""

    def delete(self, name):
        pass


def use_storage(settings, storage):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": f"{storage.__module__}.{storage.__qualname__}"},
    }


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def interview(review):
    return InterviewFactory(review=review, number=7)


def files(folder):
    return sorted(path for path in (folder / "sound").rglob("*") if path.is_file())


def events(interview):
    found = AuditEvent.objects.filter(object_type="interview", object_id=str(interview.pk))
    return [(each.verb, each.by, each.detail) for each in found.order_by("pk")]


def test_deleted_sound_is_gone_and_the_log_says_so(interview, reviewer, media):
    recordings = [make_recording(interview, reviewer), make_recording(interview, reviewer)]
    other = make_recording(InterviewFactory(review=interview.review), reviewer)
    Transcription.objects.create(interview=interview, requested_by=reviewer, status="ready")
    assert len(files(media)) == 9
    assert delete_sound(interview=interview, because=Reason.REVIEWER, by=reviewer)
    kept = list(other.slices.values_list("file", flat=True))
    assert [str(path.relative_to(media)) for path in files(media)] == kept
    for recording in recordings:
        recording.refresh_from_db()
        assert (recording.deleted_because, recording.deleted_at is None) == ("reviewer", False)
        assert list(recording.slices.values_list("number", "size", "file")) == [
            (0, 1000, ""),
            (1, 1000, ""),
            (2, 1000, ""),
        ]
    assert interview.transcriptions.count() == 0
    assert events(interview) == [
        (
            "sound.deleted",
            reviewer,
            {
                "interview": 7,
                "reason": "reviewer",
                "recordings": 2,
                "slices": 6,
                "bytes": 6000,
                "drafts": 1,
                "verified": True,
            },
        )
    ]


def test_deleting_twice_changes_nothing(interview, reviewer):
    recording = make_recording(interview, reviewer)
    delete_sound(interview=interview, because=Reason.CONSENT, by=reviewer)
    recording.refresh_from_db()
    before, when = events(interview), recording.deleted_at
    assert delete_sound(interview=interview, because=Reason.RETENTION)
    recording.refresh_from_db()
    assert (events(interview), recording.deleted_at) == (before, when)
    assert recording.deleted_because == "consent"


def test_deleting_where_there_is_no_sound_says_nothing(interview):
    assert delete_sound(interview=interview, because=Reason.WITHDRAWAL)
    assert events(interview) == []


def test_what_a_crash_left_without_a_row_goes_too(interview, reviewer, media):
    recording = make_recording(interview, reviewer)
    recording.slices.filter(number=2).delete()
    assert delete_sound(interview=interview, because=Reason.REVIEWER, by=reviewer)
    assert files(media) == []


@pytest.mark.parametrize(("storage", "left"), [(WillNotDelete, None), (OnlySaysSo, 3)])
def test_a_storage_that_fails_leaves_the_row_unmarked(interview, reviewer, settings, storage, left):
    recording = make_recording(interview, reviewer)
    use_storage(settings, storage)
    assert not delete_sound(interview=interview, because=Reason.CONSENT, by=reviewer)
    recording.refresh_from_db()
    assert (recording.deleted_at, recording.deleted_because) == (None, "consent")
    assert len(files(settings.MEDIA_ROOT)) == 3
    detail = {"interview": 7, "reason": "consent", "files_left": left}
    assert events(interview) == [("sound.not_deleted", reviewer, detail)]


def test_a_crash_between_file_and_row_is_finished_by_the_next_run(interview, reviewer, media):
    recording = make_recording(interview, reviewer)
    Recording.objects.update(deleted_because=Reason.RETENTION)
    default_storage.delete(recording.slices.get(number=0).file)
    assert delete_sound(interview=interview, because=Reason.RETENTION)
    assert files(media) == []
    recording.refresh_from_db()
    assert recording.deleted_at is not None
    assert [(verb, detail["slices"]) for verb, _, detail in events(interview)] == [
        ("sound.deleted", 3)
    ]
    assert RecordingSlice.objects.exclude(file="").count() == 0


# --- The sweep -------------------------------------------------------------------------------

A_DAY = timedelta(days=1)


@pytest.fixture
def recording(interview, reviewer):
    """Recorded 200 days ago."""
    recording = make_recording(interview, reviewer)
    Recording.objects.update(created_at=timezone.now() - 200 * A_DAY)
    return recording


def reasons():
    return list(Recording.objects.order_by("pk").values_list("deleted_because", flat=True))


@pytest.mark.parametrize(("days", "is_deleted"), [(89, False), (91, True)])
def test_sweep_deletes_what_was_kept_long_enough(recording, review, media, days, is_deleted):
    ReportFactory(review=review, released=True, released_at=timezone.now() - days * A_DAY)
    assert sweep_sound() == is_deleted
    assert reasons() == (["retention"] if is_deleted else [""])
    assert len(files(media)) == (0 if is_deleted else 3)


def test_sweep_counts_from_the_latest_release(recording, review):
    for days in (150, 10):
        ReportFactory(review=review, released=True, released_at=timezone.now() - days * A_DAY)
    assert sweep_sound() == 0


def test_sweep_counts_from_the_recording_where_that_came_later(recording, review):
    ReportFactory(review=review, released=True, released_at=timezone.now() - 150 * A_DAY)
    Recording.objects.update(created_at=timezone.now() - 10 * A_DAY)
    assert sweep_sound() == 0


def test_sweep_keeps_the_hubs_number_of_days(recording, review):
    HubSettings.objects.create(pk=1, audio_kept_days=7)
    ReportFactory(review=review, released=True, released_at=timezone.now() - 8 * A_DAY)
    assert sweep_sound() == 1


def test_sweep_keeps_sound_of_a_review_without_a_released_report(recording, review):
    ReportFactory(review=review, ready=True)
    assert sweep_sound() == 0
    assert reasons() == [""]


def test_sweep_leaves_other_reviews_alone(recording, reviewer, review):
    other = InterviewFactory()
    kept = make_recording(other, reviewer)
    ReportFactory(review=review, released=True, released_at=timezone.now() - 100 * A_DAY)
    ReportFactory(review=other.review, released=True, released_at=timezone.now() - 10 * A_DAY)
    assert sweep_sound() == 1
    kept.refresh_from_db()
    assert kept.deleted_because == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"withdrawn_at": timezone.now()}, "withdrawal"),
        ({"consent_to_record": False, "consent_to_record_on": timezone.now().date()}, "consent"),
    ],
)
def test_sweep_catches_what_should_have_been_deleted_at_once(
    recording, interview, media, change, reason
):
    Participant.objects.update(**change)
    assert sweep_sound() == 1
    assert (reasons(), files(media)) == ([reason], [])
    assert [(verb, by) for verb, by, _ in events(interview)] == [("sound.deleted", None)]


def test_sweep_keeps_sound_of_somebody_who_has_not_been_asked(recording, interview):
    interview.participants.update(consent_to_record=False)
    assert sweep_sound() == 0


def test_sweep_tries_again_what_the_storage_did_not_delete(
    recording, interview, reviewer, settings, media
):
    storages = settings.STORAGES
    use_storage(settings, WillNotDelete)
    delete_sound(interview=interview, because=Reason.REVIEWER, by=reviewer)
    assert sweep_sound() == 0
    assert len(files(media)) == 3
    settings.STORAGES = storages
    assert sweep_sound() == 1
    assert (reasons(), files(media)) == (["reviewer"], [])
    assert [verb for verb, _, _ in events(interview)] == [
        "sound.not_deleted",
        "sound.not_deleted",
        "sound.deleted",
    ]
    assert sweep_sound() == 0


@pytest.mark.parametrize("n_interviews", [1, 3])
def test_sweep_looks_with_the_same_queries(
    review, reviewer, n_interviews, django_assert_num_queries
):
    for _ in range(n_interviews):
        make_recording(InterviewFactory(review=review), reviewer)
    with django_assert_num_queries(7):
        sweep_sound()


def test_orphans_go_after_a_day(recording, media):
    lost = recording.slices.get(number=2)
    names = {each.number: media / each.file for each in recording.slices.all()}
    lost.delete()
    assert delete_orphans() == 0
    for path in names.values():
        os.utime(path, (0, 0))
    assert delete_orphans() == 1
    assert files(media) == sorted([names[0], names[1]])


def test_orphans_of_recordings_deleted_or_unknown_go(recording, interview, reviewer, media):
    unknown = make_recording(interview, reviewer)
    for path in files(media):
        os.utime(path, (0, 0))
    unknown.delete()
    Recording.objects.update(deleted_at=timezone.now(), deleted_because="consent")
    assert delete_orphans() == 6
    assert files(media) == []


def test_orphans_where_nothing_was_ever_stored(db):
    assert delete_orphans() == 0


def test_tasks_run_the_sweeps(recording, review, media, settings):
    ReportFactory(review=review, released=True, released_at=timezone.now() - 100 * A_DAY)
    scheduled = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {tasks.sweep_sound.name, tasks.delete_orphans.name} <= scheduled
    tasks.sweep_sound.apply()
    tasks.delete_orphans.apply()
    assert files(media) == []
