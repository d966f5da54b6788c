"""Writing answers. An assessment is locked while it is written, so that nobody's answer is
overwritten unseen and nothing changes after it was submitted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.frameworks import MaturityFramework
from maturity.actions.steps import lock_open
from maturity.models import Rating, RatingVersion, Source
from maturity.queries import framework_of

EXPLANATION_LENGTH = 10_000


@dataclass(frozen=True)
class Change:
    """What somebody wants an answer to be, and the version of it that they saw (0: none)."""

    indicator: str
    value: int | None
    is_not_applicable: bool
    explanation: str
    base_version: int


@dataclass(frozen=True)
class Outcome:
    """By indicator: the answers as they are now, and those that somebody else changed meanwhile.

    An answer never given is a Rating that is not stored, with version 0.
    """

    saved: dict[str, Rating]
    conflicts: dict[str, Rating]


@transaction.atomic
def save_ratings(
    *, assessment, changes: Iterable[Change], by, source: Source = Source.PAGE
) -> Outcome:
    """Save each change that was made to the latest version; report the others, saving nothing.

    A change that says what is already there, or that its writer never made, changes nothing, so
    sending the same one twice is safe. Raises ValidationError for an answer that cannot be, and
    NotOpen.
    """
    assessment = lock_open(assessment)
    framework = framework_of(assessment)
    changes = [checked(change, framework) for change in changes]
    ratings = {
        rating.indicator: rating
        for rating in assessment.ratings.filter(
            indicator__in=[change.indicator for change in changes]
        ).select_related("updated_by")
    }
    outcome = Outcome({}, {})
    for change in changes:
        rating = ratings.get(change.indicator) or Rating(
            assessment=assessment, indicator=change.indicator, version=0
        )
        if not 0 <= change.base_version <= rating.version:
            raise ValidationError("This page does not belong to this self-rating. Load it again.")
        if _said(rating) == _said(change) or _is_untouched(change, rating):
            outcome.saved[change.indicator] = rating
        elif change.base_version != rating.version:
            outcome.conflicts[change.indicator] = rating
        else:
            outcome.saved[change.indicator] = _write(rating, change, by, source)
    return outcome


def checked(change: Change, framework: MaturityFramework) -> Change:
    """The change with its words tidied. Raises ValidationError saying what cannot be."""
    levels = {level.value: level.title for level in framework.scale}
    if change.indicator not in framework.codes():
        raise ValidationError("This indicator is not in the framework")
    if change.value is not None and change.value not in levels:
        scale = ", ".join(f"{value} ({title.lower()})" for value, title in levels.items())
        raise ValidationError(
            f"{change.value} is not on the scale. Choose one of {scale}, or not applicable"
        )
    if change.value is not None and change.is_not_applicable:
        raise ValidationError("Choose either a rating or not applicable, not both")
    words = change.explanation.replace("\r\n", "\n").strip()
    if "\0" in words:
        raise ValidationError("The explanation holds a character that cannot be stored")
    if len(words) > EXPLANATION_LENGTH:
        raise ValidationError(f"The explanation must be {EXPLANATION_LENGTH:,} characters or fewer")
    return Change(
        change.indicator, change.value, change.is_not_applicable, words, change.base_version
    )


def _said(answer: Rating | RatingVersion | Change) -> tuple[int | None, bool, str]:
    return answer.value, answer.is_not_applicable, answer.explanation


def _is_untouched(change: Change, rating: Rating) -> bool:
    """Whether the change says what stood there when its writer read it."""
    if change.base_version == rating.version:
        return False
    if change.base_version == 0:
        return _said(change) == (None, False, "")
    read = RatingVersion.objects.filter(
        rating__assessment=rating.assessment,
        rating__indicator=rating.indicator,
        version=change.base_version,
    ).first()
    return read is not None and _said(read) == _said(change)


def _write(rating: Rating, change: Change, by, source: Source) -> Rating:
    rating.value = change.value
    rating.is_not_applicable = change.is_not_applicable
    rating.explanation = change.explanation
    rating.version += 1
    rating.updated_by = by
    rating.save()
    RatingVersion.objects.create(
        rating=rating,
        version=rating.version,
        value=rating.value,
        is_not_applicable=rating.is_not_applicable,
        is_for_later=rating.is_for_later,
        explanation=rating.explanation,
        source=source,
        by=by,
    )
    audit.record(
        by=by,
        verb="rating.saved",
        on=rating,
        review=rating.assessment.review,
        indicator=rating.indicator,
        value=rating.value,
        not_applicable=rating.is_not_applicable,
        version=rating.version,
    )
    return rating
