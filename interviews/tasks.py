"""What workers are asked to do: an id in, one action called."""

from celery import shared_task


@shared_task(name="interviews.sweep_sound", expires=3600)
def sweep_sound() -> None:
    from interviews.actions import sweeping_sound

    sweeping_sound.sweep_sound()


@shared_task(name="interviews.delete_orphans", expires=3600)
def delete_orphans() -> None:
    from interviews.actions import sweeping_sound

    sweeping_sound.delete_orphans()
