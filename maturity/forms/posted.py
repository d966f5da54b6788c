"""One answer as the page's script sends it."""

from typing import Annotated

import msgspec
from django.core.exceptions import ValidationError

from maturity.actions import Change, ContextChange

Version = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


class Posted(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`person` is whom the page was made for, `framework` the framework@version that it was drawn
    on; a page or draft of long ago does not say."""

    base_version: Version
    person: int
    framework: str = ""


class PostedRating(Posted, kw_only=True):
    value: int | None
    not_applicable: bool
    explanation: str
    for_later: bool = False


class PostedWords(Posted, kw_only=True):
    words: str


def read_change(body: bytes, indicator: str) -> tuple[Change, Posted]:
    """The change in a JSON body, and all of the body. Raises ValidationError for anything else."""
    posted = _read(body, PostedRating)
    change = Change(
        indicator,
        posted.value,
        posted.not_applicable,
        posted.explanation,
        posted.base_version,
        posted.for_later,
    )
    return change, posted


def read_context_change(body: bytes, question: str) -> tuple[ContextChange, Posted]:
    """The same of a question."""
    posted = _read(body, PostedWords)
    return ContextChange(question, posted.words, posted.base_version), posted


def _read(body: bytes, kind: type):
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValidationError(f"This answer could not be read: {error}") from error
