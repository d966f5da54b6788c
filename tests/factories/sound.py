"""Recordings with files in the storage; the bytes are made up unless given."""

import random
from hashlib import sha256

from interviews import webm
from interviews.models import Recording, RecordingSlice
from interviews.sound_store import store_slice

SLICE_MS = 5000
BLOCK_MS = 60


def slice_bytes(number: int, size: int = 1000) -> bytes:
    return random.Random(number).randbytes(size)


USUAL_CUTS = ["cluster", "cluster", "block before"]


def recorder_slices(n_slices: int, *, seed: int = 0, cuts=USUAL_CUTS) -> dict[int, bytes]:
    """Slices as Chromium's recorder cuts them, by number; what is said in them is made up.

    A cluster of unknown length for each slice, and cuts that fall a byte into an element: the
    "cluster", the "block before" it or the "first block" in it.
    """
    chance = random.Random(seed)
    stream, edges, latest = webm.PLAIN_HEAD, [0], 0  # latest: where the last block begins
    for number in range(n_slices):
        where = chance.choice(cuts)
        if number:
            edges.append((latest if where == "block before" else len(stream)) + 1)
        stream += webm.CLUSTER + webm.UNKNOWN_LENGTH
        stream += b"\xe7\x84" + (number * SLICE_MS).to_bytes(4)
        if number and where == "first block":
            edges[-1] = len(stream) + 1
        for time in range(0, SLICE_MS - BLOCK_MS + 1, BLOCK_MS):
            latest = len(stream)
            sound = b"\xfb\x83" + chance.randbytes(chance.randint(20, 200))
            body = b"\x81" + time.to_bytes(2) + b"\x80" + sound
            stream += b"\xa3" + (len(body) | 0x4000).to_bytes(2) + body
    edges.append(len(stream))
    return {number: stream[edges[number] : edges[number + 1]] for number in range(n_slices)}


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
        add_slice(recording, number, data)
    return recording


def add_slice(recording, number, data, *, start_ms=None, duration_ms=SLICE_MS):
    cluster = webm.first_cluster(data)
    return RecordingSlice.objects.create(
        recording=recording,
        number=number,
        start_ms=recording.start_ms + number * SLICE_MS if start_ms is None else start_ms,
        duration_ms=duration_ms,
        size=len(data),
        sha256=sha256(data).hexdigest(),
        file=store_slice(recording, number, data),
        cluster_at=cluster.at if cluster else None,
        cluster_ms=cluster.ms if cluster else None,
    )
