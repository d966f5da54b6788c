"""A review's report versions, for those who build them and for those who read released ones."""

from datetime import datetime

from django.db.models import QuerySet

from adoption_reviews.models import Review
from casestudies.queries import case_studies
from interviews.queries import coverage, last_left_at
from maturity.queries import latest_assessment, progress
from reports.models import Report
from reports.queries.evidence import influence_evidence
from reports.queries.review_page import Gap, gaps, interview_counts


def reports(review: Review, *, unreleased: bool) -> QuerySet[Report]:
    """The versions, newest first, without what they say; only released ones unless `unreleased`."""
    found = review.reports.defer("snapshot").select_related("requested_by", "released_by")
    return found if unreleased else found.released()


def report(review: Review, version: int, *, unreleased: bool) -> Report | None:
    """One version, or None when there is none or it may not be read yet."""
    found = review.reports.select_related("requested_by", "released_by", "review__organisation")
    return (found if unreleased else found.released()).filter(version=version).first()


def is_overtaken(report: Report) -> bool:
    """Whether somebody withdrew, or took back to be quoted, after this version was asked for.

    Such a version may hold words and counts of theirs: unless it is released already, nobody
    reads or releases it. Two queries at most.
    """
    return report.released_at is None and was_left_since(
        report, last_left_at([report.review_id]).get(report.review_id)
    )


def was_left_since(report: Report, left_at: datetime | None) -> bool:
    """`left_at` is that of the report's review in `last_left_at`."""
    return left_at is not None and left_at >= report.requested_at


def latest_references(review: Review) -> tuple[int | None, dict[int, str]]:
    """The newest version and the references it prints: passage id → E001."""
    newest = review.reports.only("version", "snapshot").first()
    if newest is None:
        return None, {}
    references = newest.snapshot["references"]
    return newest.version, {passage: reference for reference, passage in references.items()}


def gaps_before_report(review: Review, viewer=None) -> list[Gap]:
    """What is missing before the report, as the review's page says it."""
    assessment = latest_assessment(review)
    return gaps(
        evidence=influence_evidence(review, viewer),
        coverage=coverage(review),
        interviews=interview_counts(review, viewer),
        n_case_studies=case_studies(review).count(),
        assessment=assessment,
        progress=progress(assessment) if assessment else None,
    )
