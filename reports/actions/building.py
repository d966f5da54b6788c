"""Building reports.

The row is the truth and the queue a hint: whatever happens to a message or a worker, the sweep
finds the row and sends it again. Only one worker at a time holds a row, by a lease.
"""

import hashlib
import logging
from datetime import timedelta
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from adoption_reviews import audit
from reports import tasks
from reports.models import Report

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)  # a report of 200 pages takes 20 seconds
ATTEMPTS = 3
WAIT_BETWEEN_ATTEMPTS = timedelta(seconds=20)  # times the attempts made
UNANSWERED = timedelta(seconds=15)  # a queued row this old may have lost its message

COULD_NOT_BUILD = (
    f"The report could not be built in {ATTEMPTS} attempts. Nothing is lost: build it again. "
    "If it fails again, ask whoever runs this system to look in the worker’s log."
)


def build_report(*, report_id: int, worker: str) -> bool:
    """Make the report's PDF if nobody else is making it; whether this call made it.

    Rendering happens outside any transaction. A failed attempt is tried again by the sweep, a
    while later, until there were `ATTEMPTS`.
    """
    if not _claim(report_id):
        return False
    report = Report.objects.select_related("review__organisation").get(pk=report_id)
    try:
        pdf = _render(report)
        name = default_storage.save(
            f"reports/{report.review.slug}/v{report.version}-{token_hex(8)}.pdf",
            ContentFile(pdf.content),
        )
    except Exception:
        logger.exception("Report %s, attempt %s failed", report_id, report.attempts)
        _give_back(report)
        return False
    with transaction.atomic():
        # Not if the lease ran out meanwhile and somebody else took the report.
        is_ours = _held(report).update(
            status=Report.Status.READY,
            lease_until=None,
            finished_at=timezone.now(),
            failure="",
            pdf=name,
            pdf_sha256=hashlib.sha256(pdf.content).hexdigest(),
            pages=pdf.pages,
        )
        if is_ours:
            audit.record(
                by=None,
                verb="report.built",
                on=report,
                review=report.review,
                version=report.version,
                pages=pdf.pages,
                worker=worker,
            )
    if not is_ours:
        default_storage.delete(name)
    return bool(is_ours)


def _claim(report_id: int) -> bool:
    """Take the report by one UPDATE: two workers asking at once, one gets it."""
    now = timezone.now()
    return bool(
        Report.objects.filter(_free(now), pk=report_id, attempts__lt=ATTEMPTS).update(
            status=Report.Status.RENDERING,
            attempts=F("attempts") + 1,
            lease_until=now + LEASE,
        )
    )


def _free(now) -> Q:
    """Rows nobody holds: waiting, and past the pause after a failed attempt; or lease run out."""
    return Q(status__in=Report.UNFINISHED) & (
        Q(lease_until__lt=now) | Q(lease_until__isnull=True, status=Report.Status.QUEUED)
    )


def _held(report: Report):
    """The report's row as long as this attempt holds it."""
    return Report.objects.filter(
        pk=report.pk, status=Report.Status.RENDERING, attempts=report.attempts
    )


def _render(report: Report):
    # Imported here: WeasyPrint takes half a second to load, and only workers need it.
    from reports.rendering import render_pdf, report_html

    return render_pdf(report_html(report))


def _give_back(report: Report) -> None:
    """After a failed attempt: wait for the next one, or give up."""
    if report.attempts >= ATTEMPTS:
        _give_up(report)
    else:
        _held(report).update(
            status=Report.Status.QUEUED,
            lease_until=timezone.now() + WAIT_BETWEEN_ATTEMPTS * report.attempts,
        )


@transaction.atomic
def _give_up(report: Report) -> None:
    if _held(report).update(
        status=Report.Status.FAILED,
        lease_until=None,
        finished_at=timezone.now(),
        failure=COULD_NOT_BUILD,
    ):
        audit.record(
            by=None,
            verb="report.failed",
            on=report,
            review=report.review,
            version=report.version,
            attempts=report.attempts,
        )


def sweep_reports() -> int:
    """Send again what waits too long or lost its worker; how many were sent."""
    now = timezone.now()
    free = Report.objects.filter(_free(now)).select_related("review__organisation")
    for report in free.filter(attempts__gte=ATTEMPTS):
        _give_up(report)  # its worker died each time
    waiting = free.filter(attempts__lt=ATTEMPTS).exclude(
        lease_until__isnull=True, requested_at__gt=now - UNANSWERED
    )
    sent = 0
    for report_id in waiting.values_list("pk", flat=True):
        tasks.send(report_id)
        sent += 1
    return sent
