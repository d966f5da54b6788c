"""A report from claim to ready, beside WeasyPrint alone on the same HTML, styles and fonts."""

from django.db.models import Count
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from adoption_reviews.models import Review
from reports.actions import build_report
from reports.benchmarks.measuring import Measured, in_turns
from reports.models import Report
from reports.rendering import FONTS, STYLESHEET, report_html
from reports.snapshot import make_snapshot

TIMES = 5


def report_build() -> list[Measured]:
    review = Review.objects.annotate(people=Count("participants")).order_by("-people").first()
    reviewer = review.memberships.filter(role="reviewer").first().user
    snapshot = make_snapshot(review, at=review.created_at)
    waiting = []

    def ask():
        version = review.reports.count() + 1
        waiting.append(
            Report.objects.create(
                review=review, version=version, snapshot=snapshot, requested_by=reviewer
            )
        )

    def build():
        build_report(report_id=waiting[-1].pk, worker="bench")

    html = report_html(Report(review=review, version=1, snapshot=snapshot))

    def weasyprint_alone():
        fonts = FontConfiguration()
        styles = [CSS(path, font_config=fonts) for path in (FONTS / "fonts.css", STYLESHEET)]
        HTML(string=html).write_pdf(stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1")

    ours, theirs = in_turns(build, weasyprint_alone, times=TIMES, before_ours=ask)
    last = Report.objects.get(pk=waiting[-1].pk)
    people = snapshot["fieldwork"]["people"]
    measured = Measured(
        what="report build, claim to ready",
        size=f"n = {TIMES}, {people} people, {last.pages} pages",
        ours=ours,
        compared_with="WeasyPrint alone on the same HTML",
        theirs=theirs,
    )
    return [measured]
