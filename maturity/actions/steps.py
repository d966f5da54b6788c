"""The steps of a self-assessment: one table says which step leads from where to where."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.roles import Permission
from maturity import tasks
from maturity.models import SelfAssessment, StatusChange
from maturity.queries import framework_of, progress

REASON_LENGTH = 1_000

Status = SelfAssessment.Status


class Step(StrEnum):
    SUBMIT = "submit"
    AGREE = "agree"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Move:
    """Where a step leads; whoever holds one of the permissions `by` takes it."""

    to: Status
    by: frozenset[Permission]


LEAD = frozenset({Permission.LEAD_MATURITY})
REVIEWER = frozenset({Permission.AGREE_MATURITY})
MOVES = {
    (Step.SUBMIT, Status.OPEN): Move(Status.SUBMITTED, LEAD),
    (Step.SUBMIT, Status.REOPENED): Move(Status.SUBMITTED, LEAD),
    (Step.AGREE, Status.SUBMITTED): Move(Status.AGREED, REVIEWER),
    (Step.REOPEN, Status.SUBMITTED): Move(Status.REOPENED, LEAD | REVIEWER),
    (Step.REOPEN, Status.AGREED): Move(Status.REOPENED, REVIEWER),
}
# Every other pair of a step and a status, in words.
REFUSALS = {
    (Step.SUBMIT, Status.SUBMITTED): "The self-rating has been submitted already.",
    (Step.SUBMIT, Status.AGREED): "The self-rating has been submitted and agreed already.",
    (Step.AGREE, Status.OPEN): "The trust has not submitted its self-rating yet.",
    (Step.AGREE, Status.AGREED): "The self-rating has been agreed already.",
    (Step.AGREE, Status.REOPENED): "The self-rating is open again: the trust submits it first.",
    (Step.REOPEN, Status.OPEN): "The self-rating is open: it was never submitted.",
    (Step.REOPEN, Status.REOPENED): "The self-rating is open again already.",
}
NOT_YOURS = {
    Step.SUBMIT: "The trust’s lead submits the self-rating.",
    Step.AGREE: "A reviewer agrees the self-rating.",
    Step.REOPEN: "A reviewer opens the self-rating again; until it is agreed the trust’s lead may "
    "take it back.",
}


class NotOpen(Exception):
    """The self-rating was submitted; its answers do not change unless it is opened again."""


class StepRefused(Exception):
    """A step that cannot be taken. The message says why and is fit to be shown."""


class NothingRated(StepRefused):
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


def refusal(step: Step, assessment: SelfAssessment, access: Collection[Permission]) -> str:
    """Why the step cannot be taken from where the assessment is, by who holds `access`; empty
    when it can.
    """
    status = Status(assessment.status)
    move = MOVES.get((step, status))
    if move is None:
        return REFUSALS[step, status]
    return NOT_YOURS[step] if move.by.isdisjoint(access) else ""


def open_steps(assessment: SelfAssessment, access: Collection[Permission]) -> list[str]:
    """The steps that who holds `access` can take now."""
    return [step.value for step in Step if not refusal(step, assessment, access)]


def ever_takes(step: Step, access: Collection[Permission]) -> bool:
    """Whether who holds `access` takes this step from any status at all."""
    return any(not move.by.isdisjoint(access) for (each, _), move in MOVES.items() if each == step)


@transaction.atomic
def take_step(
    *,
    assessment: SelfAssessment,
    step: Step,
    by,
    access: Collection[Permission],
    reason: str = "",
    seen: int | None = None,
    site_url: str = "",
) -> SelfAssessment:
    """Take a step and tell those on the other side of it by e-mail.

    `access`: what `by` holds in the review. `seen`: id of the last change of status that `by` was
    shown, so that nobody agrees what was taken back and changed meanwhile. `site_url`: this site's
    address, e.g. https://hub.example/; without it nobody is told. Raises StepRefused, and
    ValidationError for a reason that is missing or too long.
    """
    assessment = lock(assessment)
    if refused := refusal(step, assessment, access):
        raise StepRefused(refused)
    last = assessment.status_changes.order_by("pk").last()
    if seen is not None and seen != (last.pk if last else 0):
        raise StepRefused("The self-rating has changed since you opened the page. Look again.")
    reason = checked_reason(reason) if step == Step.REOPEN else ""
    done = progress(assessment)
    if step == Step.SUBMIT:
        if not done.n_done:
            raise NothingRated("Answer at least one indicator before you submit.")
        assessment.submitted_at = timezone.now()
        assessment.submitted_by = by
    before = Status(assessment.status)
    assessment.status = MOVES[step, before].to
    assessment.save()
    change = StatusChange.objects.create(
        assessment=assessment, before=before, after=assessment.status, reason=reason, by=by
    )
    _record(step, assessment, before, done, by)
    if site_url:
        # Robust: with the broker away the step is taken all the same.
        transaction.on_commit(partial(tasks.tell, change.pk, site_url), robust=True)
    return assessment


def checked_reason(reason: str) -> str:
    """The reason with its words tidied. Raises ValidationError."""
    reason = reason.replace("\r\n", "\n").strip()
    if not reason or "\0" in reason:
        raise ValidationError("Say why the self-rating is opened again")
    if len(reason) > REASON_LENGTH:
        raise ValidationError(f"The reason must be {REASON_LENGTH:,} characters or fewer")
    return reason


def lock(assessment: SelfAssessment) -> SelfAssessment:
    """The assessment as it is now, locked until the transaction ends."""
    locked = SelfAssessment.objects.select_for_update(of=("self",)).select_related("review")
    return locked.get(pk=assessment.pk)


def lock_open(assessment: SelfAssessment) -> SelfAssessment:
    """The same. Raises NotOpen when its answers may not change."""
    assessment = lock(assessment)
    if not assessment.is_open:
        raise NotOpen
    return assessment


def _record(step: Step, assessment: SelfAssessment, before: str, done, by) -> None:
    """The event of a step. Its reason stays out of the log."""
    audit.record(
        by=by,
        verb={
            Step.SUBMIT: "maturity.submitted",
            Step.AGREE: "maturity.agreed",
            Step.REOPEN: "maturity.reopened",
        }[step],
        on=assessment,
        review=assessment.review,
        before=before,
        answered=done.n_answered,
        not_applicable=done.n_not_applicable,
        silent=done.n_silent,
    )
