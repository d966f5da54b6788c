"""How an answer that was sent meets the one that is kept: the same for ratings and questions."""

from collections.abc import Callable
from enum import Enum

from django.core.exceptions import ValidationError

MADE_FOR_ANOTHER = "This page does not belong to this self-rating. Load it again."


class Meeting(Enum):
    """What is to be done with what was sent."""

    NOTHING = "it says what stands there"
    UNTOUCHED = "its writer changed nothing, and somebody else did meanwhile"
    WRITE = "it was made from what stands there"
    CONFLICT = "somebody else changed the answer meanwhile"


def meet(
    *, sent, base_version: int, stands, version: int, said_at: Callable[[int], object]
) -> Meeting:
    """`sent` was made from `base_version` (0: nothing there yet); `stands` is kept at `version`.

    `said_at(version)`: what an earlier version said, asked only when it is needed. Raises
    ValidationError for a version that never was.
    """
    if not 0 <= base_version <= version:
        raise ValidationError(MADE_FOR_ANOTHER)
    if sent == stands:
        return Meeting.NOTHING
    if base_version == version:
        return Meeting.WRITE
    return Meeting.UNTOUCHED if sent == said_at(base_version) else Meeting.CONFLICT
