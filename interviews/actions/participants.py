"""Adding and changing participants. The audit log knows them by pseudonym only."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.models import Review, User
from interviews.models import Participant, ParticipantIdentity

IDENTITY = ("name", "email", "job_title")
CONSENTS = ("consent_to_interview", "consent_to_record", "consent_to_quote")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantDetails:
    """All that is kept of a participant but the pseudonym."""

    name: str
    email: str = ""
    job_title: str = ""
    role_group: str  # a RoleGroup
    division: str = ""
    consent_to_interview: bool = False
    consent_to_record: bool = False
    consent_to_quote: bool = False
    consent_taken_on: date | None = None
    consent_taken_by: User | None = None


@transaction.atomic
def add_participant(*, review, details: ParticipantDetails, by) -> Participant:
    """Add somebody with the review's next pseudonym. Pseudonyms are never given twice."""
    # Locked, so that two people who add participants at once get different pseudonyms.
    review = Review.objects.select_for_update().get(pk=review.pk)
    participant = Participant(review=review, pseudonym=_next_pseudonym(review))
    identity = ParticipantIdentity(participant=participant)
    _store(participant, identity, details)
    audit.record(
        by=by,
        verb="participant.added",
        on=participant,
        review=review,
        pseudonym=participant.pseudonym,
        consents=_consents(participant),
    )
    return participant


@transaction.atomic
def edit_participant(*, participant, details: ParticipantDetails, by) -> Participant:
    """Change what is kept of somebody. Raises ValidationError when they have withdrawn."""
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    if participant.withdrawn_at:
        raise ValidationError(f"{participant} has withdrawn. Nothing can be changed any more.")
    identity = participant.identity
    before = _values(participant, identity)
    _store(participant, identity, details)
    after = _values(participant, identity)
    changed = [field for field, value in after.items() if value != before[field]]
    if changed:
        audit.record(
            by=by,
            verb="participant.edited",
            on=participant,
            review=participant.review,
            pseudonym=participant.pseudonym,
            changed=changed,
            consents=_consents(participant),
        )
    return participant


@transaction.atomic
def withdraw_participant(*, participant, by) -> Participant:
    """Take somebody out of everything that counts, for good. Doing it twice changes nothing."""
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    if participant.withdrawn_at is None:
        participant.withdrawn_at = timezone.now()
        participant.save()
        audit.record(
            by=by,
            verb="participant.withdrawn",
            on=participant,
            review=participant.review,
            pseudonym=participant.pseudonym,
        )
    return participant


def _next_pseudonym(review) -> str:
    numbers = [
        int(match[1])
        for pseudonym in review.participants.values_list("pseudonym", flat=True)
        if (match := re.fullmatch(r"P(\d+)", pseudonym))
    ]
    return f"P{max(numbers, default=0) + 1:02d}"


def _store(participant, identity, details: ParticipantDetails) -> None:
    for field in ParticipantDetails.__dataclass_fields__:
        setattr(identity if field in IDENTITY else participant, field, getattr(details, field))
    participant.save()
    identity.participant = participant
    identity.save()


def _values(participant, identity) -> dict:
    return {
        field: getattr(identity if field in IDENTITY else participant, field)
        for field in ParticipantDetails.__dataclass_fields__
    }


def _consents(participant) -> list[str]:
    return [field for field in CONSENTS if getattr(participant, field)]
