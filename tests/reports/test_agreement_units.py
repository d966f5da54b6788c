"""Units of agreement by stretches against the same counted character by character."""

from collections import Counter
from fractions import Fraction
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.agreement.coefficients import ALWAYS_THE_SAME, NOT_EVERYBODY, Coefficient
from reports.agreement.differences import Kind, Marked, compare
from reports.agreement.table import COHEN, FLEISS, agreement_table, band
from reports.agreement.units import NO, YES, Given, Text, Unit, answers

HELPS, HINDERS, MIXED = "helps", "hinders", "mixed"


def test_answers_by_segment_and_by_character():
    text = Text(
        lengths=(10, 0, 5, 20),
        n_coders=2,
        given=(
            Given(0, "a", HELPS, 2, 12),
            Given(1, "a", HINDERS, 8, 10),
            Given(1, "b", MIXED, 0, 1),
        ),
    )
    by_segment = answers(text, "a", Unit.SEGMENT, by_direction=False)
    assert by_segment == {(YES, YES): 1, (YES, NO): 1, (NO, NO): 1}
    by_character = answers(text, "a", Unit.CHARACTER, by_direction=False)
    assert by_character == {(YES, YES): 2, (YES, NO): 8, (NO, NO): 25}
    by_direction = answers(text, "a", Unit.CHARACTER, by_direction=True)
    assert by_direction == {(HELPS, HINDERS): 2, (HELPS, NO): 8, (NO, NO): 25}


def test_two_directions_in_one_unit_are_mixed():
    text = Text((10,), 2, (Given(0, "a", HELPS, 0, 5), Given(0, "a", HINDERS, 4, 9)))
    assert answers(text, "a", Unit.SEGMENT, by_direction=True) == {(MIXED, NO): 1}
    assert answers(text, "a", Unit.CHARACTER, by_direction=True) == {
        (HELPS, NO): 4,
        (MIXED, NO): 1,
        (HINDERS, NO): 4,
        (NO, NO): 1,
    }


@st.composite
def texts(draw):
    lengths = tuple(draw(st.lists(st.integers(0, 6), min_size=1, max_size=5)))
    n_coders, total = draw(st.integers(2, 4)), sum(lengths)
    marks = []
    for _ in range(draw(st.integers(0, 8)) if total else 0):
        start = draw(st.integers(0, total - 1))
        marks.append(
            Given(
                draw(st.integers(0, n_coders - 1)),
                draw(st.sampled_from("ab")),
                draw(st.sampled_from([HELPS, HINDERS, MIXED])),
                start,
                draw(st.integers(start + 1, total)),
            )
        )
    return Text(lengths, n_coders, tuple(marks))


def one_by_one(text: Text, code: str, unit: Unit, by_direction: bool) -> Counter:
    """The same, by looking at every character."""
    segments = [place for place, length in enumerate(text.lengths) for _ in range(length)]
    units = range(len(segments)) if unit is Unit.CHARACTER else sorted(set(segments))
    counted = Counter()
    for each in units:
        row = []
        for coder in range(text.n_coders):
            directions = {
                mark.direction
                for mark in text.given
                if (mark.coder, mark.code) == (coder, code)
                for at in range(mark.start, mark.end)
                if (at if unit is Unit.CHARACTER else segments[at]) == each
            }
            said = directions.pop() if len(directions) == 1 else MIXED if directions else NO
            row.append(said if by_direction or not said else YES)
        counted[tuple(row)] += 1
    return counted


@settings(max_examples=300, deadline=None)
@given(texts(), st.sampled_from(Unit), st.booleans())
def test_answers_are_those_of_every_character_looked_at(text, unit, by_direction):
    for code in "ab":
        found = answers(text, code, unit, by_direction=by_direction)
        assert found == one_by_one(text, code, unit, by_direction)


def test_table_of_one_text_with_two_coders():
    text = Text(
        lengths=(10, 10, 10, 10),
        n_coders=2,
        given=(
            Given(0, "a", HELPS, 0, 20),
            Given(1, "a", HELPS, 10, 15),
            Given(1, "b", HELPS, 30, 40),
        ),
    )
    table = agreement_table([text], Unit.SEGMENT)
    assert table.kappa_name == COHEN
    assert [row.code for row in table.rows] == ["a", "b"]
    a, b = table.rows
    assert (a.given, a.n_units, a.observed.value) == ((1, 1), 4, Fraction(3, 4))
    assert a.kappa.value == Fraction(1, 2)
    assert (b.given, b.observed.value, b.kappa.value) == ((0, 1), Fraction(3, 4), 0)
    overall = table.overall
    assert (overall.given, overall.n_units) == ((1, 2), 8)
    assert overall.observed.value == Fraction(6, 8)
    # By chance 2 × 2 + 6 × 6 of 64
    assert overall.kappa.value == (Fraction(6, 8) - Fraction(40, 64)) / (1 - Fraction(40, 64))


def test_table_of_texts_with_two_and_three_coders_has_alpha_only():
    two = Text((10, 10), 2, (Given(0, "a", HELPS, 0, 5), Given(1, "a", HELPS, 0, 5)))
    three = Text((10, 10), 3, (Given(2, "a", HELPS, 0, 5),))
    table = agreement_table([two, three], Unit.SEGMENT)
    assert table.kappa_name == FLEISS
    assert table.overall.kappa == Coefficient(None, NOT_EVERYBODY)
    assert table.overall.alpha.value is not None
    assert table.overall.given == (1, 1, 1)
    assert agreement_table([three], Unit.SEGMENT).overall.kappa.value is not None


def test_table_of_a_code_given_everywhere_is_not_defined():
    text = Text((10,), 2, (Given(0, "a", HELPS, 0, 10), Given(1, "a", HELPS, 0, 10)))
    [row] = agreement_table([text], Unit.CHARACTER).rows
    assert (row.kappa, row.alpha) == (Coefficient(None, ALWAYS_THE_SAME),) * 2
    assert row.observed.value == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(-1, 2), "poor"),
        (Fraction(-1, 1000), "slight"),
        (Fraction(0), "slight"),
        (Fraction(1, 5), "slight"),
        (Fraction(21, 100), "fair"),
        (Fraction(3, 5), "moderate"),
        (Fraction(4, 5), "substantial"),
        (Fraction(1), "almost perfect"),
        (None, ""),
    ],
)
def test_band_of_landis_and_koch(value, words):
    assert band(Coefficient(value)) == words


def test_table_of_a_long_text_with_many_codes_is_fast():
    """40,000 words and 80 codes, by character: the marks cost, not the characters."""
    lengths = (240,) * 1_000
    marks = tuple(
        Given(coder, f"c{n % 80}", HELPS, n * 190, n * 190 + 150 + 9 * coder)
        for n in range(1_200)
        for coder in range(2)
    )
    started = perf_counter()
    table = agreement_table([Text(lengths, 2, marks)], Unit.CHARACTER)
    assert len(table.rows) == 80
    assert perf_counter() - started < 2


def mark(coding, start, end, direction=HELPS, code="a"):
    return Marked(coding, code, direction, (0, start), (0, end))


def kinds(first, second):
    return [
        (each.kind, [m.coding for m in each.first], [m.coding for m in each.second])
        for each in compare(first, second)
    ]


def test_compare_says_how_two_codings_differ_in_the_order_of_the_text():
    first = [mark(1, 50, 60), mark(2, 0, 10), mark(3, 20, 30), mark(4, 70, 80, code="b")]
    second = [mark(5, 0, 10), mark(6, 25, 40), mark(7, 55, 58, HINDERS), mark(8, 70, 80)]
    assert kinds(first, second) == [
        (Kind.AGREED, [2], [5]),
        (Kind.BOUNDARIES, [3], [6]),
        (Kind.DIRECTION, [1], [7]),
        (Kind.ONLY_SECOND, [], [8]),
        (Kind.ONLY_FIRST, [4], []),
    ]


def test_compare_keeps_together_what_overlaps_across_the_codings():
    first = [mark(1, 0, 30), mark(2, 40, 60)]
    second = [mark(3, 0, 10), mark(4, 25, 45), mark(5, 60, 70)]
    assert kinds(first, second) == [(Kind.BOUNDARIES, [1, 2], [3, 4]), (Kind.ONLY_SECOND, [], [5])]


def test_compare_of_nothing():
    assert compare([], []) == []


@given(
    *[st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.sampled_from("ab")), max_size=8)]
    * 2
)
@settings(max_examples=200, deadline=None)
def test_compare_loses_and_doubles_nothing(first, second):
    sides = [
        [
            mark(100 * side + n, at, at + length, code=code)
            for n, (at, length, code) in enumerate(marks)
        ]
        for side, marks in enumerate((first, second))
    ]
    found = compare(*sides)
    for side, name in enumerate(("first", "second")):
        got = [m for each in found for m in getattr(each, name)]
        assert sorted(m.coding for m in got) == [m.coding for m in sides[side]]
    swapped = compare(*reversed(sides))
    assert {(e.first, e.second) for e in found} == {(e.second, e.first) for e in swapped}
