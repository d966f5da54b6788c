"""Participants with their names: for the participants' own pages and the check for names."""

from dataclasses import dataclass
from datetime import date, datetime

from adoption_reviews.models import AuditEvent, User
from interviews.models import Consent, Participant, ParticipantIdentity
from interviews.queries.coverage import plain_division, with_state


def participants(review):
    """The review's participants in the order they were added, withdrawn ones too: a QuerySet."""
    return Participant.objects.filter(review=review).select_related(
        "identity", *(f"consent_to_{each}_by" for each in Consent)
    )


def people_found(review, *, role_group="", division="", state="") -> list[Participant]:
    """Those who take part, each with its `state` (a State), in the order they were added.

    `division`: "-" for those of whom it is not known. One query.
    """
    found = with_state(participants(review).taking_part())
    if role_group:
        found = found.filter(role_group=role_group)
    if state:
        found = found.filter(state=state)
    if not division:
        return list(found)
    # Compared here: what counts as the same division is not left to the database.
    wanted = "" if division == "-" else plain_division(division)
    return [each for each in found if plain_division(each.division) == wanted]


def withdrawn(review):
    """Those who have withdrawn: a QuerySet."""
    return participants(review).filter(withdrawn_at__isnull=False)


def divisions(review) -> list[str]:
    """The divisions of those who take part, by name, each as it was first written. One query."""
    rows = (
        Participant.objects.filter(review=review).taking_part().values_list("division", flat=True)
    )
    names = {}
    for division in rows.order_by("pk"):
        names.setdefault(plain_division(division), " ".join(division.split()))
    return [names[key] for key in sorted(names) if key]


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
