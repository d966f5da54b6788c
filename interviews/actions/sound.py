"""Deleting recorded sound, so that it is known to be gone.

Files cannot be rolled back, so it goes in steps, each of which can be done again: say that the
sound is to go, delete the files, look that none is left, mark the rows. A crash or a failing
storage in between leaves rows that say "to go"; they are not heard or added to any more, and the
sweep goes on with them.
"""

import logging

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from adoption_reviews import audit
from interviews import sound_store
from interviews.models import Interview, Recording, RecordingSlice

logger = logging.getLogger(__name__)


def delete_sound(*, interview: Interview, because: Recording.Reason, by=None) -> bool:
    """Delete all recorded sound of the interview; whether there is none left.

    To be called after commit, e.g. `transaction.on_commit(partial(delete_sound, …), robust=True)`.
    Deleting twice changes nothing. Drafts of a transcript made from the sound go with it; its
    rows stay, without files. False when the storage failed: then the audit log says so, and the
    sweep tries again.
    """
    recordings = _say_that_it_goes(interview, because)
    if not recordings:
        return True
    try:
        left = _delete_files(recordings)
    except Exception:  # each storage has its own
        logger.exception("The sound of interview %s could not be deleted", interview.pk)
        left = None
    if left == 0:
        _mark_as_gone(interview, recordings, by)
        return True
    with transaction.atomic():
        audit.record(
            by=by,
            verb="sound.not_deleted",
            on=interview,
            review=interview.review,
            interview=interview.number,
            reason=recordings[0].deleted_because,
            files_left=left,  # None: the storage did not say
        )
    return False


@transaction.atomic
def _say_that_it_goes(interview: Interview, because: Recording.Reason) -> list[Recording]:
    """The recordings whose sound is still to be deleted. The first reason given stays."""
    there = interview.recordings.filter(deleted_at__isnull=True)
    there.filter(deleted_because="").update(deleted_because=because)
    return list(there)


def _delete_files(recordings: list[Recording]) -> int:
    """Delete what the rows name and what a crash left without a row; how many files are left."""
    named = RecordingSlice.objects.filter(recording__in=recordings).exclude(file="")
    names = set(named.values_list("file", flat=True))
    for recording in recordings:
        names.update(sound_store.names(recording))
    for name in names:
        sound_store.delete_slice(name)
    left = {name for name in names if sound_store.exists(name)}
    for recording in recordings:
        left.update(sound_store.names(recording))
    return len(left)


@transaction.atomic
def _mark_as_gone(interview: Interview, recordings: list[Recording], by) -> None:
    # Not if somebody else got here first: the log says once what was deleted once.
    ours = interview.recordings.select_for_update().filter(
        pk__in=[each.pk for each in recordings], deleted_at__isnull=True
    )
    ours = list(ours)
    if not ours:
        return
    slices = RecordingSlice.objects.filter(recording__in=ours)
    n_slices, n_bytes = slices.count(), slices.aggregate(sum=Sum("size"))["sum"] or 0
    slices.update(file="")
    interview.recordings.filter(pk__in=[each.pk for each in ours]).update(deleted_at=timezone.now())
    n_drafts, _ = interview.transcriptions.all().delete()
    audit.record(
        by=by,
        verb="sound.deleted",
        on=interview,
        review=interview.review,
        interview=interview.number,
        reason=ours[0].deleted_because,
        recordings=len(ours),
        slices=n_slices,
        bytes=n_bytes,
        drafts=n_drafts,
        verified=True,
    )
