"""Consents, given and taken back one by one. The audit log tells them by pseudonym and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.models import User
from interviews.actions.sound import delete_sound
from interviews.models import Consent, ConsentState, Participant, Recording
from interviews.queries.withdrawal import with_sound


@dataclass(frozen=True, slots=True)
class Agreed:
    """When somebody agreed to something, and who asked them."""

    on: date | None = None
    by: User | None = None


@transaction.atomic
def give_consents(*, participant, agreed: Mapping[Consent, Agreed], by) -> Participant:
    """Keep that somebody agreed; of what they agreed to already, the day and who asked change.

    What `agreed` does not name stays as it is. Raises ValidationError when they have withdrawn.
    """
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    refuse_withdrawn(participant)
    before = {state.consent: state for state in participant.consents}
    set_consents(participant, agreed)
    participant.save()
    record_consents(participant, before, by)
    return participant


def set_consents(participant, agreed: Mapping[Consent, Agreed]) -> None:
    """Without saving."""
    for consent, asked in agreed.items():
        participant.set_consent(ConsentState(consent, True, asked.on, asked.by))


def record_consents(participant, before: Mapping[Consent, ConsentState], by) -> None:
    """One audit event for each consent that is new, or whose day or asker is another."""
    for state in participant.consents:
        old = before.get(state.consent)
        if not state.is_given or state == old:
            continue
        audit.record(
            by=by,
            verb="consent.corrected" if old and old.is_given else "consent.given",
            on=participant,
            review=participant.review,
            pseudonym=participant.pseudonym,
            consent=state.consent.value,
            on_day=state.on and state.on.isoformat(),
            asked_by=state.by and state.by.pk,
        )


@transaction.atomic
def take_back_consent(*, participant, consent: Consent, on: date, by) -> Participant:
    """Keep that somebody no longer agrees, from `on`. Doing it twice changes nothing.

    Without the consent to be recorded the sound of their interviews is deleted, for everybody in
    them. Raises ValidationError when they have withdrawn.
    """
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    refuse_withdrawn(participant)
    if not participant.consent(consent).is_given:
        return participant
    participant.set_consent(ConsentState(consent, False, on, by))
    participant.save()
    audit.record(
        by=by,
        verb="consent.taken_back",
        on=participant,
        review=participant.review,
        pseudonym=participant.pseudonym,
        consent=consent.value,
        on_day=on.isoformat(),
    )
    if consent == Consent.RECORD:
        silence(participant, Recording.Reason.CONSENT, by)
    return participant


def silence(participant, because: Recording.Reason, by) -> None:
    """Have the sound of somebody's interviews deleted, once this transaction is through.

    That it is to go is kept in the transaction: if the process dies before it went, the sweep
    goes on with it.
    """
    for interview in with_sound(participant):
        interview.recordings.filter(deleted_at__isnull=True, deleted_because="").update(
            deleted_because=because
        )
        delete = partial(delete_sound, interview=interview, because=because, by=by)
        transaction.on_commit(delete, robust=True)


def refuse_withdrawn(participant) -> None:
    if participant.withdrawn_at:
        raise ValidationError(f"{participant} has withdrawn. Nothing can be changed any more.")
