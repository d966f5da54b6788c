"""Settling where two coders differ. The audit log names codes and ids, never words."""

from enum import StrEnum

from django.db import transaction

from adoption_reviews import audit
from interviews.models import Interview, SecondCoding, Settlement
from reports.agreement.differences import Kind
from reports.queries.agreement import Difference, codes_of, side_by_side


class Outcome(StrEnum):
    """What counts as evidence of a difference."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"
    NEITHER = "neither"


OUTCOMES = {
    Kind.ONLY_FIRST: (Outcome.FIRST, Outcome.NEITHER),
    Kind.ONLY_SECOND: (Outcome.SECOND, Outcome.NEITHER),
}


class NothingToSettle(Exception):
    """There is no such difference, or not any more: a mark was changed or removed meanwhile."""


def outcomes_of(kind: Kind) -> tuple[Outcome, ...]:
    return OUTCOMES.get(kind, tuple(Outcome))


@transaction.atomic
def settle_difference(
    *, second: SecondCoding, coding: int, outcome: Outcome, note: str, by
) -> Difference:
    """Say what counts of the difference that `coding`, an id, belongs to. May be said anew later.

    Every coding in it then counts or not. Raises NothingToSettle; ValueError without a note or
    for an outcome that the difference cannot have.
    """
    Interview.objects.select_for_update().get(pk=second.interview_id)
    found = difference_with(second, coding)
    if found is None:
        raise NothingToSettle
    if not note.strip() or outcome not in outcomes_of(found.kind):
        raise ValueError(outcome)
    sides = [
        (found.first, outcome in (Outcome.FIRST, Outcome.BOTH)),
        (found.second, outcome in (Outcome.SECOND, Outcome.BOTH)),
    ]
    for side, counts in sides:
        for each in side:
            each.coding.counts = counts
            each.coding.save(update_fields=["counts"])
            Settlement.objects.update_or_create(
                coding=each.coding, defaults={"counts": counts, "note": note.strip(), "by": by}
            )
    interview = second.interview
    audit.record(
        by=by,
        verb="coding.settled",
        on=interview,
        review=interview.review,
        interview=interview.number,
        framework=found.code.framework_ref,
        code=found.code.code,
        codings=[each.pk for each in found.codings],
        outcome=str(outcome),
    )
    return found


def difference_with(second: SecondCoding, coding: int) -> Difference | None:
    """The difference that a coding belongs to, if that is one."""
    compared = side_by_side(second, codes_of(second.interview.review))
    found = (each for each in compared.differences if coding in [c.pk for c in each.codings])
    difference = next(found, None)
    return None if difference is None or difference.kind is Kind.AGREED else difference
