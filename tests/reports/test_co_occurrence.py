"""Codes that occur together: on one passage, or on words that they share."""

import re
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption_reviews.codes import code_groups
from interviews.models import Interview
from reports.queries.co_occurrence import codes_beside, occurring_together
from reports.queries.code_pairs import code_pairs
from reports.queries.codings import codings
from tests.factories.casestudies import (
    CaseStudyCodingFactory,
    CaseStudyFactory,
    CaseStudyPassageFactory,
)
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SegmentFactory,
)
from tests.reports.test_code_grid import assert_figures_open

NETWORKS, FUND, TRIALS = "good-networks", "pump-priming-fund", "trialling-support"
SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12), st.sets(st.sampled_from("abc"), min_size=1)),
    max_size=25,
)


def passage(start, end, *codes, start_offset=0, end_offset=None):
    """A passage from a segment to another, with codes."""
    end_offset = len(end.text) if end_offset is None else end_offset
    made = PassageFactory(
        start_segment=start, end_segment=end, start_offset=start_offset, end_offset=end_offset
    )
    for code in codes:
        CodingFactory(passage=made, code=code)
    return made


def together(review, *, overlapping):
    """(titles of the pair, people, case studies, passages) of each pair."""
    found = code_pairs(review, None, code_groups(review), family=None, overlapping=overlapping)
    return [
        (pair.one.code, pair.other.code, pair.n_people, pair.n_case_studies, pair.n_passages)
        for pair in found.pairs
    ]


@settings(
    max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(SPANS)
def test_codes_beside_are_those_that_share_a_character(spans):
    """The same as comparing each passage with every other."""
    places = {str(n): ((start,), (start + long,)) for n, (start, long, _) in enumerate(spans)}
    codes = {str(n): own for n, (_, _, own) in enumerate(spans)}
    expected = {key: set(own) for key, own in codes.items()}
    for one, other in combinations(places, 2):
        (start, end), (other_start, other_end) = places[one], places[other]
        if start < other_end and other_start < end:
            expected[one] |= codes[other]
            expected[other] |= codes[one]
    assert codes_beside({"text": places}, codes) == expected


def test_codes_of_one_passage_occur_together(review):
    segment = SegmentFactory(interview__review=review)
    for codes in ([NETWORKS, FUND], [NETWORKS, FUND, TRIALS], [NETWORKS]):
        passage(segment, segment, *codes)
    assert together(review, overlapping=False) == [
        (FUND, NETWORKS, 1, 0, 2),
        (FUND, TRIALS, 1, 0, 1),
        (NETWORKS, TRIALS, 1, 0, 1),
    ]


def test_pairs_of_most_people_come_first(review):
    for number in range(2):
        segment = SegmentFactory(interview__review=review, position=number)
        passage(segment, segment, NETWORKS, TRIALS)
    one = SegmentFactory(interview__review=review)
    for _ in range(3):
        passage(one, one, NETWORKS, FUND)
    assert [row[:3] for row in together(review, overlapping=False)] == [
        (NETWORKS, TRIALS, 2),
        (FUND, NETWORKS, 1),
    ]


@pytest.mark.parametrize(
    ("first", "second", "n_passages"),
    [
        ((0, 10), (9, 20), 2),  # one character
        ((0, 10), (10, 20), 0),  # side by side
        ((0, 30), (5, 9), 2),  # one in the other
        ((4, 9), (4, 9), 2),  # the same words
    ],
)
def test_words_shared_make_codes_occur_together(review, first, second, n_passages):
    segment = SegmentFactory(interview__review=review)
    for (start, end), code in ((first, NETWORKS), (second, FUND)):
        passage(segment, segment, code, start_offset=start, end_offset=end)
    assert together(review, overlapping=False) == []
    found = together(review, overlapping=True)
    assert found == ([(FUND, NETWORKS, 1, 0, n_passages)] if n_passages else [])


def test_words_are_shared_across_segments(review):
    held = InterviewFactory(review=review)
    one, two, three = (SegmentFactory(interview=held, position=n) for n in (1, 2, 3))
    passage(one, two, NETWORKS, start_offset=5, end_offset=4)
    passage(two, three, FUND, start_offset=3)
    passage(two, three, TRIALS, start_offset=4)
    assert together(review, overlapping=True) == [
        (FUND, NETWORKS, 1, 0, 2),
        (FUND, TRIALS, 1, 0, 2),
    ]


def test_words_are_not_shared_between_texts(review):
    for code in (NETWORKS, FUND):
        segment = SegmentFactory(interview__review=review, position=1)
        passage(segment, segment, code)
    assert together(review, overlapping=True) == []


def test_case_studies_count_apart_from_people(review):
    study = CaseStudyFactory(review=review, how_decided="The division tried it for a month.")
    whole = CaseStudyPassageFactory(case_study=study, end_part="how_decided", end_offset=10)
    CaseStudyCodingFactory(passage=whole, code=NETWORKS)
    inside = CaseStudyPassageFactory(
        case_study=study, start_part="how_decided", end_part="how_decided", end_offset=5
    )
    CaseStudyCodingFactory(passage=inside, code=FUND)
    assert together(review, overlapping=True) == [(FUND, NETWORKS, 0, 1, 2)]


def test_square_of_a_group_is_the_same_both_ways(review):
    segment = SegmentFactory(interview__review=review)
    passage(segment, segment, NETWORKS, FUND, TRIALS)
    passage(segment, segment, NETWORKS)
    groups = code_groups(review)
    found = code_pairs(review, None, groups, family=groups[0], overlapping=False)
    assert [(code.code, [cell.n_passages for cell in cells]) for code, cells in found.square] == [
        (FUND, [1, 1]),
        (NETWORKS, [1, 2]),
    ]
    assert [(pair.one.code, pair.other.code) for pair in found.pairs] == [(FUND, NETWORKS)]


def test_ten_thousand_codings_on_one_text_are_no_pairs_of_pairs(review, monkeypatch):
    """Every passage overlaps every other; looked at in pairs these would be fifty million."""
    places = {str(n): ((n,), (n + 10_000,)) for n in range(10_000)}
    codes = {str(n): {f"code-{n % 30}"} for n in range(10_000)}
    beside = codes_beside({"text": places}, codes)
    assert {len(each) for each in beside.values()} == {30}


def test_nothing_of_interviews_that_do_not_count(review):
    segment = SegmentFactory(interview__review=review)
    passage(segment, segment, NETWORKS, FUND)
    Interview.objects.update(status=Interview.Status.IN_PROGRESS)
    assert together(review, overlapping=True) == []


@pytest.mark.parametrize("query", ["", "how=words", "how=words&family=identifying-innovations"])
def test_every_figure_opens_its_passages(review, reviewer, signed_in, query):
    for position in (1, 2):
        held = InterviewFactory(review=review)
        one, two = (SegmentFactory(interview=held, position=position + n) for n in (0, 1))
        passage(one, two, NETWORKS, TRIALS)
        passage(two, two, FUND, NETWORKS, start_offset=4)
        passage(two, two, FUND, start_offset=6)
    path = f"/reviews/{review.slug}/grid/together/?{query}"
    assert_figures_open(signed_in(reviewer), path, 2)


def test_page_says_how_many_people_in_words(review, reviewer, signed_in):
    for number in range(3):
        segment = SegmentFactory(interview__review=review)
        passage(segment, segment, NETWORKS, *[FUND] * (number < 2))
    shown = signed_in(reviewer).get(f"/reviews/{review.slug}/grid/together/").text
    assert re.findall(r"People: </span>(.*?)</td>", shown) == ["Most: 2 of 3"]


def test_together_takes_as_many_queries_for_one_as_for_three(
    review, reviewer, signed_in, django_assert_num_queries
):
    client = signed_in(reviewer)
    for times in (1, 2):
        for _ in range(times):
            segment = SegmentFactory(interview__review=review)
            passage(segment, segment, NETWORKS, FUND)
        assert len(occurring_together(codings([review], reviewer), overlapping=False)) == 1
        with django_assert_num_queries(12):
            client.get(f"/reviews/{review.slug}/grid/together/?how=words")
