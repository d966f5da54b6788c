"""Sound that is deleted is gone, and is known to be."""

import pytest
from django.core.files.storage import FileSystemStorage, default_storage

from adoption_reviews.models import AuditEvent
from interviews.actions.sound import delete_sound
from interviews.models import Recording, RecordingSlice, Transcription
from tests.factories.interviews import InterviewFactory
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
    return sorted(path for path in folder.rglob("*") if path.is_file())


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
