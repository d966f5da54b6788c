"""Planning interviews and changing what was planned."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from adoption_reviews import audit
from adoption_reviews.models import Review, User
from interviews.actions.guides import check_choice, choose_guide
from interviews.models import GuideVersion, Interview, Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewPlan:
    """Who is interviewed by whom, how and when."""

    participants: list[Participant]
    reviewers: list[User]
    mode: str  # an Interview.Mode
    scheduled_at: datetime | None = None
    place: str = ""
    minutes: int = 60
    guide_version: GuideVersion | None = None  # None: the standard guide


@transaction.atomic
def plan_interview(*, review, plan: InterviewPlan, by) -> Interview:
    """Add an interview with the review's next number. Raises ValidationError as `_check` and
    `guides.check_choice` do.
    """
    # Locked, so that two interviews planned at once get different numbers.
    review = Review.objects.select_for_update().get(pk=review.pk)
    _check(review, plan, withdrawn_allowed=set())
    last = review.interviews.aggregate(last=Max("number"))["last"] or 0
    interview = Interview(review=review, number=last + 1)
    check_choice(interview=interview, version=plan.guide_version)
    interview.guide_version = plan.guide_version
    _store(interview, plan)
    audit.record(
        by=by,
        verb="interview.planned",
        on=interview,
        review=review,
        number=interview.number,
        participants=_pseudonyms(plan),
    )
    return interview


@transaction.atomic
def plan_one_each(*, review, plan: InterviewPlan, by) -> list[Interview]:
    """Plan an interview like `plan` for each of its participants alone, in their order.

    Those who have an interview by now are left out. Raises ValidationError as plan_interview does.
    """
    Review.objects.select_for_update().get(pk=review.pk)
    still = Interview.objects.filter(review=review).counting()
    return [
        plan_interview(review=review, plan=replace(plan, participants=[participant]), by=by)
        for participant in plan.participants
        if not still.filter(participants=participant).exists()
    ]


@transaction.atomic
def edit_interview(*, interview, plan: InterviewPlan, by) -> Interview:
    """Change who takes part, how and when.

    Raises ValidationError when somebody would be taken out whose words are in the transcript, and
    as `_check` and `guides.check_choice` do.
    """
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    taking_part = set(interview.participants.all())
    _check(interview.review, plan, withdrawn_allowed=taking_part)
    lost = taking_part - set(plan.participants)
    speaking = interview.segments.standing().filter(participant__in=lost)
    spoken = sorted(set(speaking.values_list("participant__pseudonym", flat=True)))
    if spoken:
        raise ValidationError(
            {"participants": f"{', '.join(spoken)} must stay: the transcript has words of theirs"}
        )
    interview = choose_guide(interview=interview, version=plan.guide_version, by=by)
    _store(interview, plan)
    audit.record(
        by=by,
        verb="interview.edited",
        on=interview,
        review=interview.review,
        number=interview.number,
        participants=_pseudonyms(plan),
    )
    return interview


def _check(review, plan: InterviewPlan, *, withdrawn_allowed: set[Participant]) -> None:
    """Raise ValidationError for nobody, somebody of another review, or somebody who withdrew."""
    if not plan.participants:
        raise ValidationError({"participants": "Select who is interviewed"})
    if any(each.review_id != review.pk for each in plan.participants):
        raise ValidationError({"participants": "Select participants of this review"})
    newly_withdrawn = Participant.objects.filter(
        pk__in=[each.pk for each in plan.participants], withdrawn_at__isnull=False
    ).exclude(pk__in=[each.pk for each in withdrawn_allowed])
    gone = ", ".join(newly_withdrawn.values_list("pseudonym", flat=True))
    if gone:
        raise ValidationError({"participants": f"Leave out {gone}, who has withdrawn"})


def _store(interview: Interview, plan: InterviewPlan) -> None:
    interview.mode = plan.mode
    interview.scheduled_at = plan.scheduled_at
    interview.place = plan.place
    interview.minutes = plan.minutes
    interview.save()
    interview.participants.set(plan.participants)
    interview.reviewers.set(plan.reviewers)


def _pseudonyms(plan: InterviewPlan) -> list[str]:
    return sorted(each.pseudonym for each in plan.participants)
