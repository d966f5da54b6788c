"""Who may be heard, how long sound is kept, and which sound is to be deleted."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q
from django.utils.module_loading import import_string

from adoption_reviews.queries import hub_settings
from interviews.models import Interview, Participant, Recording

Reason = Recording.Reason


def withheld_from(interview: Interview) -> list[str]:
    """Pseudonyms of those in the interview who do not agree to be recorded. One query.

    As long as there are any, nobody hears it.
    """
    found = interview.participants.filter(
        Q(consent_to_record=False) | Q(withdrawn_at__isnull=False)
    )
    return list(found.order_by("pk").values_list("pseudonym", flat=True))


def due_times(interviews: Iterable[Interview]) -> dict[int, datetime]:
    """When the sound of these interviews is to be deleted, by the interview's id. Three queries.

    That is the hub's number of days after the latest release of the review's report (whoever makes
    a report anew may have to listen again) or, for what was recorded after it, after the latest
    recording. Interviews without sound are left out, and those of reviews without a released
    report.
    """
    reviews = {each.pk: each.review_id for each in interviews}
    latest_releases = import_string(settings.LATEST_RELEASES)
    released = latest_releases(set(reviews.values()))
    kept = timedelta(days=hub_settings().audio_kept_days)
    standing = Recording.objects.filter(interview__in=reviews, deleted_because="").order_by()
    recorded = standing.values_list("interview").annotate(latest=Max("created_at"))
    return {
        interview: max(released[reviews[interview]], latest) + kept
        for interview, latest in recorded
        if reviews[interview] in released
    }


def sound_to_delete(now: datetime) -> list[tuple[Interview, Recording.Reason]]:
    """Interviews whose sound is to go, and why. Seven queries.

    What was begun and not finished; what somebody no longer agrees to, should the deletion at
    once have been missed; and what was kept long enough.
    """
    with_sound = Interview.objects.filter(recordings__deleted_at__isnull=True).distinct()
    with_sound = with_sound.select_related("review__organisation").order_by("pk")
    found: dict[Interview, Recording.Reason] = {}
    going = Recording.objects.filter(deleted_at__isnull=True).exclude(deleted_because="")
    for recording in going.select_related("interview__review__organisation"):
        found.setdefault(recording.interview, Reason(recording.deleted_because))
    withdrawn = Participant.objects.filter(withdrawn_at__isnull=False)
    no_longer = Participant.objects.filter(
        consent_to_record=False, consent_to_record_on__isnull=False
    )
    for interview in with_sound.filter(participants__in=withdrawn):
        found.setdefault(interview, Reason.WITHDRAWAL)
    for interview in with_sound.filter(participants__in=no_longer):
        found.setdefault(interview, Reason.CONSENT)
    others = [each for each in with_sound if each not in found]
    due = due_times(others)
    for interview in others:
        if interview.pk in due and due[interview.pk] <= now:
            found[interview] = Reason.RETENTION
    return list(found.items())
