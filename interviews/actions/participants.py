"""Adding and changing participants. The audit log knows them by pseudonym only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.models import Review
from interviews.actions.consents import (
    Agreed,
    record_consents,
    refuse_withdrawn,
    set_consents,
    silence,
)
from interviews.models import (
    Consent,
    KnownSpeaker,
    Participant,
    ParticipantIdentity,
    Recording,
)
from interviews.queries.withdrawal import withdrawal_effects

OF_IDENTITY = ("name", "email", "job_title")
OF_PARTICIPANT = ("role_group", "division")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantDetails:
    """All that is kept of a participant but the pseudonym."""

    name: str
    email: str = ""
    job_title: str = ""
    role_group: str  # a RoleGroup
    division: str = ""
    agreed: Mapping[Consent, Agreed] = field(default_factory=dict)


@transaction.atomic
def add_participant(*, review, details: ParticipantDetails, by) -> Participant:
    """Add somebody with the review's next pseudonym. Pseudonyms are never given twice."""
    # Locked, so that two people who add participants at once get different pseudonyms.
    review = Review.objects.select_for_update().get(pk=review.pk)
    participant = Participant(review=review, pseudonym=next_pseudonym(review))
    set_consents(participant, details.agreed)
    _store(participant, ParticipantIdentity(participant=participant), details)
    audit.record(
        by=by,
        verb="participant.added",
        on=participant,
        review=review,
        pseudonym=participant.pseudonym,
    )
    record_consents(participant, {}, by)
    return participant


@transaction.atomic
def edit_participant(*, participant, details: ParticipantDetails, by) -> Participant:
    """Change what is kept of somebody; consents that `details` does not name stay.

    Raises ValidationError when they have withdrawn.
    """
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    refuse_withdrawn(participant)
    consents = {state.consent: state for state in participant.consents}
    identity = participant.identity
    before = _values(participant, identity)
    set_consents(participant, details.agreed)
    _store(participant, identity, details)
    after = _values(participant, identity)
    changed = [name for name, value in after.items() if value != before[name]]
    if changed:
        audit.record(
            by=by,
            verb="participant.edited",
            on=participant,
            review=participant.review,
            pseudonym=participant.pseudonym,
            changed=changed,
        )
    record_consents(participant, consents, by)
    return participant


@transaction.atomic
def withdraw_participant(*, participant, by) -> Participant:
    """Take somebody out of everything that counts, for good. Doing it twice changes nothing.

    Their interviews stop counting, for everybody in them, and their sound is deleted. Interviews
    planned with others too are held without them. The audit log says how much goes, not what.
    """
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    if participant.withdrawn_at:
        return participant
    effects = withdrawal_effects(participant)
    participant.withdrawn_at = timezone.now()
    participant.save()
    for interview in effects.without:
        interview.participants.remove(participant)
        audit.record(
            by=by,
            verb="interview.edited",
            on=interview,
            review=participant.review,
            number=interview.number,
            participants=[each.pseudonym for each in interview.participants.all()],
        )
    audit.record(
        by=by,
        verb="participant.withdrawn",
        on=participant,
        review=participant.review,
        pseudonym=participant.pseudonym,
        interviews=len(effects.held),
        planned=len(effects.called_off) + len(effects.without),
        passages=effects.n_passages,
        quotes=effects.n_quotes,
        sound=effects.n_with_sound,
    )
    KnownSpeaker.objects.filter(participant=participant).delete()
    silence(participant, Recording.Reason.WITHDRAWAL, by)
    return participant


def next_pseudonym(review) -> str:
    numbers = [
        int(match[1])
        for pseudonym in review.participants.values_list("pseudonym", flat=True)
        if (match := re.fullmatch(r"P(\d+)", pseudonym))
    ]
    return f"P{max(numbers, default=0) + 1:02d}"


def _store(participant, identity, details: ParticipantDetails) -> None:
    for name in OF_IDENTITY:
        setattr(identity, name, getattr(details, name))
    for name in OF_PARTICIPANT:
        setattr(participant, name, getattr(details, name))
    participant.save()
    identity.participant = participant
    identity.save()


def _values(participant, identity) -> dict[str, str]:
    return {name: getattr(identity, name) for name in OF_IDENTITY} | {
        name: getattr(participant, name) for name in OF_PARTICIPANT
    }
