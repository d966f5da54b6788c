"""Rows for the benchmarks, made and read inside the product that is measured. All is JSON."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.actions import add_organisation, start_review
from adoption_reviews.models import Review, User
from interviews.actions.interviews import InterviewPlan, plan_interview
from interviews.models import Interview, Participant, Segment, SegmentVersion

IN_A_REVIEW = 5  # reviewers: three in an interview of their own each, two in one together


def make_reviewers(many: int) -> list[dict]:
    """`many` reviewers at work: each with a session, their review's and their interview's address.

    The keys are user, session, interviews, segments, page.
    """
    reviewers = [
        User.objects.create(email=f"reviewer{number}@bench.example", name=f"Reviewer {number}")
        for number in range(many)
    ]
    return [
        at_work
        for first in range(0, many, IN_A_REVIEW)
        for at_work in _review(first, reviewers[first : first + IN_A_REVIEW])
    ]


def _review(number: int, reviewers: list[User]) -> list[dict]:
    organisation = add_organisation(
        ods_code=f"RB{number}", name=f"Trust {number}", kind="acute", region="", by=reviewers[0]
    )
    review = start_review(organisation=organisation, reviewers=reviewers, by=reviewers[0])
    at_work = []
    for place, reviewer in enumerate(reviewers):
        if place < IN_A_REVIEW - 1:  # the last one joins the one before
            interview = _interview(review, place, reviewer)
        at_work.append(_at_work(reviewer, interview))
    return at_work


def _interview(review: Review, place: int, reviewer: User) -> Interview:
    participant = Participant.objects.create(
        review=review, pseudonym=f"P{place + 1:02}", role_group="front-line"
    )
    plan = InterviewPlan(participants=[participant], reviewers=[reviewer], mode="in-person")
    return plan_interview(review=review, plan=plan, by=reviewer)


def _at_work(reviewer: User, interview: Interview) -> dict:
    args = [interview.review.slug, interview.number]
    return {
        "user": reviewer.pk,
        "session": session_of(reviewer),
        "interviews": reverse("interviews:list", args=args[:1]),
        "segments": reverse("interviews:segments", args=args),
        "page": reverse("interviews:record", args=args),
    }


def session_of(user: User) -> str:
    """The key of a session in which `user` is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def make_segments(many: int, words: int) -> None:
    """Give the latest interview `many` segments of `words` words each."""
    interview = Interview.objects.order_by("pk").last()
    segments = [
        Segment(
            interview=interview,
            position=number,
            kind="speech" if number % 4 else "question",
            speaker="P01" if number % 4 else "Interviewer",
            text=" ".join(f"word{number}-{place}" for place in range(words)),
            start_ms=number * 9_000,
            revision=number,
        )
        for number in range(1, many + 1)
    ]
    Segment.objects.bulk_create(segments)
    SegmentVersion.objects.bulk_create(
        SegmentVersion(
            segment=each, version=1, kind=each.kind, speaker=each.speaker, text=each.text
        )
        for each in segments
    )
    Interview.objects.filter(pk=interview.pk).update(
        status=Interview.Status.IN_PROGRESS, started_at=timezone.now(), revision=many
    )


def kept_texts() -> dict[str, list[str]]:
    """The texts of every version of every segment, oldest first, by the segment's id."""
    kept = {}
    rows = SegmentVersion.objects.order_by("version").values_list("segment", "text")
    for segment, text in rows.iterator():
        kept.setdefault(str(segment), []).append(text)
    return kept
