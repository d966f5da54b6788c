"""What a segment said before, and going back to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interviews.models import SegmentVersion
from interviews.queries.history import Change, changes, history
from tests.factories.interviews import InterviewFactory, SegmentFactory

START = timezone.now().replace(microsecond=0) - timedelta(days=1)


@pytest.fixture
def interview(review):
    return InterviewFactory(review=review, number=1)


@pytest.fixture
def as_reviewer(signed_in, reviewer):
    return signed_in(reviewer)


@pytest.fixture
def write(interview):
    """A function: a segment of versions given as (text, author, seconds since START, more)."""

    def make(*versions):
        segment = SegmentFactory(interview=interview, text=versions[0][0])
        segment.versions.all().delete()
        for number, (text, by, at, *more) in enumerate(versions, 1):
            values = more[0] if more else {}
            made = SegmentVersion.objects.create(
                segment=segment, version=number, text=text, by=by, **values
            )
            SegmentVersion.objects.filter(pk=made.pk).update(at=START + timedelta(seconds=at))
        segment.version, segment.text = number, text
        segment.deleted_at = timezone.now() if values.get("deleted") else None
        segment.save()
        return segment

    return make


def urls(segment, version=None):
    args = [segment.interview.review.slug, segment.interview.number, segment.pk]
    if version is None:
        return reverse("interviews:segment_history", args=args)
    return reverse("interviews:restore_segment", args=[*args, version])


def versions(segment):
    return list(segment.versions.values_list("version", "text", "deleted", "by"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("", "We ring", [("added", "We ring")]),
        ("We ring", "", [("removed", "We ring")]),
        ("We ring", "We ring", [("same", "We ring")]),
        ("We ring", "We ring them", [("same", "We "), ("removed", "ring"), ("added", "ring them")]),
        (
            "We ring them up",
            "We call them up",
            [("same", "We "), ("removed", "ring "), ("added", "call "), ("same", "them up")],
        ),
        ("a b a", "a a", [("same", "a "), ("removed", "b "), ("same", "a")]),
        ("One\n\ntwo", "One two", [("removed", "One\n\n"), ("added", "One "), ("same", "two")]),
    ],
)
def test_changes_word_by_word(before, after, expected):
    found = changes(before, after)
    assert found == [Change(*each) for each in expected]
    assert "".join(each.text for each in found if each.how != "removed") == after
    assert "".join(each.text for each in found if each.how != "added") == before


def test_history_joins_saves_shortly_after_each_other(write, reviewer, trust_lead):
    segment = write(
        ("We", reviewer, 0),
        ("We ring", reviewer, 2),
        ("We ring them", reviewer, 100),
        ("We ring them", reviewer, 400),
        ("We call them", trust_lead, 402),
        ("We call them", trust_lead, 404, {"deleted": True}),
    )
    assert [
        (
            spell.last.version.version,
            [step.version.version for step in spell.steps],
            spell.last.also,
            spell.last.is_now,
            spell.last.can_be_restored,
        )
        for spell in history(segment)
    ] == [
        (6, [], ["Deleted"], True, False),
        (5, [], [], False, True),
        (4, [], [], False, True),
        (3, [3, 2, 1], [], False, True),
    ]


def test_history_says_who_spoke_before(write, reviewer):
    segment = write(
        ("How?", reviewer, 0, {"speaker": "P01"}),
        ("How?", reviewer, 600, {"speaker": "Interviewer", "kind": "question"}),
        ("How?", reviewer, 1200, {"kind": "note"}),
    )
    assert [spell.last.also for spell in history(segment)] == [
        ["Speaker: Interviewer → nobody", "Question → note"],
        ["Speaker: P01 → Interviewer", "Speech → question"],
        [],
    ]


@pytest.mark.parametrize("n", [1, 3])
def test_history_costs_one_query(write, reviewer, django_assert_num_queries, n):
    segment = write(*((f"Words {at}", reviewer, at * 600) for at in range(n)))
    with django_assert_num_queries(1):
        assert len(history(segment)) == n


def test_page_shows_every_version_with_time_and_author(write, reviewer, as_reviewer):
    segment = write(("<b>First</b>", reviewer, 0), ("Second", reviewer, 600))
    words = as_reviewer.get(urls(segment)).content.decode()
    assert "<del>&lt;b&gt;First&lt;/b&gt;</del><ins>Second</ins>" in words
    assert words.count(f", {reviewer}") == 2
    assert urls(segment, 1) in words
    assert urls(segment, 2) not in words


def test_restore_makes_a_new_version_of_the_old_words(write, reviewer, as_reviewer):
    segment = write(
        ("First", reviewer, 0, {"speaker": "P01", "stage": "decide", "question": "decide-1"}),
        ("Second", reviewer, 600),
    )
    answer = as_reviewer.post(urls(segment, 1), {"base": 2})
    assert (answer.status_code, answer.url) == (302, urls(segment))
    segment.refresh_from_db()
    assert (segment.version, segment.text, segment.speaker, segment.stage, segment.question) == (
        3, "First", "P01", "decide", "decide-1",
    )  # fmt: skip
    assert versions(segment) == [
        (1, "First", False, reviewer.pk),
        (2, "Second", False, reviewer.pk),
        (3, "First", False, reviewer.pk),
    ]


def test_restore_brings_a_deleted_segment_back_to_its_place(
    interview, write, reviewer, as_reviewer
):
    before = SegmentFactory(interview=interview, position=1)
    segment = write(("Words", reviewer, 0), ("Words", reviewer, 5, {"deleted": True}))
    segment.position = 2
    segment.save()
    after = SegmentFactory(interview=interview, position=3)
    as_reviewer.post(urls(segment, 1), {"base": 2})
    assert list(interview.segments.standing()) == [before, segment, after]
    assert versions(segment)[-1] == (3, "Words", False, reviewer.pk)


def test_restore_twice_makes_one_version(write, reviewer, as_reviewer):
    segment = write(("First", reviewer, 0), ("Second", reviewer, 600))
    for _ in range(2):
        as_reviewer.post(urls(segment, 1), {"base": 2})
    assert [row[:2] for row in versions(segment)] == [(1, "First"), (2, "Second"), (3, "First")]


@pytest.mark.parametrize("base", ["1", "", "x"])
def test_restore_after_somebody_changed_the_segment_changes_nothing(
    write, reviewer, trust_lead, as_reviewer, base
):
    segment = write(("First", reviewer, 0), ("Second", reviewer, 600), ("Third", trust_lead, 900))
    page = as_reviewer.post(urls(segment, 1), {"base": base}, follow=True)
    assert "Somebody changed this segment after you opened this page" in page.content.decode()
    segment.refresh_from_db()
    assert (segment.version, segment.text) == (3, "Third")


def test_restore_of_what_is_no_version_to_stand_is_not_found(write, reviewer, as_reviewer):
    segment = write(("Words", reviewer, 0), ("Words", reviewer, 5, {"deleted": True}))
    for version in (2, 3):
        assert as_reviewer.post(urls(segment, version), {"base": 2}).status_code == 404
    assert as_reviewer.get(urls(segment, 1)).status_code == 405


def test_history_of_another_interview_s_segment_is_not_found(review, write, reviewer, as_reviewer):
    elsewhere = InterviewFactory(review=review, number=2)
    segment = write(("Words", reviewer, 0))
    args = [review.slug, elsewhere.number, segment.pk]
    assert as_reviewer.get(reverse("interviews:segment_history", args=args)).status_code == 404
