"""Writing answers. An assessment is locked while it is written, so that nobody's answer is
overwritten unseen and nothing changes after it was submitted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.frameworks import MaturityFramework
from maturity.actions.meeting import Meeting, meet
from maturity.actions.steps import lock_open
from maturity.models import ContextAnswer, Rating, RatingVersion, Source
from maturity.queries import framework_of
from maturity.queries.versions import asked_otherwise

EXPLANATION_LENGTH = 10_000


@dataclass(frozen=True)
class Change:
    """What somebody wants an answer to be, and the version of it that they saw (0: none).

    `is_for_later` None: as it was.
    """

    indicator: str
    value: int | None
    is_not_applicable: bool
    explanation: str
    base_version: int
    is_for_later: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """By code: the answers as they are now, those that somebody else changed meanwhile, and those
    that the trust's lead settled, so that the writer may not change them. `outdated`: codes that
    were answered on an older version of the framework, which asked them otherwise.

    `newer`: codes of `saved` that say what somebody else answered, the writer having changed
    nothing. An answer never given is a row that is not stored, with version 0.
    """

    saved: dict[str, Rating | ContextAnswer] = field(default_factory=dict)
    conflicts: dict[str, Rating | ContextAnswer] = field(default_factory=dict)
    settled: dict[str, Rating] = field(default_factory=dict)
    newer: set[str] = field(default_factory=set)
    outdated: set[str] = field(default_factory=set)


@transaction.atomic
def save_ratings(
    *,
    assessment,
    changes: Iterable[Change],
    by,
    source: Source = Source.PAGE,
    even_settled: bool = False,
    made_on: str = "",
) -> Outcome:
    """Save each change that was made to the latest version; report the others, saving nothing.

    A change that says what is already there, or that its writer never made, changes nothing, so
    sending the same one twice is safe. `even_settled`: `by` may change settled ratings. `made_on`:
    the framework@version that the writer saw, empty for the present one. Raises ValidationError for
    an answer that cannot be, and NotOpen.
    """
    review = assessment.review  # with its organisation, where the caller has that already
    assessment = lock_open(assessment)
    framework = framework_of(assessment)
    changes = list(changes)
    outdated = asked_otherwise(made_on, framework, (change.indicator for change in changes))
    changes = [checked(each, framework) for each in changes if each.indicator not in outdated]
    codes = [change.indicator for change in changes]
    ratings = {
        rating.indicator: rating
        for rating in assessment.ratings.filter(indicator__in=codes).select_related("updated_by")
    }
    outcome = Outcome(outdated=set(outdated))
    for change in changes:
        code = change.indicator
        rating = ratings.get(code) or Rating(assessment=assessment, indicator=code, version=0)
        sent = said(change) if change.is_for_later is not None else said(change, rating)
        meeting = meet(
            sent=sent,
            base_version=change.base_version,
            stands=_as_seen(rating, framework),
            version=rating.version,
            said_at=lambda version, rating=rating: _said_at(rating, version),
        )
        if meeting in (Meeting.NOTHING, Meeting.UNTOUCHED):
            outcome.saved[code] = rating
            if meeting is Meeting.UNTOUCHED:
                outcome.newer.add(code)
        elif rating.settled_at and not even_settled:
            outcome.settled[code] = rating
        elif meeting is Meeting.CONFLICT:
            outcome.conflicts[code] = rating
        else:
            outcome.saved[code] = _write(rating, sent, by, source, review)
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
    return replace(change, explanation=tidy(change.explanation, "explanation"))


def tidy(words: str, what: str) -> str:
    """Words as they are kept. Raises ValidationError for what cannot be; `what` names them."""
    words = words.replace("\r\n", "\n").strip()
    if "\0" in words:
        raise ValidationError(f"The {what} holds a character that cannot be stored")
    if len(words) > EXPLANATION_LENGTH:
        raise ValidationError(f"The {what} must be {EXPLANATION_LENGTH:,} characters or fewer")
    return words


Said = tuple[int | None, bool, str, bool]  # value, not applicable, explanation, for later


def said(answer: Rating | RatingVersion | Change, marked: Rating | None = None) -> Said:
    """All that an answer says; with `marked`, whether it is for later is taken from there."""
    for_later = (marked or answer).is_for_later
    return answer.value, answer.is_not_applicable, answer.explanation, for_later


def _as_seen(rating: Rating, framework: MaturityFramework) -> Said:
    """What it says on this version of the framework: a value that the scale does not have stays
    unseen, so that saving a page without answering it anew leaves it where it is."""
    value, *rest = said(rating)
    return value if value in {level.value for level in framework.scale} else None, *rest


def _said_at(rating: Rating, version: int) -> Said | None:
    if version == 0:
        return None, False, "", False
    read = RatingVersion.objects.filter(rating=rating, version=version).first()
    return said(read) if read else None


def _write(rating: Rating, sent: Said, by, source: Source, review) -> Rating:
    (
        rating.value,
        rating.is_not_applicable,
        rating.explanation,
        rating.is_for_later,
    ) = sent
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
        review=review,
        indicator=rating.indicator,
        value=rating.value,
        not_applicable=rating.is_not_applicable,
        version=rating.version,
    )
    return rating
