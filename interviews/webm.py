"""Just enough of WebM to make what a browser's recorder wrote play like a file.

A recorder writes for a live stream: no duration, no index, clusters of unknown length, and it cuts
its slices wherever its buffer was, often a byte into an element. Played as it is, such a file has
no length, cannot be searched, and stops or slips where a slice is missing. So the sound is served
with a new head (duration, an index of clusters) and, where something is missing, with a cluster of
silence of the same length, so that times stay true. The words of the speakers are not touched.

All times here are milliseconds of the recording's own clock (WebM's default scale).
"""

import struct
from dataclasses import dataclass

CLUSTER = bytes.fromhex("1f43b675")
EBML, SEGMENT, INFO, TRACKS = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B
TIMECODE, SIMPLE_BLOCK = 0xE7, 0xA3
UNKNOWN_LENGTH = bytes.fromhex("01ffffffffffffff")

LONGEST_MS = 24 * 60 * 60 * 1000
LONGEST_CLUSTER = 30_000  # a block's time within its cluster is a signed 16-bit number
QUIET_MS = 120
# Opus: six frames of 20 ms in one packet, each the shortest there is, which decodes to silence.
QUIET = b"\xfb\x06" + b"\xff\xfe" * 6

# As Chromium writes it for one channel of Opus: for a recording whose first slice is missing.
PLAIN_HEAD = bytes.fromhex(
    "1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffff"
    "ffff1549a966992ad7b1830f42404d80864368726f6d655741864368726f6d651654ae6bbfaebdd7810173c587a1"
    "0eaa786a3bb58381028686415f4f50555363a2934f707573486561640101000080bb0000000000e18db584473b80009f810162648120"
)


class NotWebM(ValueError):
    """The bytes do not begin like a WebM file of one Opus track."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where playing can begin: `at` counts from the beginning of the slice. Below 0, the
    cluster's first bytes ended the slice before."""

    at: int
    ms: int


def first_cluster(data: bytes) -> Cluster | None:
    """The first cluster in a slice; None when there is none."""
    for cut in range(1, len(CLUSTER)):
        if data.startswith(CLUSTER[cut:]):
            ms = _time(data, len(CLUSTER) - cut)
            if ms is not None:
                return Cluster(-cut, ms)
    found = data.find(CLUSTER)
    while found >= 0:
        ms = _time(data, found + len(CLUSTER))
        if ms is not None:
            return Cluster(found, ms)
        found = data.find(CLUSTER, found + 1)
    return None


def _time(data: bytes, after_id: int) -> int | None:
    """A cluster's time, which follows its length. Bytes of sound rarely look like that."""
    at = after_id + _number(data, after_id)[1]
    if data[at : at + 1] != bytes([TIMECODE]):
        return None
    n_bytes, length = _number(data, at + 1)
    at += 1 + length
    if n_bytes is None or at + n_bytes > len(data):
        return None
    ms = int.from_bytes(data[at : at + n_bytes])
    return ms if ms <= LONGEST_MS else None


@dataclass(frozen=True, slots=True)
class Whole:
    """What a slice holds from its first cluster on."""

    start_ms: int  # of its first block
    end_ms: int  # of its last whole block: when the next would begin
    end: int  # bytes up to the end of the last whole element


def walk(data: bytes) -> Whole:
    """Look through a slice that has a cluster. Raises NotWebM where none is found."""
    cluster = first_cluster(data)
    if cluster is None:
        raise NotWebM("There is no cluster")
    shift = max(-cluster.at, 0)
    data = CLUSTER[:shift] + data
    position, base, times = max(cluster.at, 0), 0, []
    end = position
    while position < len(data):
        identity, n_identity = _number(data, position, is_id=True)
        length, n_length = _number(data, position + n_identity)
        body = position + n_identity + n_length
        if identity is None or length is None:
            break
        if identity == int.from_bytes(CLUSTER):
            position = body
            continue
        if body + length > len(data):
            break
        if identity == TIMECODE:
            base = int.from_bytes(data[body : body + length])
        elif identity == SIMPLE_BLOCK:
            times.append(base + int.from_bytes(data[body + 1 : body + 3], signed=True))
            end = body + length
        position = body + length
    if not times:
        raise NotWebM("There is no sound")
    step = times[-1] - times[-2] if len(times) > 1 else 60
    return Whole(start_ms=times[0], end_ms=times[-1] + step, end=end - shift)


def _number(data: bytes, at: int, *, is_id: bool = False) -> tuple[int | None, int]:
    """The number of variable length at `at` and its length; None when it is cut off."""
    if at >= len(data) or data[at] == 0:
        return None, 1
    length = 9 - data[at].bit_length()
    if at + length > len(data):
        return None, length
    value = int.from_bytes(data[at : at + length])
    return (value if is_id else value & ((1 << 7 * length) - 1)), length


def head_of(first_slice: bytes) -> bytes:
    """What comes before the first cluster. Raises NotWebM for anything but one Opus track."""
    cluster = first_cluster(first_slice)
    head = first_slice[: cluster.at if cluster else 0]
    if int.from_bytes(head[:4]) != EBML or b"A_OPUS" not in head:
        raise NotWebM("This is no WebM with Opus")
    return head


def new_head(head: bytes, *, duration_ms: int, clusters: list[tuple[int, int]]) -> bytes:
    """The head with a duration and an index. `clusters`: their times, and their places counted
    from the end of the head. Raises NotWebM.
    """
    ebml, tracks = b"", b""
    position = 0
    while position < len(head):
        identity, n_identity = _number(head, position, is_id=True)
        length, n_length = _number(head, position + n_identity)
        if identity is None or length is None:
            raise NotWebM("The head is cut off")
        body = position + n_identity + n_length
        end = body if identity == SEGMENT else body + length
        if identity == EBML:
            ebml = head[position:end]
        elif identity == TRACKS:
            tracks = head[position:end]
        position = end
    info = _element(
        INFO,
        _element(0x2AD7B1, (1_000_000).to_bytes(3))
        + _element(0x4D80, b"adoption-reviews")
        + _element(0x5741, b"adoption-reviews")
        + _element(0x4489, struct.pack(">d", duration_ms)),
    )
    # Numbers in the index have a fixed width, so that its length is known before they are.
    before = len(info) + len(tracks) + len(_cues(clusters, 0))
    cues = _cues(clusters, before)
    return ebml + SEGMENT.to_bytes(4) + UNKNOWN_LENGTH + info + tracks + cues


def _cues(clusters, before: int) -> bytes:
    if not clusters:
        return b""
    points = [
        _element(
            0xBB,
            _element(0xB3, time.to_bytes(4))
            + _element(
                0xB7, _element(0xF7, b"\x01") + _element(0xF1, (before + place).to_bytes(6))
            ),
        )
        for time, place in clusters
    ]
    return _element(0x1C53BB6B, b"".join(points))


def silence(from_ms: int, to_ms: int) -> bytes:
    """Clusters of silence for that stretch; may end up to 120 ms before it does."""
    clusters = b""
    while to_ms - from_ms >= QUIET_MS:
        until = min(to_ms, from_ms + LONGEST_CLUSTER)
        blocks = [
            _element(SIMPLE_BLOCK, b"\x81" + (time - from_ms).to_bytes(2) + b"\x80" + QUIET)
            for time in range(from_ms, until - QUIET_MS + 1, QUIET_MS)
        ]
        time = _element(TIMECODE, from_ms.to_bytes(4))
        clusters += _element(int.from_bytes(CLUSTER), time + b"".join(blocks))
        from_ms += QUIET_MS * len(blocks)
    return clusters


def _element(identity: int, body: bytes) -> bytes:
    name = identity.to_bytes((identity.bit_length() + 7) // 8)
    return name + (len(body) | 1 << 56).to_bytes(8) + body
