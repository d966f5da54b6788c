"""Taking in recorded sound, slice by slice, as it comes from a device.

What a device sends twice is stored once, and what is stored is never overwritten. The audit log
says when a recording began, not when each slice came.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Sum

from adoption_reviews import audit
from interviews import sound_store, webm
from interviews.actions.recording import start_interview
from interviews.models import Interview, Recording, RecordingSlice
from interviews.queries.capturing import NotRecorded, Obstacle, why_not_recorded

LARGEST_SLICE = 2_000_000  # bytes; a few seconds of speech are 15,000
LONGEST_SLICE = 60_000  # ms; a device that slept in mid-slice may send more than it should
LONGEST_SOUND = 6 * 60 * 60 * 1000  # ms that one reviewer records of one interview

WEBM = "audio/webm"

# What browsers record, and how a file of it begins: (offset, bytes).
SIGNATURES = {
    WEBM: (0, b"\x1a\x45\xdf\xa3"),
    "audio/ogg": (0, b"OggS"),
    "audio/mp4": (4, b"ftyp"),
}
CODECS = re.compile(r"(;codecs=(opus|mp4a\.40\.\d{1,2}))?")


class SliceRefused(ValueError):
    """What was sent cannot be a slice of sound; the message says why, for the reviewer."""


class SliceDamaged(SliceRefused):
    """The bytes are not those that were sent: sending them again may help."""


class RecordingElsewhere(LookupError):
    """The id belongs to a recording of another interview, or of another reviewer."""


class OtherSound(Exception):
    """Other bytes are stored under this number; they stay."""


class SoundNotAllowed(Exception):
    """The interview may not be recorded, or its sound was deleted."""

    def __init__(self, reason: NotRecorded):
        super().__init__(reason.words)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A few seconds of sound and where they belong. Times in ms, `start_ms` since the interview
    began; `sha256` is that of `data` as the device knows it, in hexadecimal digits."""

    number: int  # from 0
    start_ms: int
    duration_ms: int
    content_type: str
    sha256: str
    data: bytes


def store_slice(
    *,
    interview: Interview,
    recording_id: UUID,
    recording_start_ms: int,
    sound: Sound,
    by,
    elapsed_ms: int = 0,
) -> RecordingSlice:
    """Store one slice; the first to come of a recording, whichever it is, begins its row.

    Slices may come in any order and again. Those of a completed interview are taken too: they may
    have waited on a device. `elapsed_ms`: see `save_segment`.

    Raises SliceRefused, SliceDamaged, RecordingElsewhere, OtherSound, SoundNotAllowed; then
    nothing was stored.
    """
    _check(sound)
    # In three steps, so that the file is not written while the database waits, and every file
    # belongs to a row by which it is found when the sound is to be deleted.
    recording = _begin(
        interview=interview,
        recording_id=recording_id,
        start_ms=recording_start_ms,
        sound=sound,
        elapsed_ms=elapsed_ms,
        by=by,
    )
    stored = _stored(recording, sound)
    if stored:
        return stored
    name = sound_store.store_slice(recording, sound.number, sound.data)
    try:
        return _add(recording, sound, name)
    except (SliceRefused, OtherSound, SoundNotAllowed):
        sound_store.delete_slice(name)
        raise


@transaction.atomic
def stop_recording(*, interview: Interview, recording_id: UUID, n_slices: int, by) -> Recording:
    """Note how many slices the recording has, so that what never came is known to be missing.

    Raises RecordingElsewhere, also when no slice of it ever came.
    """
    recording = Recording.objects.select_for_update().filter(pk=recording_id).first()
    if recording is None:
        raise RecordingElsewhere
    _check_owner(recording, interview, by)
    last = recording.slices.aggregate(last=Max("number"))["last"]
    there = 0 if last is None else last + 1
    recording.n_slices = max(n_slices, there, recording.n_slices or 0)
    recording.save(update_fields=["n_slices"])
    return recording


def _check(sound: Sound) -> None:
    if not sound.data:
        raise SliceRefused("There is no sound in this slice")
    if len(sound.data) > LARGEST_SLICE:
        raise SliceRefused(f"A slice of sound has {LARGEST_SLICE:,} bytes at most")
    if sound.duration_ms > LONGEST_SLICE:
        raise SliceRefused(f"A slice of sound lasts {LONGEST_SLICE // 1000} seconds at most")
    if sha256(sound.data).hexdigest() != sound.sha256:
        raise SliceDamaged("The sound was damaged on its way")
    kind, codecs = re.fullmatch(r"([^;]*)(.*)", sound.content_type, re.DOTALL).groups()
    if kind not in SIGNATURES or not CODECS.fullmatch(codecs):
        raise SliceRefused("This is no kind of sound that browsers record")
    offset, signature = SIGNATURES[kind]
    if sound.number == 0 and not sound.data.startswith(signature, offset):
        raise SliceRefused("This is not the beginning of a recording")


@transaction.atomic
def _begin(*, interview, recording_id, start_ms, sound: Sound, elapsed_ms, by) -> Recording:
    # One at a time in each interview, so that two first slices at once begin one recording.
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    recording = Recording.objects.filter(pk=recording_id).first()
    if recording is not None:
        _check_owner(recording, interview, by)
        _check_allowed(recording)
        if recording.content_type != sound.content_type:
            raise SliceRefused("This is another kind of sound than the recording began with")
        return recording
    reason = why_not_recorded(interview)
    if reason:
        raise SoundNotAllowed(reason)
    recording = Recording.objects.create(
        pk=recording_id,
        interview=interview,
        content_type=sound.content_type,
        start_ms=start_ms,
        by=by,
    )
    start_interview(interview, elapsed_ms, by)
    audit.record(
        by=by,
        verb="recording.started",
        on=recording,
        review=interview.review,
        interview=interview.number,
    )
    return recording


def _check_owner(recording: Recording, interview: Interview, by) -> None:
    if (recording.interview_id, recording.by_id) != (interview.pk, by.pk):
        raise RecordingElsewhere


def _check_allowed(recording: Recording) -> None:
    reason = why_not_recorded(recording.interview)
    if recording.deleted_because:
        reason = NotRecorded(Obstacle.DELETED, "The sound of this interview was deleted.")
    if reason:
        raise SoundNotAllowed(reason)


def _stored(recording: Recording, sound: Sound) -> RecordingSlice | None:
    stored = recording.slices.filter(number=sound.number).first()
    if stored and stored.sha256 != sound.sha256:
        raise OtherSound
    return stored


@transaction.atomic
def _add(recording: Recording, sound: Sound, name: str) -> RecordingSlice:
    # Whoever takes a consent back changes a participant's row, and whoever deletes sound changes
    # the recording's: both wait for this, or this for them.
    list(recording.interview.participants.select_for_update().order_by("pk"))
    recording = Recording.objects.select_for_update().get(pk=recording.pk)
    stored = _stored(recording, sound)
    if stored:
        return stored
    _check_allowed(recording)
    mine = RecordingSlice.objects.filter(
        recording__interview=recording.interview_id, recording__by=recording.by_id
    )
    length = mine.aggregate(sum=Sum("duration_ms"))["sum"] or 0
    if length + sound.duration_ms > LONGEST_SOUND:
        raise SliceRefused("This interview has six hours of your sound, the most that is kept")
    cluster = webm.first_cluster(sound.data) if sound.content_type.startswith(WEBM) else None
    return RecordingSlice.objects.create(
        recording=recording,
        number=sound.number,
        start_ms=sound.start_ms,
        duration_ms=sound.duration_ms,
        size=len(sound.data),
        sha256=sound.sha256,
        file=name,
        cluster_at=cluster.at if cluster else None,
        cluster_ms=cluster.ms if cluster else None,
    )
