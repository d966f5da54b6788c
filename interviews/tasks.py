"""What workers are asked to do: an id in, one action called."""

from celery import shared_task

STALE = 60  # seconds after which an unread message is thrown away; the sweep sends another


@shared_task(name="interviews.sweep_sound", expires=STALE)
def sweep_sound() -> None:
    from interviews.actions import sweeping_sound

    sweeping_sound.sweep_sound()


@shared_task(name="interviews.delete_orphans", expires=STALE)
def delete_orphans() -> None:
    from interviews.actions import sweeping_sound

    sweeping_sound.delete_orphans()


@shared_task(name="interviews.make_transcription", bind=True)
def make_transcription(self, transcription_id: int) -> None:
    from interviews.actions import transcribing

    transcribing.make_transcription(
        transcription_id=transcription_id, worker=self.request.hostname or ""
    )


@shared_task(name="interviews.sweep_transcriptions", expires=STALE)
def sweep_transcriptions() -> None:
    from interviews.actions import transcribing

    transcribing.sweep_transcriptions()


def send_transcription(transcription_id: int) -> None:
    """Ask a worker to make the draft. Sending twice does no harm."""
    make_transcription.apply_async([transcription_id], expires=STALE)
