"""What a reviewer's device may hold."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from adoption_reviews.roles import Role
from interviews.models import Interview


@dataclass(frozen=True, slots=True)
class ForDevice:
    """An interview whose transcript and recording page may stay on its reviewer's device."""

    interview: int  # the row's id, as the device knows it
    url: str  # of the recording page
    is_soon: bool  # theirs, and running or planned for today or tomorrow: to be prepared


def for_device(user, now: datetime) -> list[ForDevice]:
    """The interviews not yet ended, with nobody withdrawn, that `user` may record. Two queries."""
    today = timezone.localdate(now)
    days = {today, today + timedelta(days=1)}
    rows = (
        Interview.objects.filter(
            review__memberships__user=user, review__memberships__role=Role.REVIEWER
        )
        .exclude(status=Interview.Status.COMPLETED)
        .exclude(participants__withdrawn_at__isnull=False)
        .select_related("review")
        .order_by("scheduled_at", "pk")
    )
    own = set(
        Interview.reviewers.through.objects.filter(user=user).values_list("interview", flat=True)
    )
    return [
        ForDevice(
            interview=each.pk,
            url=reverse("interviews:record", args=[each.review.slug, each.number]),
            is_soon=each.pk in own
            and (
                each.status == Interview.Status.IN_PROGRESS
                or bool(each.scheduled_at and timezone.localdate(each.scheduled_at) in days)
            ),
        )
        for each in rows
    ]
