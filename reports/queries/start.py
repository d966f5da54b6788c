"""What needs each kind of user: their start page. A fixed number of queries for any number of
reviews."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from adoption_reviews.models import Review
from interviews.models import Interview, Passage
from interviews.queries import last_left_at, open_interviews
from interviews.queries.second_coding import coded_blind
from maturity.models import SelfAssessment
from maturity.queries import Progress, Standing, progress, standings
from reports.models import Report
from reports.queries.agreement import left_to_settle
from reports.queries.evidence import evidence_grid
from reports.queries.reports import was_left_since
from reports.wording import counted

WITH_EVIDENCE = [Review.Status.FIELDWORK, Review.Status.ANALYSIS, Review.Status.REPORTING]
AFTERWARDS = [Review.Status.FOLLOW_UP, Review.Status.CLOSED]


@dataclass(frozen=True)
class Task:
    """Something to do: where, in a word or two, and why. `is_now` for what cannot wait."""

    action: str
    url: str
    text: str = ""
    is_now: bool = False


@dataclass(frozen=True)
class ReviewTasks:
    review: Review
    tasks: list[Task]


def reviewer_tasks(reviews: list[Review], now: datetime, viewer=None) -> list[ReviewTasks]:
    """What a reviewer has to do in each of their reviews, those with something first."""
    interviews = defaultdict(list)
    for interview in open_interviews(reviews):
        interviews[interview.review_id].append(interview)
    in_evidence = [review for review in reviews if review.status in WITH_EVIDENCE]
    evidence = evidence_grid(in_evidence, viewer)
    blind = defaultdict(list)
    for interview in coded_blind(reviews, viewer) if viewer else []:
        blind[interview.review_id].append(interview)
    unsettled = defaultdict(list)
    for interview, number in left_to_settle(in_evidence, viewer) if viewer else []:
        unsettled[interview.review_id].append((interview, number))
    submitted = defaultdict(list)
    for assessment in SelfAssessment.objects.filter(review__in=reviews, status="submitted"):
        submitted[assessment.review_id].append(assessment)
    latest, left_at = _latest_reports(reviews), last_left_at(reviews)
    found = []
    for review in reviews:
        tasks = _interview_tasks(review, interviews[review.pk], timezone.localdate(now))
        tasks += [_blind_task(review, each) for each in blind[review.pk]]
        tasks += [_settling_task(review, *each) for each in unsettled[review.pk]]
        tasks += [_agreeing_task(review, each) for each in submitted[review.pk]]
        tasks += _report_tasks(review, latest.get(review.pk), left_at.get(review.pk))
        tasks += _quote_tasks(review, evidence.get(review.pk, []))
        found.append(ReviewTasks(review, tasks))
    return sorted(found, key=lambda each: (not each.tasks, not any(t.is_now for t in each.tasks)))


def _interview_tasks(review, interviews, today: date) -> list[Task]:
    running = [each for each in interviews if each.status == Interview.Status.IN_PROGRESS]
    planned = [each for each in interviews if each.status == Interview.Status.PLANNED]
    dated = [(timezone.localtime(each.scheduled_at), each) for each in planned if each.scheduled_at]
    tasks = [
        Task(f"Go on with {_interview(each)}", _record(review, each), "It is not ended.", True)
        for each in running
    ]
    tasks += [
        Task(f"Record {_interview(each)}", _record(review, each), _today(at, each), True)
        for at, each in dated
        if at.date() == today
    ]
    tasks += [
        Task(
            f"Find a new time for {_interview(each)}",
            reverse("interviews:edit", args=[review.slug, each.number]),
            f"It was planned for {date_format(at, 'j F')}.",
        )
        for at, each in dated
        if at.date() < today
    ]
    later = [(at, each) for at, each in dated if at.date() > today]
    if later:
        at, interview = later[0]
        tasks.append(
            Task(
                f"Next is {_interview(interview)}",
                _page(review, interview),
                f"{date_format(at, 'l j F')} at {at:%H:%M}.",
            )
        )
    return tasks


def _blind_task(review, interview) -> Task:
    url = reverse("interviews:code", args=[review.slug, interview.number])
    return Task(f"{interview} is yours to code blind", url, "Nobody sees your marks meanwhile.")


def _settling_task(review, interview, number: int) -> Task:
    url = reverse("agreement:detail", args=[review.slug, interview.number])
    action = f"Settle {counted(number, 'difference')} in interview {interview.number}"
    return Task(action, f"{url}?show=differences", "Two people have coded it.")


def _agreeing_task(review, assessment: SelfAssessment) -> Task:
    url = reverse("maturity:detail", args=[review.slug, assessment.framework_key])
    day = date_format(timezone.localtime(assessment.submitted_at), "j F")
    return Task("Read the self-rating and agree it", url, f"The trust submitted it on {day}.")


def _today(at: datetime, interview) -> str:
    return f"Today at {at:%H:%M}{', ' * bool(interview.place)}{interview.place}."


def _page(review, interview) -> str:
    return reverse("interviews:detail", args=[review.slug, interview.number])


def _record(review, interview) -> str:
    return reverse("interviews:record", args=[review.slug, interview.number])


def _interview(interview) -> str:
    people = [each.pseudonym for each in interview.participants.all()]
    return f"interview {interview.number}" + (f" with {', '.join(people)}" if people else "")


def _latest_reports(reviews) -> dict[int, Report]:
    """The last version of each review's report, without what it says."""
    rows = Report.objects.filter(review__in=reviews).defer("snapshot").order_by("version")
    return {report.review_id: report for report in rows}


def _report_tasks(review, report: Report | None, left_at: datetime | None) -> list[Task]:
    if report is None and review.status == Review.Status.REPORTING:
        url = reverse("reports:build", args=[review.slug])
        return [Task("Build the report", url, "None has been built yet.")]
    if report is None or report.released_at:
        return []
    if was_left_since(report, left_at):
        url = reverse("reports:build", args=[review.slug])
        text = f"Somebody has withdrawn since version {report.version}, or is not to be quoted."
        return [Task("Build a new report", url, text)]
    url = reverse("reports:detail", args=[review.slug, report.version])
    name = f"version {report.version} of the report"
    if report.status == Report.Status.READY:
        return [Task(f"Release {name}", url, "It is ready; the trust cannot see it yet.")]
    if report.status == Report.Status.FAILED:
        return [Task(f"Look at {name}", url, "It could not be built.")]
    return [Task(f"Follow {name}", url, "It is being built.")]


def _quote_tasks(review, evidence) -> list[Task]:
    without = sum(each.n_people > 0 and not each.n_usable_quotes for each in evidence)
    if not without:
        return []
    return [
        Task(
            "Settle quotes",
            reverse("reports:evidence", args=[review.slug]),
            f"{without} influence{'' if without == 1 else 's'} that people spoke of "
            f"{'has' if without == 1 else 'have'} no quote cleared for the report.",
        )
    ]


@dataclass(frozen=True)
class TrustTasks:
    """One round, as the trust's own people need it. `report`: the last released, if any."""

    review: Review
    assessment: SelfAssessment | None
    standing: Standing | None
    progress: Progress | None  # None before the self-rating is begun
    report: Report | None


def trust_tasks(reviews: list[Review]) -> list[TrustTasks]:
    """The self-rating and the released report of each round, newest round first."""
    framework_keys = {each.pk: each.maturity_ref.partition("@")[0] for each in reviews}
    assessments = {
        each.review_id: each
        for each in SelfAssessment.objects.filter(review__in=reviews)
        if each.framework_key == framework_keys[each.review_id]
    }
    stand = standings(assessments.values())
    reports = {
        report.review_id: report
        for report in Report.objects.filter(review__in=reviews)
        .released()
        .defer("snapshot")
        .order_by("version")
    }
    return [
        TrustTasks(
            review,
            assessments.get(review.pk),
            stand[assessments[review.pk].pk] if review.pk in assessments else None,
            progress(assessments[review.pk]) if review.pk in assessments else None,
            reports.get(review.pk),
        )
        for review in sorted(reviews, key=lambda each: (-each.round_number, each.pk))
    ]


@dataclass(frozen=True)
class Phase:
    status: Review.Status
    reviews: list[Review]


def by_phase(reviews: list[Review]) -> list[Phase]:
    """Every phase in order, with its reviews."""
    return [
        Phase(status, [review for review in reviews if review.status == status])
        for status in Review.Status
    ]


def overdue(reviews: list[Review], today: date) -> list[Review]:
    """Reviews past their last day that are not in follow-up or closed, longest overdue first."""
    late = [
        review
        for review in reviews
        if review.ends_on and review.ends_on < today and review.status not in AFTERWARDS
    ]
    return sorted(late, key=lambda review: review.ends_on)


@dataclass(frozen=True)
class News:
    """What came in for one review: counts."""

    review: Review
    interviews: int  # ended
    passages: int  # marked
    reports: int  # released


def news(reviews: list[Review], now: datetime, viewer=None, days: int = 7) -> list[News]:
    """What is new in the last days, in the order of `reviews`, those with nothing left out."""
    since = now - timedelta(days=days)
    counting = Interview.objects.counting()
    interviews = _counted(counting.filter(ended_at__gte=since), "review")
    passages = _counted(
        Passage.objects.seen_by(viewer).filter(created_at__gte=since, interview__in=counting),
        "interview__review",
    )
    reports = _counted(Report.objects.filter(released_at__gte=since), "review")
    found = [
        News(review, interviews[review.pk], passages[review.pk], reports[review.pk])
        for review in reviews
    ]
    return [each for each in found if each.interviews or each.passages or each.reports]


def _counted(rows, by: str) -> defaultdict[int, int]:
    counts = rows.order_by().values_list(by).annotate(n=Count("pk"))
    return defaultdict(int, counts)
