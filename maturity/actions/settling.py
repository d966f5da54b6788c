"""Settling a rating: the trust's lead closes the talk about it, and may open it again."""

from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from maturity.actions.steps import lock_open
from maturity.models import Rating, SelfAssessment


class CannotSettle(Exception):
    """A rating that is not settled. The message says why and is fit to be shown."""


@transaction.atomic
def settle_rating(*, assessment: SelfAssessment, indicator: str, version: int, by) -> Rating:
    """Settle the answer to an indicator as `by` saw it, at `version`; settled ones stay as they
    are. Contributors do not change it any more. Raises CannotSettle and NotOpen.
    """
    assessment = lock_open(assessment)
    rating = assessment.ratings.filter(indicator=indicator).first()
    if rating is None or (rating.value is None and not rating.is_not_applicable):
        raise CannotSettle("Nobody has answered this yet, so there is nothing to settle.")
    if rating.version != version:
        raise CannotSettle("The answer has changed since you opened the page. Look again.")
    if rating.settled_at is None:
        rating.settled_at, rating.settled_by = timezone.now(), by
        rating.save(update_fields=["settled_at", "settled_by"])
        _record("rating.settled", rating, assessment, by)
    return rating


@transaction.atomic
def unsettle_rating(*, assessment: SelfAssessment, indicator: str, by) -> None:
    """Let contributors change the answer again. Raises NotOpen."""
    assessment = lock_open(assessment)
    rating = assessment.ratings.filter(indicator=indicator, settled_at__isnull=False).first()
    if rating is not None:
        rating.settled_at = rating.settled_by = None
        rating.save(update_fields=["settled_at", "settled_by"])
        _record("rating.unsettled", rating, assessment, by)


def _record(verb: str, rating: Rating, assessment: SelfAssessment, by) -> None:
    audit.record(
        by=by,
        verb=verb,
        on=rating,
        review=assessment.review,
        indicator=rating.indicator,
        version=rating.version,
    )
