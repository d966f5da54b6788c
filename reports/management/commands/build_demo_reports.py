"""manage.py build_demo_reports: have a worker build the report of each demo review, and wait."""

import time

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from adoption_reviews.models import Review
from adoption_reviews.roles import Role
from reports.actions import NamesInReport, request_report
from reports.demo.words import read_words
from reports.models import Report

PAUSE = 0.2  # seconds between looks


class Command(BaseCommand):
    help = (
        "Ask for the report of each review of the demo hub, wait for the worker to build them and "
        "print one line for each PDF."
    )

    def add_arguments(self, parser):
        parser.add_argument("--timeout", type=int, default=180, help="seconds; default 180")

    def handle(self, *, timeout, **options):
        reviews = demo_reviews()
        if not reviews:
            raise CommandError("There is no demo hub in this database: run manage.py load_demo.")
        give_up = time.monotonic() + timeout
        reports = [self.ask(review) for review in reviews]
        failures = []
        for asked in reports:
            report = self.wait(asked, give_up, timeout)
            if report.status == Report.Status.READY:
                self.stdout.write(f"{name(report)}: {report.pages} pages, {path(report.pdf.name)}")
                self.stdout.flush()
            else:
                failures.append(f"{name(report)}: {report.failure}")
        if failures:
            raise CommandError("\n".join(failures))

    def ask(self, review) -> Report:
        reviewer = review.memberships.filter(role=Role.REVIEWER).first()
        if reviewer is None:
            raise CommandError(f"{review} has no reviewer who could ask for its report.")
        try:
            return request_report(review=review, by=reviewer.user)
        except NamesInReport as refusal:
            places = "; ".join(each.where for each in refusal.found)
            raise CommandError(f"{review}: may name a participant ({places}).") from None

    def wait(self, report, give_up, timeout) -> Report:
        while True:
            report = Report.objects.select_related("review__organisation").get(pk=report.pk)
            if not report.is_unfinished:
                return report
            if time.monotonic() > give_up:
                raise CommandError(
                    f"{name(report)}: not built after {timeout} seconds (it is "
                    f"{report.get_status_display().lower()}). Is a worker running?"
                )
            time.sleep(PAUSE)


def demo_reviews() -> list[Review]:
    """The reviews of the demo's trusts, by trust and round."""
    codes = [trust.ods_code for trust in read_words().trusts.values()]
    return list(
        Review.objects.filter(organisation__ods_code__in=codes).select_related("organisation")
    )


def name(report: Report) -> str:
    return f"{report.review.organisation} (round {report.review.round_number})"


def path(stored: str) -> str:
    """Where the file is on this machine; with a storage elsewhere, its name there."""
    try:
        return default_storage.path(stored)
    except NotImplementedError:
        return stored
