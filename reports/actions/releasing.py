"""Letting the trust read a report, and keeping who took it away."""

from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from reports.models import Report
from reports.queries.reports import is_overtaken


class NotReady(Exception):
    """Only a report that is ready can be released."""


class Overtaken(Exception):
    """Somebody has withdrawn, or no longer agrees to be quoted, since the report was built."""


@transaction.atomic
def release_report(*, report: Report, by) -> Report:
    """Let the trust read the report; once released it stays so. Raises NotReady, Overtaken."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.status != Report.Status.READY:
        raise NotReady
    if is_overtaken(report):
        raise Overtaken
    if report.released_at is None:
        report.released_at = timezone.now()
        report.released_by = by
        report.save(update_fields=["released_at", "released_by"])
        audit.record(
            by=by,
            verb="report.released",
            on=report,
            review=report.review,
            version=report.version,
        )
    return report


@transaction.atomic
def note_download(*, report: Report, by) -> None:
    """Keep who downloaded which report, and when."""
    audit.record(
        by=by, verb="report.downloaded", on=report, review=report.review, version=report.version
    )
