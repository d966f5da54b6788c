"""Participants with their names: for the participants' own pages and the check for names."""

from interviews.models import Participant, ParticipantIdentity


def participants(review):
    """The review's participants in the order they were added, withdrawn ones too: a QuerySet."""
    return Participant.objects.filter(review=review).select_related("identity", "consent_taken_by")


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
