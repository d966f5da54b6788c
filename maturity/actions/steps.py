"""The steps of a self-assessment from its opening on."""

from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from maturity.models import SelfAssessment, StatusChange
from maturity.queries import framework_of, progress

Status = SelfAssessment.Status


class NotOpen(Exception):
    """The self-rating was submitted; its answers do not change unless it is opened again."""


class NothingRated(Exception):
    """A self-rating without one answer is not submitted."""


@transaction.atomic
def open_assessment(*, review, framework_ref: str, by) -> SelfAssessment:
    """The review's self-assessment on the framework, opened unless it was there already.

    Raises FrameworkError for a framework that is not there or cannot be rated.
    """
    framework_of(SelfAssessment(review=review, framework_ref=framework_ref))
    assessment, is_new = SelfAssessment.objects.select_related("review").get_or_create(
        review=review,
        framework_key=framework_ref.partition("@")[0],
        defaults={"framework_ref": framework_ref},
    )
    if is_new:
        StatusChange.objects.create(assessment=assessment, after=assessment.status, by=by)
        audit.record(
            by=by, verb="maturity.opened", on=assessment, review=review, framework=framework_ref
        )
    return assessment


@transaction.atomic
def submit_assessment(*, assessment: SelfAssessment, by) -> SelfAssessment:
    """Give it to the reviewers. Raises NotOpen, and NothingRated when all is silent."""
    assessment = lock_open(assessment)
    done = progress(assessment)
    if not done.n_done:
        raise NothingRated
    before, assessment.status = assessment.status, Status.SUBMITTED
    assessment.submitted_at = timezone.now()
    assessment.submitted_by = by
    assessment.save()
    StatusChange.objects.create(
        assessment=assessment, before=before, after=assessment.status, by=by
    )
    audit.record(
        by=by,
        verb="maturity.submitted",
        on=assessment,
        review=assessment.review,
        answered=done.n_answered,
        not_applicable=done.n_not_applicable,
        silent=done.n_silent,
    )
    return assessment


def lock_open(assessment: SelfAssessment) -> SelfAssessment:
    """The assessment as it is now, locked until the transaction ends. Raises NotOpen."""
    locked = SelfAssessment.objects.select_for_update(of=("self",)).select_related("review")
    assessment = locked.get(pk=assessment.pk)
    if not assessment.is_open:
        raise NotOpen
    return assessment
