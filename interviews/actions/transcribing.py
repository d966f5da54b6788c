"""Having a draft of the transcript made from the sound.

As with reports the row is the truth and the queue a hint: one worker holds a row by a lease, which
it renews while the transcriber gives signs of life, and a sweep sends again what got lost.
"""

import logging
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, F, Q
from django.utils import timezone

from adoption_reviews import audit
from interviews import tasks
from interviews.models import Interview, Transcription
from interviews.playing import sound_file
from interviews.queries.keeping_sound import withheld_from
from interviews.queries.sound import Part, is_coming_in, parts
from interviews.transcribing import (
    TranscriberFailed,
    get_transcriber,
    sound_without_a_name,
    webvtt,
)

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than the transcriber may say nothing
RENEWED_AFTER = timedelta(seconds=30)
ATTEMPTS = 2
WAIT_BETWEEN_ATTEMPTS = timedelta(seconds=30)
UNANSWERED = timedelta(seconds=15)  # a queued row this old may have lost its message

NOT_CONFIGURED = "No transcriber is set up on this system."
STOPPED = (
    f"The transcriber stopped {ATTEMPTS} times before it was done. Nothing is lost: try again. If "
    "it stops again, ask whoever runs this system to look in the worker’s log."
)
NO_WORDS = "The transcriber heard no words in the sound."


class NotTranscribed(Exception):
    """There can be no draft now; the message says why, for the reviewer."""


class Taken(Exception):
    """The row is no longer ours: deleted with its sound, or taken by another worker."""


@transaction.atomic
def request_transcription(*, interview: Interview, by) -> Transcription:
    """Queue a draft; while one is being made, that one. Raises NotTranscribed."""
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    unfinished = interview.transcriptions.filter(status__in=Transcription.UNFINISHED).first()
    if unfinished:
        return unfinished
    if get_transcriber() is None:
        raise NotTranscribed(NOT_CONFIGURED)
    if withheld_from(interview) or not parts(interview):
        raise NotTranscribed("There is no sound that may be heard.")
    if is_coming_in(interview):
        raise NotTranscribed("Sound is still coming in. Try again when the recording has stopped.")
    row = Transcription.objects.create(interview=interview, requested_by=by)
    _record(row, "transcription.requested", by=by)
    transaction.on_commit(partial(tasks.send_transcription, row.pk), robust=True)
    return row


def make_transcription(*, transcription_id: int, worker: str) -> bool:
    """Make the draft if nobody else is making it; whether this call made it."""
    if not _claim(transcription_id):
        return False
    row = Transcription.objects.select_related("interview__review__organisation").get(
        pk=transcription_id
    )
    try:
        cues = _transcribe(row)
    except (TranscriberFailed, NotTranscribed) as reason:
        _give_up(row, str(reason))
        return False
    except Taken:
        return False
    except Exception:
        logger.exception("Transcription %s, attempt %s failed", row.pk, row.attempts)
        _give_back(row)
        return False
    return _keep(row, cues, worker)


def _claim(transcription_id: int) -> bool:
    """Take the row by one UPDATE, as a rule only while no other is being made: a model needs all
    that a machine has, and reports are to be built meanwhile."""
    now = timezone.now()
    running = Transcription.objects.filter(
        status=Transcription.Status.RUNNING, lease_until__gte=now
    )
    return bool(
        Transcription.objects.filter(
            _free(now), ~Exists(running), pk=transcription_id, attempts__lt=ATTEMPTS
        ).update(
            status=Transcription.Status.RUNNING,
            attempts=F("attempts") + 1,
            lease_until=now + LEASE,
        )
    )


def _free(now) -> Q:
    """Rows nobody holds: waiting, and past the pause after a failed attempt; or lease run out."""
    return Q(status__in=Transcription.UNFINISHED) & (
        Q(lease_until__lt=now) | Q(lease_until__isnull=True, status=Transcription.Status.QUEUED)
    )


def _held(row: Transcription):
    """The row as long as this attempt holds it."""
    return Transcription.objects.filter(
        pk=row.pk, status=Transcription.Status.RUNNING, attempts=row.attempts
    )


def _transcribe(row: Transcription) -> list[tuple[int, int, str]]:
    """The cues, in the interview's time. Raises what the transcriber raises, and Taken."""
    transcriber = get_transcriber()
    if transcriber is None:
        raise NotTranscribed(NOT_CONFIGURED)
    found = [] if withheld_from(row.interview) else parts(row.interview)
    if not found:
        raise NotTranscribed("There is no sound that may be heard.")
    sounds = [_copy(part) for part in found]
    renewed, cues = timezone.now(), []
    try:
        for said in transcriber.transcribe(sounds):
            if said is not None:
                part = found[said.recording]
                cues.append((part.time_of(said.start_ms), part.time_of(said.end_ms), said.text))
            if timezone.now() - renewed > RENEWED_AFTER:
                renewed = timezone.now()
                if not _held(row).update(lease_until=renewed + LEASE):
                    raise Taken
    finally:
        for sound in sounds:
            sound.close()
    return cues


def _copy(part: Part):
    file, sound = sound_file(part.recording), sound_without_a_name()
    for data in file.read(0, file.size):
        sound.write(data)
    sound.flush()
    return sound


@transaction.atomic
def _keep(row: Transcription, cues: list[tuple[int, int, str]], worker: str) -> bool:
    if not any(text.strip() for _, _, text in cues):
        _give_up(row, NO_WORDS)
        return False
    is_ours = _held(row).update(
        status=Transcription.Status.READY,
        lease_until=None,
        finished_at=timezone.now(),
        failure="",
        text=webvtt(cues),
    )
    if is_ours:
        _record(row, "transcription.made", cues=len(cues), worker=worker)
    return bool(is_ours)


def _give_back(row: Transcription) -> None:
    """After a failed attempt: wait for the next one, or give up."""
    if row.attempts >= ATTEMPTS:
        _give_up(row, STOPPED)
    else:
        _held(row).update(
            status=Transcription.Status.QUEUED,
            lease_until=timezone.now() + WAIT_BETWEEN_ATTEMPTS,
        )


@transaction.atomic
def _give_up(row: Transcription, failure: str) -> None:
    if _held(row).update(
        status=Transcription.Status.FAILED,
        lease_until=None,
        finished_at=timezone.now(),
        failure=failure,
    ):
        _record(row, "transcription.failed", attempts=row.attempts)


def _record(row: Transcription, verb: str, *, by=None, **detail) -> None:
    interview = row.interview
    audit.record(
        by=by, verb=verb, on=row, review=interview.review, interview=interview.number, **detail
    )


def sweep_transcriptions() -> int:
    """Send again what waits too long or lost its worker; how many were sent."""
    now = timezone.now()
    free = Transcription.objects.filter(_free(now)).select_related(
        "interview__review__organisation"
    )
    for row in free.filter(attempts__gte=ATTEMPTS):
        _give_up(row, STOPPED)  # its worker died each time
    waiting = free.filter(attempts__lt=ATTEMPTS).exclude(
        lease_until__isnull=True, requested_at__gt=now - UNANSWERED
    )
    sent = 0
    for transcription_id in waiting.order_by("requested_at").values_list("pk", flat=True)[:1]:
        tasks.send_transcription(transcription_id)
        sent += 1
    return sent
