"""A review on one page: how far it is, and what is missing before its report."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from adoption_reviews.models import Review
from adoption_reviews.roles import Permission
from adoption_reviews.vocabulary import RoleGroup
from interviews.models import Coding, Interview
from interviews.queries import Coverage
from maturity.models import SelfAssessment
from maturity.queries import Progress
from reports.evidence_rules import Status
from reports.models import Report
from reports.queries.evidence import InfluenceEvidence

FEWEST_CASE_STUDIES = 3
MAIN_GROUPS = [RoleGroup.EXECUTIVE, RoleGroup.DIVISIONAL, RoleGroup.FRONT_LINE]


@dataclass(frozen=True)
class StageEvidence:
    """How the influences of one stage stand: influences by status, in the order of `Status`."""

    number: int
    title: str
    counts: tuple[tuple[Status, int], ...]
    influences: tuple[InfluenceEvidence, ...]

    @property
    def words(self) -> str:
        """E.g. "5 present, 1 mixed, 3 no evidence"."""
        return ", ".join(f"{n} {status.label.lower()}" for status, n in self.counts if n)


def stages(evidence: list[InfluenceEvidence]) -> list[StageEvidence]:
    """The evidence of one review, by stage."""
    found = []
    for number in dict.fromkeys(each.stage_number for each in evidence):
        influences = tuple(each for each in evidence if each.stage_number == number)
        counts = Counter(each.status for each in influences)
        found.append(
            StageEvidence(
                number,
                influences[0].stage_title,
                tuple((status, counts[status]) for status in Status),
                influences,
            )
        )
    return found


@dataclass(frozen=True)
class InterviewCounts:
    planned: int
    in_progress: int
    completed: int  # those that count as evidence
    unmarked: int  # of these, without one passage

    @property
    def open(self) -> int:
        return self.planned + self.in_progress


def interview_counts(review: Review, viewer=None) -> InterviewCounts:
    """Interviews by status; those with somebody who has withdrawn are left out. Two queries.

    Of interviews that `viewer` codes blind only their own marks are seen.
    """
    open_ones = (
        review.interviews.counting()
        .exclude(status=Interview.Status.COMPLETED)
        .values_list("status", flat=True)
    )
    statuses = Counter(open_ones)
    marks = Coding.objects.seen_by(viewer)
    marked = list(
        review.interviews.evidence()
        .annotate(is_marked=Exists(marks.filter(passage__interview=OuterRef("pk"))))
        .values_list("is_marked", flat=True)
    )
    return InterviewCounts(
        planned=statuses[Interview.Status.PLANNED],
        in_progress=statuses[Interview.Status.IN_PROGRESS],
        completed=len(marked),
        unmarked=marked.count(False),
    )


@dataclass(frozen=True)
class Gap:
    """Something missing before the report, and the review's page where it can be put right.

    `route` is a route that takes the review; `permission` is what that page needs.
    """

    text: str
    route: str
    permission: Permission


def gaps(
    *,
    evidence: list[InfluenceEvidence],
    coverage: list[Coverage],
    interviews: InterviewCounts,
    n_case_studies: int,
    assessment: SelfAssessment | None,
    progress: Progress | None,
) -> list[Gap]:
    """What a reviewer would still see to before building the report. None of it stops them."""
    found = []

    def gap(text, route, permission):
        found.append(Gap(text, route, permission))

    if unheard := [
        each.role_group.label
        for each in coverage
        if each.role_group in MAIN_GROUPS and not each.done
    ]:
        gap(
            f"Nobody has been interviewed from: {', '.join(unheard).lower()}.",
            "interviews:list",
            Permission.RECORD_INTERVIEWS,
        )
    if interviews.in_progress:
        gap(
            f"{_n(interviews.in_progress, 'interview')} begun and not ended.",
            "interviews:list",
            Permission.RECORD_INTERVIEWS,
        )
    if interviews.planned:
        gap(
            f"{_n(interviews.planned, 'interview')} planned and not held.",
            "interviews:list",
            Permission.RECORD_INTERVIEWS,
        )
    if interviews.unmarked:
        gap(
            f"{_n(interviews.unmarked, 'completed interview')} with nothing marked.",
            "interviews:list",
            Permission.CODE_PASSAGES,
        )
    if interviews.completed:
        _evidence_gaps(evidence, gap)
    if n_case_studies < FEWEST_CASE_STUDIES:
        gap(
            f"{_n(n_case_studies, 'case study', 'case studies')} written; "
            f"a report has at least {FEWEST_CASE_STUDIES}.",
            "casestudies:list",
            Permission.READ_CASE_STUDIES,
        )
    if assessment is None:
        gap("The trust has not begun its self-rating.", "maturity:list", Permission.READ_MATURITY)
    elif assessment.is_open:
        gap(
            f"{_not_submitted(assessment)}: {progress.n_done} of "
            f"{_n(progress.n_indicators, 'indicator')} done.",
            "maturity:list",
            Permission.READ_MATURITY,
        )
    return found


def _not_submitted(assessment: SelfAssessment) -> str:
    if assessment.status == SelfAssessment.Status.REOPENED:
        return "The self-rating is open again, and the trust has not submitted it anew"
    return "The trust has not submitted its self-rating"


def _evidence_gaps(evidence, gap) -> None:
    silent = [each.title for each in evidence if each.status is Status.NO_EVIDENCE]
    if silent:
        gap(
            f"{_n(len(silent), 'influence')} without evidence: {', '.join(silent)}.",
            "reports:evidence",
            Permission.READ_EVIDENCE,
        )
    unquoted = sum(each.n_people > 0 and not each.n_usable_quotes for each in evidence)
    if unquoted:
        gap(
            f"{_n(unquoted, 'influence')} without a quote cleared for the report.",
            "reports:evidence",
            Permission.READ_EVIDENCE,
        )


def _n(n: int, one: str, several: str = "") -> str:
    return f"{n or 'No'} {one if n == 1 else several or one + 's'}"


def released_reports(reviews) -> list[Report]:
    """What the trust may read of these rounds, newest first, without what the reports say."""
    found = Report.objects.filter(review__in=reviews).released().defer("snapshot")
    return list(found.select_related("review__organisation").order_by("-pk"))
