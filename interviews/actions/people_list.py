"""Taking over a list of people: all of it, as the preview said, or nothing."""

from datetime import date

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.models import Review, User
from interviews.actions.consents import Agreed
from interviews.actions.participants import ParticipantDetails, add_participant, edit_participant
from interviews.people_list import Listed
from interviews.queries.people_list import Fate, RowFate, counts, fates


class ListOvertaken(Exception):
    """What would happen is no longer what the preview said; nothing was stored."""


@transaction.atomic
def import_participants(
    *,
    review,
    rows: list[Listed],
    foreseen: list[str],
    groups: dict[str, str],
    asked_by: User | None,
    agreed_on: date | None,
    by,
) -> dict[str, int]:
    """Add and change participants as `fates` says; how many rows had which fate.

    `foreseen`: the words of each row's fate in the preview, without `groups`. `asked_by` is who
    asked for all consents in the list, `agreed_on` the day of those that have none. Importing the
    same list again changes nothing. Raises ListOvertaken.
    """
    review = Review.objects.select_for_update().get(pk=review.pk)
    if [each.words for each in fates(review, rows)] != foreseen:
        raise ListOvertaken
    found = fates(review, rows, groups=groups)
    for each in found:
        agreed = {
            consent: Agreed(each.row.consents[consent] or agreed_on, asked_by)
            for consent in each.agreed
        }
        if each.fate == Fate.ADDED:
            add_participant(review=review, details=_new(each, agreed), by=by)
        elif each.fate == Fate.CHANGED:
            edit_participant(participant=each.participant, details=_changed(each, agreed), by=by)
    counted = counts(found)
    audit.record(
        by=by,
        verb="participants.imported",
        review=review,
        rows=len(rows),
        added=counted[Fate.ADDED],
        changed=counted[Fate.CHANGED],
        left_out=counted[Fate.LEFT_OUT],
    )
    return counted


def _new(fate: RowFate, agreed) -> ParticipantDetails:
    row = fate.row
    return ParticipantDetails(
        name=row.name,
        email=row.email,
        job_title=row.job_title,
        role_group=fate.role_group,
        division=row.division,
        agreed=agreed,
    )


def _changed(fate: RowFate, agreed) -> ParticipantDetails:
    row, participant, who = fate.row, fate.participant, fate.participant.identity
    kept = {"name": who.name, "email": who.email, "job_title": who.job_title}
    kept |= {"division": participant.division, "role_group": participant.role_group}
    listed = {field: getattr(row, field, fate.role_group) for field in fate.changed}
    return ParticipantDetails(**(kept | listed), agreed=agreed)
