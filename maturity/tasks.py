"""What workers are asked to do: ids in, one action called."""

from celery import shared_task

A_DAY = 24 * 60 * 60  # seconds: news of yesterday is no news
PATIENCE = 60  # seconds before the mail server is tried again; doubled each time


@shared_task(name="maturity.tell_of_step", bind=True, max_retries=5)
def tell_of_step(self, change_id: int, user_id: int, site_url: str) -> None:
    from maturity.actions import telling

    try:
        telling.tell_of_step(change_id=change_id, user_id=user_id, site_url=site_url)
    except telling.InvitationNotSent as error:
        raise self.retry(exc=error, countdown=PATIENCE * 2**self.request.retries) from error


def tell(change_id: int, site_url: str) -> None:
    """Ask workers to tell everybody concerned of a step, each by a letter of their own."""
    from maturity.actions import telling

    for user_id in telling.told_of(change_id):
        tell_of_step.apply_async([change_id, user_id, site_url], expires=A_DAY)
