"""Whole situations for the hub's pages."""

import re

from django.utils import timezone

from adoption_reviews.vocabulary import RoleGroup
from reports.models import Report
from tests.factories.core import UserFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
    SegmentFactory,
)


def interview(review, *said, role_group=RoleGroup.FRONT_LINE, usable="", name="Wenna Tregarth"):
    """Interview one new person of the review and code what they say: (code, direction) pairs."""
    person = ParticipantFactory(review=review, role_group=role_group, identity__name=name)
    held = InterviewFactory(review=review, participants=[person])
    for code, direction in said:
        passage = PassageFactory(
            start_segment=SegmentFactory(interview=held),
            anonymised_quote=usable,
            is_usable=bool(usable),
        )
        CodingFactory(passage=passage, code=code, direction=direction)
    return held


def interview_all_groups(review, *said, **options):
    """One person of each of the three main role groups, all saying the same, three times over:
    enough people for the groups to be named, and for what is said to be widespread."""
    for group in (RoleGroup.EXECUTIVE, RoleGroup.DIVISIONAL, RoleGroup.FRONT_LINE):
        for _ in range(3):
            interview(review, *said, role_group=group, **options)


def text(response) -> str:
    """What is read on a page: no tags (nor the random tokens in them), single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def report(review, version=1, status=Report.Status.READY, released=False):
    return Report.objects.create(
        review=review,
        version=version,
        status=status,
        snapshot={"secret": "nothing of this is shown in lists"},
        requested_by=UserFactory(),
        released_at=timezone.now() if released else None,
    )
