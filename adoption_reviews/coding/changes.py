"""What every change of a mark has in common."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from adoption_reviews import audit


class CodingRefused(ValueError):
    """What was asked for cannot be done; the message says why. `field` is the one to blame."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Done:
    """What a change did, for the page and for taking it back."""

    said: str  # in words
    passage: int  # its id; it may be gone now
    parts: frozenset[str]  # those that the passage begins in now, or began in
    back: dict  # what `undoing.undo` needs, in values that JSON can hold


def held(source):
    """The text, locked: it must not change between the check of the offsets and the passage."""
    locked = type(source).objects.select_for_update().get(pk=source.pk)
    locked.review = source.review
    return locked


def refuse_others(owner_id: int, by) -> None:
    """Raises PermissionDenied for what is not one's own."""
    if owner_id != by.pk:
        raise PermissionDenied("Only whoever marked it may change it")


def record(verb: str, source, coding, by, **detail) -> None:
    audit.record(
        by=by,
        verb=verb,
        on=coding,
        review=source.review,
        **source.audit_detail(),
        passage=coding.passage_id,
        framework=coding.framework_ref,
        code=coding.code,
        direction=coding.direction,
        **detail,
    )


def record_move(source, passage, by, **detail) -> None:
    audit.record(
        by=by,
        verb="passage.moved",
        on=passage,
        review=source.review,
        **source.audit_detail(),
        **detail,
    )
