"""Agreement coefficients against published worked examples and other people's code."""

import math
import warnings
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.agreement.coefficients import (
    ALWAYS_THE_SAME,
    NOT_EVERYBODY,
    NOTHING,
    SEVERAL_CODERS,
    TWO_CODERS,
    Coefficient,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    observed_agreement,
)

# Cohen (1960): proportions of joint judgements of two psychologists, in hundredths.
COHEN = [[25, 13, 12], [12, 2, 16], [3, 15, 2]]
# Fleiss (1971), table 1: 30 patients, 6 psychiatrists, 5 diagnoses.
FLEISS = [
    [0, 0, 0, 6, 0],
    [0, 3, 0, 0, 3],
    [0, 1, 4, 0, 1],
    [0, 0, 0, 0, 6],
    [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2],
    [2, 0, 3, 1, 0],
    [2, 0, 0, 4, 0],
    [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0],
    [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0],
    [1, 0, 0, 5, 0],
    [0, 2, 0, 3, 1],
    [0, 0, 5, 0, 1],
    [3, 0, 0, 1, 2],
    [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0],
    [1, 0, 2, 0, 3],
    [0, 0, 0, 0, 6],
    [0, 1, 0, 5, 0],
    [0, 2, 0, 1, 3],
    [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1],
    [0, 5, 0, 1, 0],
    [4, 0, 0, 0, 2],
    [0, 2, 0, 4, 0],
    [1, 0, 5, 0, 0],
    [0, 0, 0, 0, 6],
]
# Krippendorff (2011): four observers, twelve units, "." where one gave no answer.
KRIPPENDORFF = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]


def of_table(table):
    """A square table of two coders as answers."""
    return {(i, j): n for i, row in enumerate(table) for j, n in enumerate(row) if n}


def of_counts(table):
    """How many coders gave each answer to each unit, as answers."""
    return Counter(tuple(i for i, n in enumerate(row) for _ in range(n)) for row in table)


def of_observers(*rows):
    """A line of one-letter answers for each coder."""
    return Counter(
        tuple(None if answer == "." else answer for answer in unit)
        for unit in zip(*rows, strict=True)
    )


def test_cohen_kappa_of_his_own_example():
    assert observed_agreement(of_table(COHEN)) == Coefficient(Fraction(29, 100))
    assert cohen_kappa(of_table(COHEN)) == Coefficient(Fraction(-6, 65))  # printed as -.09


def test_cohen_kappa_of_a_table_by_hand():
    # 85 of 100 alike; by chance 0.5 × 0.6 + 0.5 × 0.4
    assert cohen_kappa({(1, 1): 45, (1, 0): 5, (0, 1): 15, (0, 0): 35}) == Coefficient(
        Fraction(3, 5)
    )
    assert cohen_kappa({(1, 1): 25, (1, 0): 25, (0, 1): 25, (0, 0): 25}) == Coefficient(Fraction(0))
    assert cohen_kappa({(1, 0): 1, (0, 1): 1}) == Coefficient(Fraction(-1))


def test_fleiss_kappa_of_his_own_example():
    assert [sum(column) for column in zip(*FLEISS, strict=True)] == [26, 26, 30, 55, 43]
    assert round(float(observed_agreement(of_counts(FLEISS))), 3) == 0.556
    assert round(float(fleiss_kappa(of_counts(FLEISS))), 3) == 0.430


@pytest.mark.parametrize(
    ("observers", "alpha"),
    [
        (KRIPPENDORFF, 0.743),
        (["0100000010", "1110010000"], 0.095),  # the same paper, section A
        (["aabbdcccedda", "babbbccceddd"], 0.692),  # section B
    ],
)
def test_krippendorff_alpha_of_his_own_examples(observers, alpha):
    assert round(float(krippendorff_alpha(of_observers(*observers))), 3) == alpha


def test_alpha_leaves_out_units_with_one_answer():
    answers = {(1, 1): 3, (1, 0): 1, (0, 0): 2}
    assert krippendorff_alpha(answers | {(1, None): 50, (None, None): 9}) == krippendorff_alpha(
        answers
    )


@pytest.mark.parametrize(
    ("coefficient", "answers", "reason"),
    [
        (cohen_kappa, {}, NOTHING),
        (cohen_kappa, {(1, 1): 0}, NOTHING),
        (cohen_kappa, {(1, 1): 7}, ALWAYS_THE_SAME),
        (cohen_kappa, {(1, None): 7, (1, 0): 2}, NOT_EVERYBODY),
        (cohen_kappa, {(1, 0, 1): 7}, TWO_CODERS),
        (fleiss_kappa, {}, NOTHING),
        (fleiss_kappa, {(0, 0, 0): 7}, ALWAYS_THE_SAME),
        (fleiss_kappa, {(0, 0, None): 7}, NOT_EVERYBODY),
        (fleiss_kappa, {(0, 0, 1): 7, (0, 1): 1}, NOT_EVERYBODY),
        (fleiss_kappa, {(0,): 7}, SEVERAL_CODERS),
        (krippendorff_alpha, {}, NOTHING),
        (krippendorff_alpha, {(1, None): 7}, NOTHING),
        (krippendorff_alpha, {(1, 1): 7}, ALWAYS_THE_SAME),
        (observed_agreement, {(1, None): 7}, NOTHING),
    ],
)
def test_coefficient_is_not_defined_and_says_why(coefficient, answers, reason):
    found = coefficient(answers)
    assert found == Coefficient(None, reason)
    with pytest.raises(ValueError, match=reason):
        float(found)


def two_coders(n_answers):
    answer = st.integers(0, n_answers - 1)
    return st.lists(st.tuples(answer, answer), min_size=1, max_size=60)


def close(ours: float, theirs: float) -> bool:
    """Theirs is a few roundings away from the exact value, ours is the float next to it."""
    return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=4e-15)


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 5).flatmap(two_coders))
def test_cohen_kappa_is_that_of_scikit_learn(units):
    from sklearn.metrics import cohen_kappa_score

    ours = cohen_kappa(Counter(units))
    if ours.value is None:
        assert len({answer for unit in units for answer in unit}) == 1
        return
    assert close(float(ours), cohen_kappa_score(*zip(*units, strict=True)))


def several_coders(n_coders):
    return st.lists(
        st.lists(st.integers(0, 3), min_size=n_coders, max_size=n_coders).map(tuple),
        min_size=1,
        max_size=40,
    )


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 7).flatmap(several_coders))
def test_fleiss_kappa_is_that_of_statsmodels(units):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the packages it stands on
        from statsmodels.stats.inter_rater import fleiss_kappa as theirs

    ours = fleiss_kappa(Counter(units))
    if ours.value is None:
        assert len({answer for unit in units for answer in unit}) == 1
        return
    table = np.array([[unit.count(answer) for answer in range(4)] for unit in units])
    assert close(float(ours), theirs(table))


def test_kappas_of_the_examples_are_those_of_others_to_the_last_digit():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sklearn.metrics import cohen_kappa_score
        from statsmodels.stats.inter_rater import cohens_kappa
        from statsmodels.stats.inter_rater import fleiss_kappa as theirs

    units = [pair for pair, n in of_table(COHEN).items() for _ in range(n)]
    ours = float(cohen_kappa(of_table(COHEN)))
    assert abs(ours - cohen_kappa_score(*zip(*units, strict=True))) <= math.ulp(1)
    assert abs(ours - cohens_kappa(np.array(COHEN)).kappa) <= math.ulp(1)
    ours = float(fleiss_kappa(of_counts(FLEISS)))
    assert abs(ours - theirs(np.array(FLEISS))) <= math.ulp(1)


def alpha_by_the_book(units) -> Fraction | None:
    """Alpha by the coincidence matrix, step by step as the paper writes it."""
    units = [[answer for answer in unit if answer is not None] for unit in units]
    units = [unit for unit in units if len(unit) > 1]
    values = sorted({answer for unit in units for answer in unit})
    o = {(c, k): Fraction(0) for c in values for k in values}
    for unit in units:
        for i, c in enumerate(unit):
            for j, k in enumerate(unit):
                if i != j:
                    o[c, k] += Fraction(1, len(unit) - 1)
    n_c = {c: sum(o[c, k] for k in values) for c in values}
    n = sum(n_c.values())
    if len(values) < 2:
        return None
    alike = sum(o[c, c] for c in values)
    chance = sum(n_c[c] * (n_c[c] - 1) for c in values)
    return ((n - 1) * alike - chance) / (n * (n - 1) - chance)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(st.none() | st.integers(0, 3), min_size=4, max_size=4).map(tuple), max_size=40
    )
)
def test_krippendorff_alpha_is_that_of_the_coincidence_matrix(units):
    assert krippendorff_alpha(Counter(units)).value == alpha_by_the_book(units)


@settings(max_examples=100, deadline=None)
@given(two_coders(3), st.integers(1, 10**9))
def test_kappas_do_not_depend_on_the_number_of_units(units, times):
    answers = Counter(units)
    many = {given: n * times for given, n in answers.items()}
    assert cohen_kappa(many) == cohen_kappa(answers)
    assert fleiss_kappa(many) == fleiss_kappa(answers)
