"""What time and accidents ask for: deleting sound that was kept long enough or was missed."""

import logging
from datetime import timedelta

from django.utils import timezone

from interviews import sound_store
from interviews.actions.sound import delete_sound
from interviews.models import Recording
from interviews.queries.keeping_sound import sound_to_delete

logger = logging.getLogger(__name__)

ON_ITS_WAY = timedelta(days=1)  # a file younger than this may still get its row


def sweep_sound() -> int:
    """Delete all sound that is to go; of how many interviews it is gone.

    One that fails does not stand in the way of the others, and is tried again with the next sweep.
    """
    gone = 0
    for interview, because in sound_to_delete(timezone.now()):
        try:
            gone += delete_sound(interview=interview, because=because)
        except Exception:
            logger.exception("The sound of interview %s was not deleted", interview.pk)
    return gone


def delete_orphans() -> int:
    """Delete files that no row names, which a crash left behind; how many there were.

    A file younger than a day may still get its row.
    """
    before = timezone.now() - ON_ITS_WAY
    n_deleted = 0
    for recording_id, names in sound_store.by_recording():
        recording = Recording.objects.filter(pk=recording_id, deleted_at__isnull=True).first()
        named = set(recording.slices.values_list("file", flat=True)) if recording else set()
        for name in names:
            if name not in named and sound_store.stored_at(name) < before:
                sound_store.delete_slice(name)
                n_deleted += 1
    if n_deleted:
        logger.warning("%s files of sound that no row named were deleted", n_deleted)
    return n_deleted
