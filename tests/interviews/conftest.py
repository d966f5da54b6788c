import json
import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse

from interviews.actions.recording import SegmentContent, save_segment
from interviews.actions.together import keep_rival
from interviews.models import Interview
from tests.factories.interviews import InterviewFactory


@pytest.fixture
def interview(review):
    return InterviewFactory(
        review=review, number=1, status=Interview.Status.PLANNED, participants__pseudonym="P07"
    )


def said(text, **changes):
    return SegmentContent(
        **{"kind": "speech", "stage": "identify", "speaker": "P07", "text": text} | changes
    )


@pytest.fixture
def save(interview, reviewer):
    """A function: saves `text` as the reviewer, as a new segment unless `segment_id` is given."""

    def saved(
        text, segment_id=None, *, base=0, after=None, elapsed_ms=0, by=None, settles=(), **changes
    ):
        return save_segment(
            interview=interview,
            segment_id=segment_id or uuid.uuid4(),
            base=base,
            content=said(text, **changes),
            after=after,
            elapsed_ms=elapsed_ms,
            by=by or reviewer,
            settles=settles,
        )

    return saved


@pytest.fixture
def put(interview, reviewer, signed_in):
    """A function: PUTs one segment as the reviewer's page does; changes go over the usual body."""
    client = signed_in(reviewer)

    def send(segment=None, raw=None, **changes):
        body = {
            "author": reviewer.pk,
            "base": 0,
            "kind": "speech",
            "stage": "identify",
            "speaker": "P07",
            "text": "We ring round.",
            "start_ms": 1_000,
            "deleted": False,
            "after": None,
            "elapsed_ms": 0,
        } | changes
        segment = segment or uuid.uuid4()
        return client.put(
            reverse("interviews:segment", args=[interview.review.slug, 1, segment]),
            data=json.dumps(body) if raw is None else raw,
            content_type="application/json",
        )

    return send


@pytest.fixture
def feed(interview, reviewer, signed_in):
    """A function: what the interview's feed answers a user, the reviewer by default."""
    cache.clear()
    clients = {}

    def ask(since=None, user=reviewer, **query):
        client = clients.setdefault(user.pk, signed_in(user))
        url = reverse("interviews:segments", args=[interview.review.slug, 1])
        query |= {} if since is None else {"since": since}
        return client.get(url, query).json()

    return ask


@pytest.fixture
def rival_of(interview, colleague):
    """A function: keeps what the colleague made of a segment beside it; answers the id."""

    def keep(segment, text="You ring round.", rival_id=None, base=1, by=colleague, **changes):
        rival = keep_rival(
            interview=interview,
            segment_id=segment.pk,
            rival_id=rival_id or uuid.uuid4(),
            base=base,
            content=said(text, **changes),
            by=by,
        )
        return rival.pk

    return keep
