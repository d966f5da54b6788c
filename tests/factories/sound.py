"""Recordings with files in the storage; the bytes are made up unless given."""

import random
from hashlib import sha256

from interviews.models import Recording, RecordingSlice
from interviews.sound_store import store_slice

SLICE_MS = 5000


def slice_bytes(number: int, size: int = 1000) -> bytes:
    return random.Random(number).randbytes(size)


def make_recording(interview, by, *, slices=(0, 1, 2), start_ms=0, n_slices=None, **fields):
    """A recording of five-second slices with these numbers, or bytes by number; start_ms is its
    place in the interview."""
    if not isinstance(slices, dict):
        slices = {number: slice_bytes(number) for number in slices}
    recording = Recording.objects.create(
        interview=interview,
        content_type=fields.pop("content_type", "audio/webm;codecs=opus"),
        start_ms=start_ms,
        n_slices=n_slices,
        by=by,
        **fields,
    )
    for number, data in slices.items():
        RecordingSlice.objects.create(
            recording=recording,
            number=number,
            start_ms=start_ms + number * SLICE_MS,
            duration_ms=SLICE_MS,
            size=len(data),
            sha256=sha256(data).hexdigest(),
            file=store_slice(recording, number, data),
        )
    return recording
