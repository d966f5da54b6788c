"""What a device says about the sound it sends, checked before it reaches an action."""

from typing import Annotated

import msgspec

from interviews.actions.capturing import Sound
from interviews.forms.recording import NOT_UNDERSTOOD, Count

Checksum = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class SliceQuery(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The query beside a slice's bytes. `author`: the user on whose device it was recorded."""

    author: int
    recording_start_ms: Count
    start_ms: Count
    duration_ms: Count
    sha256: Checksum
    elapsed_ms: Count = 0

    def sound(self, number: int, content_type: str, data: bytes) -> Sound:
        return Sound(
            number=number,
            start_ms=self.start_ms,
            duration_ms=self.duration_ms,
            content_type=content_type.replace(" ", "").lower(),
            sha256=self.sha256,
            data=data,
        )


class StoppedBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """That a recording has stopped, and after how many slices."""

    author: int
    n_slices: Count


def read_slice(query) -> SliceQuery:
    """Raises ValueError, with words for the reviewer, when the query says something else."""
    try:
        return msgspec.convert(query.dict(), SliceQuery, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(NOT_UNDERSTOOD) from error


def read_stopped(body: bytes) -> StoppedBody:
    """As `read_slice`, of a body in JSON."""
    try:
        return msgspec.json.decode(body, type=StoppedBody)
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        raise ValueError(NOT_UNDERSTOOD) from error
