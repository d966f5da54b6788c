"""Where self-assessments stand, and the steps that brought them there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from maturity.models import SelfAssessment, StatusChange

Status = SelfAssessment.Status
STEPS = {
    Status.OPEN: "Opened",
    Status.SUBMITTED: "Submitted",
    Status.AGREED: "Agreed",
    Status.REOPENED: "Opened again",
}


@dataclass(frozen=True)
class StepTaken:
    """One step: what was done, by whom (empty: not known), when, and why it was opened again."""

    words: str
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Standing:
    """Where one self-assessment stands, since when and by whose step."""

    status: str
    at: datetime
    by: str = ""
    reason: str = ""
    change: int = 0  # id of the StatusChange; 0: none is known

    @property
    def day(self) -> str:
        return date_format(timezone.localtime(self.at), "j F Y")

    @property
    def is_reopened(self) -> bool:
        return self.status == Status.REOPENED

    @property
    def words(self) -> str:
        """E.g. Submitted on 4 May 2026; Agreed on 6 May 2026 by Carys Penhale."""
        if self.status == Status.OPEN:
            return "Not submitted"
        if self.is_reopened:
            return f"Open again since {self.day}"
        by = f" by {self.by}" if self.status == Status.AGREED and self.by else ""
        return f"{STEPS[self.status]} on {self.day}{by}"


def steps(assessment: SelfAssessment) -> list[StepTaken]:
    """Everything that happened to its status, first to last. One query."""
    changes = assessment.status_changes.select_related("by").order_by("pk")
    return [
        StepTaken(STEPS[each.after], each.by.name if each.by else "", each.at, each.reason)
        for each in changes
    ]


def standing(assessment: SelfAssessment) -> Standing:
    """Where it stands. One query."""
    return standings([assessment])[assessment.pk]


def standings(assessments: Iterable[SelfAssessment]) -> dict[int, Standing]:
    """Where each stands, by id. One query; none for none."""
    found = {each.pk: each for each in assessments}
    if not found:
        return {}
    changes = StatusChange.objects.filter(assessment__in=found).select_related("by")
    last = {each.assessment_id: each for each in changes.order_by("pk")}
    return {pk: _standing(each, last.get(pk)) for pk, each in found.items()}


def _standing(assessment: SelfAssessment, last: StatusChange | None) -> Standing:
    if last is None or last.after != assessment.status:  # it came in by a file
        at = assessment.submitted_at or assessment.created_at
        return Standing(assessment.status, at, change=last.pk if last else 0)
    by = last.by.name if last.by else ""
    return Standing(last.after, last.at, by, last.reason, last.pk)
