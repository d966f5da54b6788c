"""What the recording page sends, checked before it reaches an action."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from interviews.actions.recording import SegmentContent

Count = Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)]


NOT_UNDERSTOOD = "This page and the server do not understand each other. Reload the page"


class SegmentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One save of one segment. `author` is the user whose words these are."""

    author: int
    base: Count
    kind: Literal["speech", "question", "note"]
    stage: str
    speaker: str
    text: str
    start_ms: Count | None = None
    deleted: bool = False
    after: UUID | None = None
    elapsed_ms: Count = 0

    def content(self) -> SegmentContent:
        return SegmentContent(
            kind=self.kind,
            stage=self.stage,
            speaker=self.speaker,
            text=self.text,
            start_ms=self.start_ms,
            deleted=self.deleted,
        )


def read_segment(body: bytes) -> SegmentBody:
    """The body of a save. Raises ValueError, with words for the writer, when it is none."""
    try:
        return msgspec.json.decode(body, type=SegmentBody)
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        raise ValueError(NOT_UNDERSTOOD) from error
