"""Participants with their names: for the participants' own pages and the check for names."""

from dataclasses import dataclass
from datetime import date, datetime

from adoption_reviews.models import AuditEvent, User
from interviews.models import Consent, Participant, ParticipantIdentity


def participants(review):
    """The review's participants in the order they were added, withdrawn ones too: a QuerySet."""
    return Participant.objects.filter(review=review).select_related(
        "identity", *(f"consent_to_{each}_by" for each in Consent)
    )


def identities(review) -> list[ParticipantIdentity]:
    """Who takes or took part, withdrawn people too: their names must not appear either."""
    return list(
        ParticipantIdentity.objects.filter(participant__review=review)
        .select_related("participant")
        .order_by("participant_id")
    )


def identities_in(interview):
    """Who takes part in one interview: a QuerySet."""
    return ParticipantIdentity.objects.filter(participant__interviews=interview).select_related(
        "participant"
    )


def interviews_with(participant):
    """The interviews somebody takes or took part in, by number: a QuerySet."""
    return participant.interviews.order_by("number")


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """One line in the history of somebody's consents."""

    at: datetime  # when it was written down
    by: User | None  # who wrote it down
    consent: Consent
    what: str  # given, corrected or taken_back
    on: date | None  # the day they agreed, or took it back
    asked_by: User | None


def consent_history(participant) -> list[ConsentChange]:
    """What was written down about somebody's consents, latest first: from the audit log.

    Two queries. Consents that came with the demo hub or from an earlier version of the product
    are not in it; how they stand is with the participant.
    """
    events = list(
        AuditEvent.objects.filter(
            review=participant.review_id,
            object_type="participant",
            object_id=str(participant.pk),
            verb__in=[f"consent.{what}" for what in ("given", "corrected", "taken_back")],
        )
        .select_related("by")
        .order_by("-pk")
    )
    asked = User.objects.in_bulk({event.detail.get("asked_by") for event in events} - {None})
    return [
        ConsentChange(
            at=event.at,
            by=event.by,
            consent=Consent(event.detail["consent"]),
            what=event.verb.removeprefix("consent."),
            on=event.detail["on_day"] and date.fromisoformat(event.detail["on_day"]),
            asked_by=asked.get(event.detail.get("asked_by")),
        )
        for event in events
    ]
