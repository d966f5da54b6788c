"""Asking for a report: what it says is frozen, and its build queued."""

from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.models import Review
from reports import tasks
from reports.models import Report
from reports.name_check import NameFound, names_in
from reports.snapshot import leave_out_explanations, make_snapshot


class NamesInReport(Exception):
    """Something in the report may name a participant. `found` says where."""

    def __init__(self, found: list[NameFound]):
        super().__init__(f"{len(found)} places may name a participant")
        self.found = found


@transaction.atomic
def request_report(
    *, review: Review, by, words_are_ordinary: bool = False, without_explanations: bool = False
) -> Report:
    """Freeze what the report says and queue its build; while one is being built, that one.

    Raises NamesInReport. Two kinds of place can be let through by the reviewer's word, which the
    audit log keeps: words in small letters that are no names here (`words_are_ordinary`), and
    explanations of a submitted self-rating, which are left out (`without_explanations`).
    """
    # One request at a time for each review, so that two at once get the same report.
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    unfinished = review.reports.unfinished().first()
    if unfinished:
        return unfinished
    snapshot = make_snapshot(review, at=timezone.now())
    found = names_in(review, snapshot)
    left_out = [each for each in found if without_explanations and each.answer]
    ordinary = [
        each
        for each in found
        if words_are_ordinary and each.may_be_ordinary and each not in left_out
    ]
    in_the_way = [each for each in found if each not in left_out + ordinary]
    if in_the_way:
        raise NamesInReport(in_the_way)
    leave_out_explanations(snapshot, {each.answer for each in left_out})
    last = review.reports.aggregate(last=Max("version"))["last"] or 0
    report = Report.objects.create(
        review=review, version=last + 1, snapshot=snapshot, requested_by=by
    )
    audit.record(
        by=by,
        verb="report.requested",
        on=report,
        review=review,
        version=report.version,
        words_said_to_be_ordinary=len(ordinary),
        explanations_left_out=len(left_out),
    )
    # Robust: with the broker away the row still stands and the sweep sends it.
    transaction.on_commit(partial(tasks.send, report.pk), robust=True)
    return report
