"""When the interviews of a review are: by day, and where two of them clash."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from interviews.models import Interview, Participant

LONGEST = timedelta(hours=8)  # that an interview may be planned for


@dataclass(frozen=True, slots=True)
class Slot:
    """One interview in the schedule."""

    interview: Interview
    starts: datetime | None  # in the hub's time zone
    ends: datetime | None
    clashes: list[str]  # whom it cannot have at that time, in words

    @property
    def day(self) -> date | None:
        return self.starts and self.starts.date()


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    slots: list[Slot]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The interviews still to be held, each in one place."""

    under_way: list[Slot]  # begun and not ended
    overdue: list[Slot]  # planned for a day that is past
    today: list[Slot]
    coming: list[Day]
    undated: list[Slot]

    @property
    def n(self) -> int:
        return sum(
            map(len, (self.under_way, self.overdue, self.today, self.undated)),
            sum(len(each.slots) for each in self.coming),
        )


def open_interviews(reviews):
    """Interviews that are not ended and in which nobody has withdrawn, by date: a QuerySet."""
    return (
        Interview.objects.filter(review__in=reviews)
        .counting()
        .exclude(status=Interview.Status.COMPLETED)
        .prefetch_related("participants")
        .order_by("scheduled_at", "number")
    )


def schedule(review, *, now: datetime, reviewer=None) -> Schedule:
    """The review's schedule, names prefetched; only that of one `reviewer` when given.

    Five queries. Clashes are looked for among all interviews, also those of others.
    """
    people = Participant.objects.select_related("identity")
    rows = list(
        open_interviews([review])
        .prefetch_related(None)
        .prefetch_related(Prefetch("participants", people), "reviewers")
    )
    clashes = _clashes(rows)
    shown = [each for each in rows if reviewer is None or reviewer in each.reviewers.all()]
    slots = [_slot(each, clashes[each.pk]) for each in shown]
    today = timezone.localdate(now)
    planned = [each for each in slots if each.interview.status == Interview.Status.PLANNED]
    coming = defaultdict(list)
    for slot in planned:
        if slot.day and slot.day > today:
            coming[slot.day].append(slot)
    return Schedule(
        under_way=[each for each in slots if each not in planned],
        overdue=[each for each in planned if each.day and each.day < today],
        today=[each for each in planned if each.day == today],
        coming=[Day(day, coming[day]) for day in sorted(coming)],
        undated=[each for each in planned if not each.day],
    )


def _slot(interview: Interview, clashes: list[str]) -> Slot:
    starts = interview.scheduled_at and timezone.localtime(interview.scheduled_at)
    return Slot(interview, starts, starts and timezone.localtime(ends_at(interview)), clashes)


def ends_at(interview: Interview) -> datetime:
    """When it is planned to end; it must have a date."""
    return interview.scheduled_at + timedelta(minutes=interview.minutes)


def _clashes(interviews: list[Interview]) -> defaultdict[int, list[str]]:
    """Interview id → whom it cannot have, in words. People must be prefetched."""
    found = defaultdict(list)
    dated = [each for each in interviews if each.scheduled_at]
    for place, first in enumerate(dated):
        for second in dated[place + 1 :]:
            if second.scheduled_at >= ends_at(first):
                break  # they are in the order of their beginning
            for who in _both(first, second):
                found[first.pk].append(_in_another(who, second))
                found[second.pk].append(_in_another(who, first))
    return found


def _both(first: Interview, second: Interview) -> list[str]:
    """Participants by pseudonym and reviewers by name who are in both."""
    return [
        str(each)
        for people in ("participants", "reviewers")
        for each in getattr(first, people).all()
        if each in getattr(second, people).all()
    ]


def _in_another(who: str, other: Interview) -> str:
    at = f"{timezone.localtime(other.scheduled_at):%H:%M}"
    return f"{who} is also in {str(other).lower()} at {at}"


def clashes_of(interview: Interview) -> list[str]:
    """Whom a planned interview cannot have at its time, in words; other reviews are not named.

    Four queries at most.
    """
    if interview.scheduled_at is None:
        return []
    reviewers = list(interview.reviewers.all())
    near = (
        Interview.objects.exclude(pk=interview.pk)
        .counting()
        .filter(
            status=Interview.Status.PLANNED,
            scheduled_at__lt=ends_at(interview),
            scheduled_at__gt=interview.scheduled_at - LONGEST,
        )
        .prefetch_related("participants", "reviewers")
        .order_by("scheduled_at", "pk")
    )
    found = []
    for other in near:
        if ends_at(other) <= interview.scheduled_at:
            continue
        if other.review_id == interview.review_id:
            found += [_in_another(who, other) for who in _both(interview, other)]
        else:
            at = f"{timezone.localtime(other.scheduled_at):%H:%M}"
            busy = [each for each in reviewers if each in other.reviewers.all()]
            found += [f"{each} interviews in another review at {at}" for each in busy]
    return found


@dataclass(frozen=True, slots=True)
class Revision:
    """How often a plan was changed, and when last."""

    sequence: int
    at: datetime


def revisions(interviews: list[Interview]) -> dict[int, Revision]:
    """Interview id → its Revision, from the audit log: what was planned counts 0. One query."""
    counted = dict.fromkeys((each.pk for each in interviews), 0)
    changed = {each.pk: each.created_at for each in interviews}
    events = AuditEvent.objects.filter(
        object_type="interview", object_id__in=map(str, counted), verb="interview.edited"
    )
    for pk, at in events.order_by("at").values_list("object_id", "at"):
        counted[int(pk)] += 1
        changed[int(pk)] = max(at, changed[int(pk)])
    return {pk: Revision(counted[pk], changed[pk]) for pk in counted}
