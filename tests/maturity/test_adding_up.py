"""The rules of adding up, in tables worked by hand."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity import adding_up
from maturity.adding_up import (
    NOT_APPLICABLE,
    Kind,
    Round,
    Step,
    add_up,
    answer_of,
    by_rank,
    course,
    is_many,
    percentage,
    step,
)
from tests.maturity.small_frameworks import framework, said

SCALE = (1, 3, 5)


def one(words: str, scale=SCALE):
    """The figures of one indicator that was answered so in as many self-ratings as words."""
    asked = len(words.split())
    found = add_up(framework(["a"], scale=scale), {"a": said(words)}, n_assessments=asked)
    return found.indicators[0]


def ranks(*answers: str, scale=SCALE):
    """Indicators a, b, c … with these answers: their ranks, and their order by rank."""
    codes = "abcdefgh"[: len(answers)]
    asked = max(len(words.split()) for words in answers)
    found = add_up(
        framework([" ".join(codes)], scale=scale),
        {code: said(words) for code, words in zip(codes, answers, strict=True)},
        n_assessments=asked,
    )
    order = "".join(area.key for area in by_rank(found.indicators))
    return [area.rank for area in found.indicators], order


# --- Counts and shares of one indicator ------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "counts", "per_level", "percentages"),
    [
        # all silent, all not applicable: no score
        ("- - -", (0, 0, 3), (0, 0, 0), (None, None, None)),
        ("n n n", (0, 3, 0), (0, 0, 0), (None, None, None)),
        ("n n -", (0, 2, 1), (0, 0, 0), (None, None, None)),
        # one answerer
        ("5", (1, 0, 0), (0, 0, 1), (0, 0, 100)),
        ("1 - - n", (1, 1, 2), (1, 0, 0), (100, 0, 0)),
        # shares are over those who answered only
        ("5 1 n - -", (2, 1, 2), (1, 0, 1), (50, 0, 50)),
        ("5 3 1", (3, 0, 0), (1, 1, 1), (33, 33, 33)),
        ("5 5 1", (3, 0, 0), (1, 0, 2), (33, 0, 67)),
        ("5 5 5 5 3 3 1", (7, 0, 0), (1, 2, 4), (14, 29, 57)),
        # halves go up: 1 of 8 is 12.5, 3 of 8 is 37.5, 5 of 8 is 62.5
        ("1 3 3 5 5 5 5 5", (8, 0, 0), (1, 2, 5), (13, 25, 63)),
        ("1 1 1 5 5 5 5 5", (8, 0, 0), (3, 0, 5), (38, 0, 63)),
        # a value that the scale lacks is no answer
        ("2 4 5", (1, 0, 2), (0, 0, 1), (0, 0, 100)),
    ],
)
def test_figures(words, counts, per_level, percentages):
    """`counts`: answered, not applicable, silent."""
    found = one(words)

    assert (found.n_answered, found.n_not_applicable, found.n_silent) == counts
    assert (found.n_done, found.n_asked) == (counts[0] + counts[1], len(words.split()))
    assert found.n_per_level == dict(zip(SCALE, per_level, strict=True))
    assert found.percentage_per_level == dict(zip(SCALE, percentages, strict=True))
    assert found.rank == (1 if counts[0] else None)


def test_shares_are_exact():
    assert one("5 5 1").share_per_level == {1: Fraction(1, 3), 3: Fraction(0), 5: Fraction(2, 3)}
    assert one("n -").share_per_level == {1: None, 3: None, 5: None}


@pytest.mark.parametrize(
    ("n", "of", "whole"),
    [
        (0, 0, None),
        (0, 7, 0),
        (1, 200, 1),  # 0.5
        (1, 201, 0),
        (1, 8, 13),
        (3, 8, 38),
        (5, 40, 13),
        (1, 40, 3),  # 2.5: rounding half to even would say 2
        (9, 40, 23),  # 22.5: the same
        (199, 200, 100),
        (2, 3, 67),
        (7, 7, 100),
    ],
)
def test_percentages_are_rounded_half_up(n, of, whole):
    assert percentage(n, of) == whole


def test_charts_show_the_highest_level_first_and_silence_last():
    assert one("5 5 3 n - - -").counts == (2, 1, 0, 1, 3)


@pytest.mark.parametrize(
    ("value", "is_not_applicable", "answer"),
    [(3, False, 3), (4, False, None), (None, False, None), (None, True, NOT_APPLICABLE)],
)
def test_stored_answer_counts_as(value, is_not_applicable, answer):
    assert answer_of(value, is_not_applicable, SCALE) == answer


def test_more_answers_than_were_asked_are_refused():
    with pytest.raises(ValueError, match=r"^2 were asked, and 1 more answered$"):
        add_up(framework(["a"]), {"a": said("5 5 1")}, n_assessments=2)


# --- Sums over sub-domains and domains -------------------------------------------------------


def test_areas_add_up_what_is_below_them():
    answers = {"a": said("5 1 -"), "b": said("5 n -"), "c": said("3 3 3"), "gone": said("5")}

    found = add_up(framework(["a b", "c"], ["d"]), answers, n_assessments=3)

    def row(area):
        counts = (area.n_answered, area.n_not_applicable, area.n_silent)
        return area.key, area.n_indicators, *counts, tuple(area.n_per_level.values()), area.rank

    assert [row(area) for area in found.areas] == [
        ("d1", 3, 6, 1, 2, (1, 3, 2), 1),
        ("d2", 1, 0, 0, 3, (0, 0, 0), None),
        ("d1s1", 2, 3, 1, 2, (1, 0, 2), 1),
        ("d1s2", 1, 3, 0, 0, (0, 3, 0), 2),
        ("d2s1", 1, 0, 0, 3, (0, 0, 0), None),
        ("a", 1, 2, 0, 1, (1, 0, 1), 2),
        ("b", 1, 1, 1, 1, (0, 0, 1), 1),
        ("c", 1, 3, 0, 0, (0, 3, 0), 3),
        ("d", 1, 0, 0, 3, (0, 0, 0), None),
    ]
    assert [(each.kind, each.domain, each.sub_domain) for each in found.areas[::4]] == [
        (Kind.DOMAIN, "d1", ""),
        (Kind.SUB_DOMAIN, "d2", "d2s1"),
        (Kind.INDICATOR, "d2", "d2s1"),
    ]


def test_nothing_asked_has_no_score():
    found = add_up(framework(["a"]), {}, n_assessments=0)
    assert [(area.n_asked, area.rank) for area in found.areas] == [(0, None)] * 3


def test_indicator_that_not_all_were_asked_is_silent_for_those_who_were():
    found = add_up(
        framework(["a b c"]), {"a": said("5")}, n_assessments=4, n_asked={"a": 4, "b": 1}
    )
    assert [area.n_silent for area in found.indicators] == [3, 1, 0]
    assert found.domains[0].n_asked == 5


# --- Order -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "scale", "found"),
    [
        # share of the top level, not its number: 1 of 1 before 2 of 3
        (("5 5 1", "5 - -", "1 1 1"), SCALE, ([2, 1, 3], "bac")),
        # equal at the top: share of the middle
        (("5 1 1 3", "5 3 3 1"), SCALE, ([2, 1], "ba")),
        # equal shares of different numbers: 2 of 4 and 1 of 2
        (("5 5 1 3", "5 3 - -"), SCALE, ([2, 1], "ba")),
        # equal everywhere: the framework's order
        (("5 3 1", "1 3 5", "3 5 1"), SCALE, ([1, 2, 3], "abc")),
        # nobody answered: last, without rank, in the framework's order
        (("- -", "1 1", "n n", "3 -"), SCALE, ([None, 2, None, 1], "dbac")),
        (("- -", "n -"), SCALE, ([None, None], "ab")),
        # none at the top is a share of 0 and so has a rank
        (("1 1", "3 1"), SCALE, ([2, 1], "ba")),
        # two levels: only the top counts
        (("1 0", "0 1", "1 1"), (0, 1), ([2, 3, 1], "cab")),
        # four levels: the top, the third, the second
        (("4 2 2 1", "4 3 1 1"), (1, 2, 3, 4), ([2, 1], "ba")),
        (("4 3 1 1", "4 3 2 1"), (1, 2, 3, 4), ([2, 1], "ba")),
        # five levels: from the top down
        (("5 3 3 3", "5 4 1 1"), (1, 2, 3, 4, 5), ([2, 1], "ba")),
        (("5 4 2 1", "5 4 3 1"), (1, 2, 3, 4, 5), ([2, 1], "ba")),
        (("5 4 3 1", "5 4 3 2"), (1, 2, 3, 4, 5), ([2, 1], "ba")),
    ],
)
def test_order(answers, scale, found):
    assert ranks(*answers, scale=scale) == found


def test_each_kind_of_area_is_ranked_among_itself():
    answers = {"a": said("1"), "b": said("5"), "c": said("3"), "d": said("5")}
    found = add_up(framework(["a", "b"], ["c d"]), answers, n_assessments=1)
    assert [area.rank for area in found.domains] == [2, 1]  # half at the top each, then the middle
    assert [area.rank for area in found.sub_domains] == [3, 1, 2]
    assert [area.rank for area in found.indicators] == [4, 1, 3, 2]


# --- Teaching and help -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "of", "many"),
    [(0, 0, False), (1, 1, False), (1, 4, False), (2, 2, True), (2, 8, True), (2, 9, False)],
)
def test_many_is_a_quarter_and_two(n, of, many):
    assert is_many(n, of=of) is many


@pytest.mark.parametrize(
    ("words", "learn", "help_"),
    [
        ("5 5 1 1", True, False),
        ("5 5 1 1 n n - - -", True, False),
        ("5 1", False, False),  # one each is not many
        ("5 5 1 3 3", False, False),
        ("5 5 1 1 3 3 3 3", True, False),
        ("5 5 1 1 3 3 3 3 3", False, False),  # 2 of 9 are fewer than a quarter
        ("3 1", False, True),
        ("1 1 1 -", False, True),
        ("1", False, False),  # one answer says nothing of a cohort
        ("n n -", False, False),
        ("- -", False, False),
    ],
)
def test_teaching_and_help(words, learn, help_):
    found = one(words)
    assert (found.can_learn_from_each_other, found.needs_help) == (learn, help_)


def test_one_self_rating_alone_has_nobody_to_learn_from():
    answers = {code: said(value) for code, value in zip("abcd", "5511", strict=True)}
    [domain] = add_up(framework(["a b c d"]), answers, n_assessments=1).domains
    assert domain.can_learn_from_each_other is False


# --- Courses ---------------------------------------------------------------------------------

CODES = "abcdefgh"  # eight indicators: many are two, filled in are four


def rounds(*answers: str) -> list[Round]:
    """Each "5551n---": what a round says about the eight indicators in order."""
    return [
        Round(
            len(CODES),
            {
                code: NOT_APPLICABLE if letter == "n" else int(letter)
                for code, letter in zip(CODES, each, strict=True)
                if letter != "-"
            },
        )
        for each in answers
    ]


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        # fewer than two rounds are no course
        ([], None),
        (["55551111"], None),
        # nothing moves, or too little to count
        (["11113333", "11113333"], "consistent"),
        (["11113333", "31113333"], "consistent"),
        (["11113333", "33113311"], "consistent"),  # two up, two down
        (["11113333", "33313311"], "consistent"),  # three up, two down: one more is not many
        (["nnnnnnnn", "nnnnnnnn"], "consistent"),  # filled in, and nothing to compare
        (["1111----", "----5555"], "consistent"),  # filled in, with nothing answered twice
        (["11113333", "31113333", "33113333"], "consistent"),  # each step too small
        # many go up: two of eight, and never down
        (["11113333", "33113333"], "increasing"),
        (["11113333", "33313313"], "increasing"),  # three up, one down
        (["1111----", "33115555"], "increasing"),  # of the four that were answered twice
        (["11113333", "11113333", "55113333"], "increasing"),
        (["33113333", "11113333"], "decreasing"),
        (["55555555", "55555555", "11111111"], "decreasing"),
        # not applicable and silence are no move
        (["5555nnnn", "5555----"], "consistent"),
        (["1111nnnn", "11115555"], "consistent"),
        # up and down: to and fro
        (["11113333", "33113333", "11113333"], "partial"),
        (["33113333", "11113333", "33113333"], "partial"),
        # taking part: four of eight are filled in, three are not
        (["555-----", "5555----"], "increasing"),
        (["--------", "55555555"], "increasing"),
        (["--------", "555-----", "5555----", "11115555"], "increasing"),  # however it rates then
        (["5555----", "555-----"], "decreasing"),
        (["nnnn----", "nnn-----"], "decreasing"),
        (["11111111", "55555555", "--------"], "decreasing"),
        (["5555----", "--------", "5555----"], "partial"),
        (["--------", "5555----", "--------"], "partial"),
        (["--------", "--------"], "disengaged"),
        (["5-------", "55------"], "disengaged"),
    ],
)
def test_course_has_one_word(answers, word):
    assert course(rounds(*answers)).word == word


def test_course_says_what_it_stands_on():
    found = course(rounds("1111nn--", "3313---5", "5-------"))
    assert found.filled_in == (True, True, False)
    assert found.steps == (Step(n_both=4, n_up=3, n_down=0), Step(n_both=1, n_up=1, n_down=0))
    assert found.word == "decreasing"


@pytest.mark.parametrize(
    ("n_both", "n_up", "n_down", "word"),
    [
        (8, 2, 0, "up"),
        (8, 4, 2, "up"),
        (8, 3, 2, "steady"),
        (8, 1, 0, "steady"),
        (9, 2, 0, "steady"),  # fewer than a quarter
        (9, 0, 3, "down"),
        (1, 1, 0, "steady"),  # one is not many
        (0, 0, 0, "steady"),
    ],
)
def test_step_has_a_word(n_both, n_up, n_down, word):
    assert Step(n_both=n_both, n_up=n_up, n_down=n_down).word == word


def test_step_counts_only_what_has_a_value_both_times():
    before, after = rounds("135135n-", "351-nn55")
    assert step(before, after) == Step(n_both=3, n_up=2, n_down=1)


# --- Whatever comes --------------------------------------------------------------------------

LEVELS = st.lists(st.integers(0, 9), min_size=2, max_size=7, unique=True).map(sorted)


@st.composite
def answered(draw):
    """A framework of four indicators in two domains, and answers of up to 12 self-ratings."""
    shape = framework(["a b", "c"], ["d"], scale=draw(LEVELS))
    n = draw(st.integers(0, 12))
    values = st.one_of(st.integers(-1, 10), st.just(NOT_APPLICABLE), st.none())
    lists = st.lists(values, min_size=n, max_size=n)
    given_ = draw(st.fixed_dictionaries(dict.fromkeys("abcd?", lists)))
    return shape, {code: Counter(each) for code, each in given_.items()}, n


@given(answered())
def test_totals_always_add_up(case):
    shape, answers, n = case
    found = add_up(shape, answers, n_assessments=n)
    for area in found.areas:
        assert area.n_asked == n * area.n_indicators
        assert area.n_asked == area.n_answered + area.n_not_applicable + area.n_silent
        assert min(area.counts) >= 0
        shares = list(area.share_per_level.values())
        assert sum(shares) == 1 if area.n_answered else shares == [None] * len(shares)
    for areas in (found.sub_domains, found.indicators):
        assert adding_up.total(areas, answers_levels(shape)) == adding_up.total(
            found.domains, answers_levels(shape)
        )


@given(answered())
def test_order_is_total_and_follows_the_shares(case):
    shape, answers, n = case
    found = add_up(shape, answers, n_assessments=n)
    assert found == add_up(shape, dict(reversed(answers.items())), n_assessments=n)
    for areas in (found.domains, found.sub_domains, found.indicators):
        ranked = [area for area in by_rank(areas) if area.rank]
        assert [area.rank for area in ranked] == list(range(1, len(ranked) + 1))
        assert [area for area in areas if area.rank is None] == [
            area for area in areas if not area.n_answered
        ]
        tops = [list(area.share_per_level.values())[-1] for area in ranked]
        assert tops == sorted(tops, reverse=True)


@given(st.lists(st.text("135n-", min_size=8, max_size=8), min_size=2, max_size=5))
def test_course_of_two_rounds_or_more_always_has_a_word_and_mirrors(answers):
    forwards, backwards = course(rounds(*answers)).word, course(rounds(*reversed(answers))).word
    mirror = {"increasing": "decreasing", "decreasing": "increasing"}
    assert backwards == mirror.get(forwards, forwards)


def answers_levels(shape):
    return [level.value for level in shape.scale]
