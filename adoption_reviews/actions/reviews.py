"""Starting a round of review, and moving it on."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from adoption_reviews import audit
from adoption_reviews.actions.people import give_role
from adoption_reviews.models import Organisation, Review
from adoption_reviews.rated import newest_version
from adoption_reviews.roles import Role


@transaction.atomic
def start_review(*, organisation, by, starts_on=None, ends_on=None, reviewers=()) -> Review:
    """Open the organisation's next round, in planning, on today's framework versions.

    The organisation's row is locked, so that two rounds started at once get two numbers. Raises
    ValidationError for an organisation that has closed, and for a round planned for the same days
    already, as when a form is sent twice.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.is_closed:
        raise ValidationError(f"{organisation} has closed: no new review of it can be started")
    planned = organisation.reviews.filter(
        status=Review.Status.PLANNING, starts_on=starts_on, ends_on=ends_on
    ).first()
    if planned:
        raise ValidationError(f"Round {planned.round_number} is planned for these days already")
    latest = organisation.reviews.aggregate(latest=Max("round_number"))["latest"] or 0
    review = Review.objects.create(
        organisation=organisation,
        round_number=latest + 1,
        slug=f"{organisation.ods_code.lower()}-{latest + 1}",
        starts_on=starts_on,
        ends_on=ends_on,
        influences_ref=settings.INFLUENCES_FRAMEWORK,
        barriers_ref=settings.BARRIERS_FRAMEWORK,
        maturity_ref=newest_version(settings.MATURITY_FRAMEWORK),
    )
    audit.record(
        by=by, verb="review.started", on=review, review=review, round_number=review.round_number
    )
    for reviewer in reviewers:
        give_role(user=reviewer, role=Role.REVIEWER, review=review, by=by)
    return review


@transaction.atomic
def edit_review(*, review, status, starts_on, ends_on, by) -> Review:
    """Set a review's phase and dates. Each of the two that changes is recorded, old and new."""
    review = (
        Review.objects.select_for_update(of=["self"])
        .select_related("organisation")
        .get(pk=review.pk)
    )
    old_status, old_dates = review.status, [review.starts_on, review.ends_on]
    review.status, review.starts_on, review.ends_on = status, starts_on, ends_on
    review.full_clean()
    review.save()
    if status != old_status:
        audit.record(
            by=by, verb="review.moved", on=review, review=review, old=old_status, new=status
        )
    if [starts_on, ends_on] != old_dates:
        audit.record(
            by=by,
            verb="review.dates_changed",
            on=review,
            review=review,
            old=[_written(day) for day in old_dates],
            new=[_written(starts_on), _written(ends_on)],
        )
    return review


def _written(day):
    return day.isoformat() if day else None
