"""What workers are asked to do: an id in, one action called."""

from celery import shared_task

STALE = 60  # seconds after which an unread message is thrown away; the sweep sends another


@shared_task(name="reports.build_report", bind=True)
def build_report(self, report_id: int) -> None:
    from reports import actions

    actions.build_report(report_id=report_id, worker=self.request.hostname or "")


@shared_task(name="reports.sweep_reports", expires=STALE)
def sweep_reports() -> None:
    from reports import actions

    actions.sweep_reports()


@shared_task(name="reports.sweep_search_index", expires=STALE)
def sweep_search_index() -> None:
    from reports.actions import search_index

    search_index.sweep_search_index()


def send(report_id: int) -> None:
    """Ask a worker to build the report. Sending twice does no harm."""
    build_report.apply_async([report_id], expires=STALE)
