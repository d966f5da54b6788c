"""What the recording page sends, checked before it reaches an action."""

from typing import Annotated, Literal, TypeVar
from uuid import UUID

import msgspec

from interviews.actions.recording import SegmentContent

Count = Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)]


NOT_UNDERSTOOD = "This page and the server do not understand each other. Reload the page"


class ContentBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a segment is to say. `author` is the user whose words these are; `base` the segment's
    version that they were made from.
    """

    author: int
    base: Count
    kind: Literal["speech", "question", "note"]
    stage: str
    speaker: str
    text: str
    question: str = ""
    start_ms: Count | None = None
    deleted: bool = False

    def content(self) -> SegmentContent:
        return SegmentContent(
            kind=self.kind,
            stage=self.stage,
            question=self.question,
            speaker=self.speaker,
            text=self.text,
            start_ms=self.start_ms,
            deleted=self.deleted,
        )


class SegmentBody(ContentBody):
    """One save of one segment."""

    after: UUID | None = None
    elapsed_ms: Count = 0
    settles: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=100)] = ()


class RivalBody(ContentBody):
    """One save of a version that waits beside a segment."""


Body = TypeVar("Body", bound=ContentBody)


def read_body(kind: type[Body], body: bytes) -> Body:
    """What was sent. Raises ValueError, with words for the writer, when it is not that."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        raise ValueError(NOT_UNDERSTOOD) from error


class Since(msgspec.Struct):
    """What a page says when it asks for changes."""

    since: int | None = None  # the revision it has seen
    open: UUID | None = None  # the segment that is being written in


def read_since(query) -> Since:
    """From the address; what cannot be read counts as not said."""
    try:
        return msgspec.convert(query.dict(), Since, strict=False)
    except msgspec.ValidationError:
        return Since()
