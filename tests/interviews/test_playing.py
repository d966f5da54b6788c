"""Slices put together: every byte that came, in order, and silence where some are missing."""

import random
import struct
from itertools import pairwise

import pytest

from interviews import sound_store, webm
from interviews.byte_ranges import NotThere, asked_for
from interviews.playing import sound_file
from tests.factories.interviews import InterviewFactory
from tests.factories.sound import BLOCK_MS, SLICE_MS, make_recording, recorder_slices

QUIET = webm.QUIET


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def make(review, reviewer):
    """A function: a recording of these slices."""
    interview = InterviewFactory(review=review, number=1)
    return lambda slices, **fields: make_recording(interview, reviewer, slices=slices, **fields)


def whole(recording) -> bytes:
    file = sound_file(recording)
    data = b"".join(file.read(0, file.size))
    assert len(data) == file.size
    return data


def elements(data: bytes):
    """(id, place, body) of every element, those inside segments and clusters too. All bytes of
    `data` belong to one, but perhaps the first byte of one that the end cuts off."""
    inside = {0x18538067, 0x1F43B675, 0x1C53BB6B, 0xBB, 0xB7}
    at = 0
    while at < len(data) - 1:
        n_id = 9 - data[at].bit_length()
        identity = int.from_bytes(data[at : at + n_id])
        n_length = 9 - data[at + n_id].bit_length()
        length = int.from_bytes(data[at + n_id : at + n_id + n_length]) & (1 << 7 * n_length) - 1
        body = at + n_id + n_length
        assert identity in inside or body + length <= len(data), f"cut off at {at}"
        yield identity, at, b"" if identity in inside else data[body : body + length]
        at = body if identity in inside else body + length


def blocks(data: bytes) -> list[tuple[int, bytes]]:
    """(ms, sound) of every block."""
    found, base = [], 0
    for identity, _, body in elements(data):
        if identity == webm.TIMECODE:
            base = int.from_bytes(body)
        elif identity == webm.SIMPLE_BLOCK:
            found.append((base + int.from_bytes(body[1:3], signed=True), body[4:]))
    return found


def test_slices_that_are_all_there_are_played_as_they_came(make):
    slices = recorder_slices(4)
    came = b"".join(slices.values())
    played = whole(make(slices))
    assert played.endswith(came[len(webm.PLAIN_HEAD) :])
    assert blocks(played) == blocks(came)


def test_head_says_how_long_it_is_and_where_each_cluster_begins(make):
    data = whole(make(recorder_slices(4)))
    info = [body for identity, _, body in elements(data) if identity == webm.INFO]
    duration = info[0][info[0].index(bytes.fromhex("4489")) + 10 :]
    assert float(4 * SLICE_MS) == struct.unpack(">d", duration)[0]
    segment = next(place for identity, place, _ in elements(data) if identity == webm.SEGMENT) + 12
    clusters = [place - segment for identity, place, _ in elements(data) if identity == 0x1F43B675]
    times = [int.from_bytes(body) for identity, _, body in elements(data) if identity == 0xB3]
    places = [int.from_bytes(body) for identity, _, body in elements(data) if identity == 0xF1]
    assert times == [0, 5000, 10000, 15000]
    assert places == clusters


@pytest.mark.parametrize("seed", range(30))
def test_slices_missing_anywhere_leave_a_file_that_plays_to_its_end(make, seed):
    chance = random.Random(seed)
    n_slices = chance.randint(2, 12)
    slices = recorder_slices(n_slices, seed=seed)
    missing = {number for number in range(n_slices) if chance.random() < 0.3}
    there = {number: data for number, data in slices.items() if number not in missing}
    if not there:
        return
    played = blocks(whole(make(there)))
    times = [ms for ms, _ in played]
    assert times == sorted(set(times))
    steps = {later - earlier for earlier, later in pairwise(times)}
    assert max(steps, default=0) < 2 * webm.QUIET_MS  # silence fills what is missing
    said = {sound for _, sound in played} - {QUIET}
    came = {number: {sound for _, sound in sounds} for number, sounds in by_slice(slices).items()}
    # At most the block that a cut went through is lost beside a gap.
    for number in there:
        assert len(came[number] - said) <= (number + 1 in missing) + (number - 1 in missing)
    for number in missing:
        assert len(came[number] & said) <= 1
    assert max(times) >= (max(there) + 1) * SLICE_MS - 3 * BLOCK_MS


@pytest.mark.parametrize("seed", range(10))
def test_slices_without_a_cluster_of_their_own_are_heard_where_nothing_is_missing(make, seed):
    slices = recorder_slices(9, seed=seed, cuts=["cluster", "first block", "block before"])
    came = blocks(b"".join(slices.values()))
    chance = random.Random(seed)
    gone = chance.randint(1, 7)
    del slices[gone]
    played = [(ms, sound) for ms, sound in blocks(whole(make(slices))) if sound != QUIET]
    assert [each for each in came if each in played] == played
    assert [each for each in played if each[0] < gone * SLICE_MS - BLOCK_MS] == [
        each for each in came if each[0] < gone * SLICE_MS - BLOCK_MS
    ]
    assert came[-1] in played


def by_slice(slices) -> dict[int, list]:
    """The blocks of each slice, by the time they are heard."""
    found = {number: [] for number in slices}
    for ms, sound in blocks(b"".join(slices.values())):
        found[ms // SLICE_MS].append((ms, sound))
    return found


def test_sound_behind_a_gap_is_heard_at_its_own_time(make):
    slices = recorder_slices(5)
    said = dict(blocks(b"".join(slices.values())))
    del slices[2]
    for ms, sound in blocks(whole(make(slices))):
        assert sound in (QUIET, said.get(ms))


def test_recording_of_another_kind_is_joined_as_it_came(make):
    recording = make({0: b"....ftyp one", 1: b"two", 3: b"four"}, content_type="audio/mp4")
    assert whole(recording) == b"....ftyp onetwofour"


def test_recording_that_is_no_webm_after_all_is_joined_as_it_came(make):
    assert whole(make({0: b"one", 1: b"two"})) == b"onetwo"


def test_slice_lost_by_the_storage_keeps_its_place(make):
    recording = make({0: b"one", 1: b"two", 2: b"three"}, content_type="audio/ogg")
    sound_store.delete_slice(recording.slices.get(number=1).file)
    assert whole(recording) == b"one\0\0\0three"


def test_tag_changes_with_every_slice_that_comes(make):
    recording = make({0: b"one", 2: b"three"})
    first = sound_file(recording).etag
    assert sound_file(recording).etag == first
    make_recording(recording.interview, recording.by, slices={0: b"one"})
    assert sound_file(recording).etag == first
    recording.slices.get(number=2).delete()
    assert sound_file(recording).etag != first


@pytest.mark.parametrize("seed", range(20))
def test_any_stretch_is_that_of_the_whole(make, seed):
    chance = random.Random(seed)
    slices = recorder_slices(6, seed=seed)
    del slices[chance.randint(1, 5)]
    file = sound_file(make(slices))
    data = b"".join(file.read(0, file.size))
    for _ in range(50):
        start, end = sorted(chance.choices(range(file.size + 1), k=2))
        assert b"".join(file.read(start, end)) == data[start:end]


@pytest.mark.parametrize(
    ("header", "stretch"),
    [
        ("bytes=0-", (0, 100)),
        ("bytes=0-0", (0, 1)),
        ("bytes=99-99", (99, 100)),
        ("bytes=10-19", (10, 20)),
        ("bytes=10-1000", (10, 100)),
        ("bytes=-1", (99, 100)),
        ("bytes=-1000", (0, 100)),
        ("bytes=20-10", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("bytes=a-b", None),
        ("bytes=٣-", None),
        ("lines=0-1", None),
        ("", None),
    ],
)
def test_range_asked_for(header, stretch):
    assert asked_for(header, 100) == stretch


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_range_outside_the_file(header):
    with pytest.raises(NotThere):
        asked_for(header, 100)


@pytest.mark.parametrize(
    "data", [b"", b"\x1f", b"\x43\xb6\x75", b"\x1f\x43\xb6\x75\x01", b"\0" * 9]
)
def test_bytes_without_a_cluster(data):
    assert webm.first_cluster(data) is None
    with pytest.raises(webm.NotWebM):
        webm.walk(data)


@pytest.mark.parametrize("seed", range(50))
def test_bytes_of_any_kind_are_looked_through_without_harm(seed):
    chance = random.Random(seed)
    data = bytearray(recorder_slices(2, seed=seed)[1])
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        found = webm.walk(bytes(data))
    except webm.NotWebM:
        return
    assert 0 <= found.end <= len(data)
