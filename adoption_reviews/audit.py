"""The one function that writes audit events."""

from adoption_reviews.models import AuditEvent


def record(*, by, verb, on=None, review=None, organisation=None, **detail):
    """Write one event inside the caller's transaction.

    `by` is a User, or None for work nobody asked for (the sweep). `verb` reads noun.done, e.g.
    "interview.started". `detail` holds JSON values: ids, counts, codes, old and new status;
    never a participant's name and never what anybody said.
    """
    return AuditEvent.objects.create(
        by=by,
        verb=verb,
        review=review,
        organisation=organisation or (review.organisation if review else None),
        object_type=on._meta.model_name if on is not None else "",
        object_id=str(on.pk) if on is not None else "",
        detail=detail,
    )
