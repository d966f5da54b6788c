"""A closed review: its passages, codes and memos are read, and not changed."""

import pytest
from django.urls import reverse

from adoption_reviews.models import AuditEvent, Memo, Theme
from interviews.models import Coding, Passage, SecondCoding
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SegmentFactory,
)
from tests.sent import sent

CODE = "positive-influences@2020.1:good-networks"


@pytest.fixture
def coding(review, reviewer):
    segment = SegmentFactory(interview=InterviewFactory(review=review, number=1))
    passage = PassageFactory(start_segment=segment, created_by=reviewer)
    Memo.objects.create(review=review, about="review", text="Typed", author=reviewer)
    return CodingFactory(passage=passage)


@pytest.fixture
def closed(review, coding):
    review.status = "closed"
    review.save()
    return review


def changes(review, coding):
    """(address, fields) of everything that would change evidence."""
    at = [review.slug, 1]
    passage, memo = coding.passage_id, Memo.objects.get(text="Typed").pk
    words = {"start_part": coding.passage.start_segment_id, "start_offset": 0, "end_offset": 2}
    return [
        (reverse("interviews:add_coding", args=at), words | {"key": CODE, "direction": "helps"}),
        (reverse("interviews:change_coding", args=[*at, coding.pk]), {"direction": "mixed"}),
        (reverse("interviews:remove_coding", args=[*at, coding.pk]), {}),
        (reverse("interviews:move_passage", args=[*at, passage]), words),
        (reverse("interviews:undo_coding", args=at), {"token": "x"}),
        (reverse("interviews:add_theme", args=at), {"title": "New"}),
        (reverse("interviews:passage", args=[*at, passage]), {"decide": "x"}),
        (reverse("interviews:second_coding", args=at), {"coder": 1}),
        (reverse("themes:add", args=[review.slug]), {"title": "New"}),
        (reverse("memos:add", args=[review.slug]), {"about": "review", "text": "New"}),
        (reverse("memos:edit", args=[review.slug, memo]), {"text": "New"}),
        (reverse("memos:delete", args=[review.slug, memo]), {}),
        (reverse("agreement:settle", args=[*at, coding.pk]), {"note": "x"}),
        (reverse("suggestions:suggestions", args=at), {"accept": "x"}),
        (reverse("exchange:import", args=[review.slug]), {}),
    ]


def evidence() -> tuple:
    """All that could have been changed, and that nothing says it was."""
    rows = [list(model.objects.values()) for model in (Coding, Passage, Memo, Theme, SecondCoding)]
    return *rows, AuditEvent.objects.count()


def test_nothing_that_makes_evidence_can_be_changed(closed, coding, reviewer, signed_in):
    client, before = signed_in(reviewer), evidence()
    for url, fields in changes(closed, coding):
        answer = client.post(url, fields)
        assert (url, answer.status_code) == (url, 403)
        assert "This review is closed" in answer.text
        assert "move the review back to an earlier phase</a>" in answer.text
    assert evidence() == before


def test_everything_can_be_read_and_exported(closed, coding, reviewer, signed_in):
    client = signed_in(reviewer)
    for url in (
        reverse("interviews:code", args=[closed.slug, 1]),
        reverse("codes:list", args=[closed.slug]),
        reverse("codes:detail", args=[closed.slug, CODE]),
        reverse("sense:grid", args=[closed.slug]),
        reverse("search:search", args=[closed.slug]),
    ):
        page = client.get(url)
        assert (url, page.status_code) == (url, 200)
        assert "This review is closed" in page.getvalue().decode()
    assert client.post(reverse("exchange:export", args=[closed.slug]), {}).status_code != 403


def test_coding_page_of_a_closed_review_offers_no_marking(review, coding, reviewer, signed_in):
    client, code, by_hand = (
        signed_in(reviewer),
        reverse("interviews:code", args=[review.slug, 1]),
        reverse("interviews:code_by_hand", args=[review.slug, 1]),
    )
    assert 'id="by-hand"' in client.get(by_hand).text
    assert sent(client, code)[1]["is_only_read"] is False
    review.status = "closed"
    review.save()
    assert 'id="by-hand"' not in client.get(by_hand).text
    page = client.get(code).getvalue().decode()
    assert sent(client, code)[1]["is_only_read"] is True
    assert "Mark words without selecting them" not in page


def test_people_can_still_withdraw_from_a_closed_review(closed, coding, reviewer, signed_in):
    participant = coding.passage.interview.participants.get()
    url = reverse("interviews:withdraw", args=[closed.slug, participant.pseudonym])
    assert signed_in(reviewer).post(url, {}).status_code != 403


def test_review_moved_back_can_be_changed_again(closed, coding, reviewer, signed_in):
    closed.status = "follow-up"
    closed.save()
    url = reverse("interviews:remove_coding", args=[closed.slug, 1, coding.pk])
    assert signed_in(reviewer).post(url).status_code == 302
    assert not Coding.objects.filter(pk=coding.pk).exists()
