"""A recording's slices as one file that a browser plays: its bytes, and any stretch of them.

Nothing is put together on disk: a list says which bytes come from which slice, and a request for a
stretch reads only the slices it touches. See `webm` for what is put before and between them.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from interviews import sound_store, webm
from interviews.models import Recording, RecordingSlice

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of the file: `data`, or those of the slice stored as `name` from `skip` on."""

    length: int
    data: bytes = b""
    name: str = ""
    skip: int = 0


@dataclass(frozen=True, slots=True)
class SoundFile:
    pieces: list[Piece]
    size: int  # bytes
    etag: str  # quoted; another one whenever the bytes are others

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to but not `end`, a slice at a time."""
        position = 0
        for piece in self.pieces:
            first, last = max(start - position, 0), min(end - position, piece.length)
            if first < last:
                yield _bytes(piece)[first:last]
            position += piece.length
            if position >= end:
                return


def _bytes(piece: Piece) -> bytes:
    if not piece.name:
        return piece.data
    try:
        data = sound_store.read_slice(piece.name)
    except FileNotFoundError:
        # Deleted in this moment, or lost by the storage: the rest still plays.
        logger.warning("A slice of sound is not in the storage: %s", piece.name)
        data = b""
    return data[piece.skip : piece.skip + piece.length].ljust(piece.length, b"\0")


def sound_file(recording: Recording) -> SoundFile:
    """The recording as one file. One query; reads the slices beside a gap and the first one."""
    slices = list(recording.slices.order_by("number"))
    pieces = [_piece(each) for each in slices]
    if recording.content_type.startswith("audio/webm"):
        try:
            pieces = _webm(slices)
        except webm.NotWebM:
            logger.warning("Recording %s is played as it came", recording.pk)
    known = "".join(f"{each.number} {each.sha256}\n" for each in slices)
    return SoundFile(
        pieces=pieces,
        size=sum(each.length for each in pieces),
        etag=f'"{sha256(known.encode()).hexdigest()[:32]}"',
    )


def _piece(each: RecordingSlice, skip: int = 0) -> Piece:
    return Piece(length=each.size - skip, name=each.file, skip=skip)


def _webm(slices: list[RecordingSlice]) -> list[Piece]:
    """Head, slices, and silence where some are missing. Raises NotWebM."""
    head = webm.PLAIN_HEAD
    body, size, clusters = [], 0, []
    run, last = [], None  # the slices since one with a cluster; the latest
    for each in slices:
        has_cluster = each.cluster_at is not None
        at = each.cluster_at
        if each.number == 0:
            head = webm.head_of(sound_store.read_slice(each.file))
            body, at = [_piece(each, skip=each.cluster_at or 0)], 0
        elif last and last.number + 1 == each.number:
            body.append(_piece(each))
        elif has_cluster:
            quiet_from = _cut(body, run) if run else 0
            size = sum(piece.length for piece in body)
            quiet = webm.silence(quiet_from, each.cluster_ms)
            begun = webm.CLUSTER[: max(-each.cluster_at, 0)]
            body += [Piece(length=len(data), data=data) for data in (quiet, begun) if data]
            body.append(_piece(each, skip=max(each.cluster_at, 0)))
            at = len(quiet)
        else:
            continue  # behind a gap nothing can be heard until a cluster begins
        if has_cluster:
            clusters.append((each.cluster_ms, size + at))
        size = sum(piece.length for piece in body)
        run = [each] if has_cluster else [*run, each]
        last = each
    if not clusters:
        raise webm.NotWebM("There is no cluster")
    duration_ms = clusters[-1][0] + sum(each.duration_ms for each in run)
    head = webm.new_head(head, duration_ms=duration_ms, clusters=clusters)
    return [Piece(length=len(head), data=head), *body]


def _cut(body: list[Piece], run: list[RecordingSlice]) -> int:
    """Take the element that was begun before a gap off the end; where the sound ends, in ms.

    `run`: the slices at the end of `body`, from one with a cluster on.
    """
    data = b"".join(_bytes(_piece(each)) for each in run)
    whole = webm.walk(data)
    surplus = len(data) - whole.end
    while surplus:
        piece = body.pop()
        if piece.length > surplus:
            body.append(replace(piece, length=piece.length - surplus))
        surplus = max(surplus - piece.length, 0)
    return whole.end_ms
