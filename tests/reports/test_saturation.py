"""New codes by interview, in the order interviews were held."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from adoption_reviews.roles import Role
from interviews.models import Interview, SecondCoding
from reports.queries.saturation import Saturation, Step, saturation
from reports.saturation_chart import saturation_chart
from tests.factories.casestudies import CaseStudyCodingFactory
from tests.factories.core import MembershipFactory
from tests.factories.hub import text
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SegmentFactory,
)

DAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def held(review, number, *codes, **times):
    interview = InterviewFactory(review=review, number=number, **times)
    for code in codes:
        segment = SegmentFactory(interview=interview)
        CodingFactory(passage=PassageFactory(start_segment=segment), code=code)
    return interview


def steps(found):
    return [(step.number, len(step.new), step.n_codes, step.n_so_far) for step in found.steps]


def of(*n_new):
    """A course of interviews that brought as many new codes."""
    made, so_far = [], 0
    for number, n in enumerate(n_new, 1):
        keys = tuple(f"themes:{so_far + place}" for place in range(n))
        so_far += n
        made.append(Step(number, None, keys, n, so_far))
    return Saturation(tuple(made))


def test_interviews_come_in_the_order_they_were_held(review):
    held(review, 1, "good-networks", "widespread")
    held(review, 2, "good-networks", "pump-priming-fund", ended_at=DAY + timedelta(days=2))
    held(review, 3, "good-networks", "good-networks", started_at=DAY)
    held(review, 4, ended_at=DAY + timedelta(days=1))
    found = saturation(review, None)
    assert steps(found) == [(3, 1, 1, 1), (4, 0, 0, 1), (2, 1, 2, 2), (1, 1, 2, 3)]
    assert (found.n_codes, found.n_undated) == (3, 1)


def test_only_what_counts_brings_codes(review):
    held(review, 1, "good-networks")
    open_still = held(review, 2, "widespread")
    Interview.objects.filter(pk=open_still.pk).update(status=Interview.Status.IN_PROGRESS)
    CaseStudyCodingFactory(passage__case_study__review=review, code="pump-priming-fund")
    assert steps(saturation(review, None)) == [(1, 1, 1, 1)]


def test_codes_of_one_group_alone(review):
    held(review, 1, "good-networks", "trialling-support")
    keys = {"positive-influences@2020.1:trialling-support"}
    assert saturation(review, None, keys).steps[0].new == tuple(keys)


def test_an_interview_coded_blind_is_left_out_for_its_second_coder(review, reviewer):
    blind = held(review, 1, "good-networks")
    held(review, 2, "good-networks")
    second = MembershipFactory(role=Role.REVIEWER, review=review).user
    SecondCoding.objects.create(interview=blind, coder=second, given_by=reviewer)
    assert steps(saturation(review, second)) == [(2, 1, 1, 1)]
    assert steps(saturation(review, reviewer)) == [(1, 1, 1, 1), (2, 0, 1, 1)]


@pytest.mark.parametrize(
    ("n_new", "words"),
    [
        ([], ""),
        ([3], "The one interview so far brought 3 new codes."),
        ([3, 1, 0], "The three interviews so far brought 4 new codes."),
        (
            [9, 0, 0, 0, 1, 0],
            "The last five interviews brought 1 new code; the interview before them brought "
            "9 codes. The last one to bring anything new was interview 5, number 5 of 6 in the "
            "order they were held.",
        ),
        (
            [5, 1, *[0] * 5],
            "The last five interviews brought no new codes; the 2 before them brought 6 codes. "
            "The last one to bring anything new was interview 2, number 2 of 7 in the order they "
            "were held.",
        ),
        (
            [0] * 6,
            "The last five interviews brought no new codes; the interview before them brought no "
            "codes.",
        ),
    ],
)
def test_words_say_what_the_last_interviews_brought(n_new, words):
    assert of(*n_new).words == words


def test_chart_draws_what_the_table_says():
    chart = saturation_chart(of(8, 0, 2))
    for drawing in (chart.wide, chart.narrow):
        assert drawing.columns.count("M") == 2  # nothing new draws nothing
        assert drawing.line.count("L") == 2
        assert [each.words for each in drawing.scale] == ["0", "3", "6", "9", "12"]
        heights = [drawing.floor - y for _, y in drawing.points]
        assert heights[0] == heights[1] < heights[2] == pytest.approx(heights[0] * 10 / 8, abs=0.05)
    assert [label.words for label in chart.wide.labels] == ["1", "2", "3"]
    assert chart.wide.description == (
        "New codes by interview, in the order they were held. interview 1: 8 new, 8 so far; "
        "interview 2: 0 new, 8 so far; interview 3: 2 new, 10 so far."
    )


@pytest.mark.parametrize("n_interviews", [1, 100, 400])
def test_chart_of_few_and_of_many_stays_within_its_frame(n_interviews):
    for drawing in vars(saturation_chart(of(*[1] * n_interviews))).values():
        places = [label.x for label in drawing.labels]
        assert drawing.left < min(places) and max(places) < drawing.width
        assert all(b - a >= 20 for a, b in pairwise(places))


def test_page_has_chart_sentence_and_table(review, reviewer, signed_in):
    for number in range(1, 8):
        held(review, number, "good-networks", ended_at=DAY + timedelta(days=number))
    page = signed_in(reviewer).get(f"/reviews/{review.slug}/grid/saturation/")
    assert page.text.count("<svg") >= 2
    assert "The last five interviews brought no new codes; the 2 before them brought 1 code." in (
        text(page)
    )
    assert "Interview 1 Held: 3 Mar 2026" in text(page)
    assert "1 : Good networks" in text(page)


def test_saturation_takes_as_many_queries_for_one_as_for_three(
    review, reviewer, signed_in, django_assert_num_queries
):
    client = signed_in(reviewer)
    for number in (1, 2, 3):
        held(review, number, "good-networks")
        if number != 2:
            with django_assert_num_queries(9):
                client.get(f"/reviews/{review.slug}/grid/saturation/")
