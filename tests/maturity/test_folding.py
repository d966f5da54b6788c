"""Nobody's rating can be worked out from what is shown of a cohort: somebody tries to."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adoption_reviews.frameworks import Domain, Indicator, Level, MaturityFramework, SubDomain
from maturity.folding import FEWEST, are_large, cells, fold, is_mixed
from maturity.shown import WHOLE, TooFew, nodes, shown

FRAMEWORK = MaturityFramework(
    key="small",
    version="1",
    title="Small",
    source="Test",
    scale=(Level(value=1, title="Low"), Level(value=2, title="High")),
    domains=(
        Domain(
            key="one",
            title="One",
            why="Why",
            sub_domains=(
                SubDomain(
                    key="part", title="Part", indicators=(Indicator(key="asked", title="Asked"),)
                ),
            ),
        ),
    ),
)


def members(*numbers, state="a"):
    return frozenset((number, state) for number in numbers)


def titles(folded):
    return [(each.titles, sorted(number for number, _ in each.members)) for each in folded]


# --- Folding ---------------------------------------------------------------------------------


def test_group_of_fewer_than_five_is_folded_into_the_next_smallest():
    groups = {
        "acute": members(*range(0, 8)),
        "community": members(*range(8, 11)),
        "ambulance": members(*range(11, 17)),
    }
    whole = [members(*range(17))]
    assert titles(fold(groups, whole)) == [
        (("acute",), list(range(0, 8))),
        (("community", "ambulance"), list(range(8, 17))),
    ]


def test_groups_that_are_all_small_are_not_shown_apart():
    groups = {"north": members(0, 1, 2, 3), "south": members(4, 5, 6, 7)}
    assert fold(groups, [members(*range(8))]) == []


def test_group_that_differs_from_a_published_one_by_four_is_folded():
    published = [members(*range(20)), members(*range(0, 10)), members(*range(10, 20))]
    nearly = {"large": members(*range(0, 8), 10, 11), "small": members(8, 9, *range(12, 20))}
    assert fold(nearly, published[:1]) != []
    assert fold(nearly, published) == []


def test_cells_are_what_all_groups_come_down_to():
    published = [members(*range(6)), members(4, 5, 6), members(*range(7))]
    assert {frozenset(number for number, _ in cell) for cell in cells(published)} == {
        frozenset({0, 1, 2, 3}),
        frozenset({4, 5}),
        frozenset({6}),
    }


@pytest.mark.parametrize(
    ("groups", "large"),
    [
        ([members(1, 2, 3, 4, 5)], True),
        ([members(1, 2, 3, 4)], False),
        # Five states of one organisation are one organisation.
        ([members(1) | members(1, state="b") | members(2, 3, 4)], False),
        ([members(1, 2, 3, 4, 5), members(1, 2, 3, 4, 5, 6)], False),
        ([members(1, 2, 3, 4, 5), members(*range(1, 11))], True),
        # Nobody joined or left, but one answered anew: how it changed would be seen.
        ([members(1, 2, 3, 4, 5), members(1, 2, 3, 4) | members(5, state="b")], False),
        ([members(1, 2, 3, 4, 5), members(1, 2, 3, 4, 5, state="b")], True),
        # Three that are large and far from each other: the first two less the third is one trust.
        ([members(*range(6)), members(*range(6, 13)), members(*range(1, 13))], False),
    ],
)
def test_groups_that_adding_and_subtracting_makes_small_are_refused(groups, large):
    assert are_large(groups) is large


@pytest.mark.parametrize(
    ("counts", "n_asked", "mixed"),
    [
        ({"1": 5}, 1, False),
        ({"1": 4, "2": 1}, 1, False),  # the one at 2 would know all the others
        ({"1": 3, "2": 2}, 1, True),
        ({"1": 3, "silent": 1, "not-applicable": 1}, 1, True),
        ({"1": 8, "2": 2}, 2, False),  # both of the others may be one trust's
        ({"1": 7, "2": 3}, 2, True),
    ],
)
def test_counts_that_are_nearly_all_alike_are_not_mixed(counts, n_asked, mixed):
    assert is_mixed(counts, n_asked=n_asked) is mixed


# --- What is shown ---------------------------------------------------------------------------


def show(answers, attributes=(), before=(), answers_before=None):
    return shown(
        answers=answers,
        answers_before=answers_before or {},
        attributes=attributes,
        framework=FRAMEWORK,
        before=before,
    )


def test_counts_add_up_and_alike_ones_are_left_out():
    mixed = {(n, "a"): {"asked": "12"[n % 2]} for n in range(10)}
    [whole] = show(mixed)
    assert [(group.n, group.counts) for group in whole.groups] == [
        (
            10,
            {node.key: {"1": 5, "2": 5} for node in nodes(FRAMEWORK)},
        )
    ]
    [whole] = show({member: {"asked": "1"} for member in mixed})
    assert [group.counts for group in whole.groups] == [{}]


def test_cohort_of_four_and_a_cohort_hardly_changed_are_not_shown():
    with pytest.raises(TooFew):
        show({(n, "a"): {"asked": "1"} for n in range(4)})
    answers = {(n, "a"): {"asked": "12"[n % 2]} for n in range(10)}
    before = show(answers)
    assert show(answers, before=before, answers_before=answers) == before
    changed = {(n, "b" if n < 4 else "a"): {"asked": "2"} for n, _ in answers}
    with pytest.raises(TooFew):
        show(changed, before=before, answers_before=answers)


# --- The attack ------------------------------------------------------------------------------


@st.composite
def histories(draw):
    """Two showings of a small cohort with two attributes, with everybody's true answers."""
    n = draw(st.sampled_from([5, 6, 7, 10, 11, 12]))
    level = st.sampled_from("12")
    first = {(org, "a"): {"asked": draw(level)} for org in range(n)}
    anew = draw(st.sets(st.integers(0, n - 1))) if n < 8 else set()
    gone = draw(st.sets(st.integers(0, n - 1), max_size=6))
    second = {(org, "b"): {"asked": draw(level)} for org in anew - gone}
    second |= {(org, "a"): first[org, "a"] for org in set(range(n)) - anew - gone}
    kinds = [draw(st.integers(0, 1)) for _ in range(n)]
    sizes = [draw(st.integers(0, 2)) for _ in range(n)]
    return [first, second], [("kind", kinds), ("size", sizes)]


def published(history):
    """Everything that was ever shown: what the attacker has."""
    rounds, attributes = history
    seen = []
    for answers in rounds:
        groups = []
        for key, of in attributes:
            parted = {}
            for member in answers:
                parted.setdefault(str(of[member[0]]), set()).add(member)
            groups.append((key, key, {each: frozenset(parted[each]) for each in sorted(parted)}))
        try:
            seen += show(answers, groups, before=seen, answers_before=rounds[0])
        except TooFew:
            continue
    return seen


@settings(max_examples=60, deadline=None)
@given(histories())
def test_no_rating_can_be_worked_out_from_all_that_is_shown(history):
    """Goes through every world that fits what is shown: no trust's answer is the same in all.

    Also not for a trust that knows its own answers.
    """
    seen = published(history)
    truth = {member: each["asked"] for answers in history[0] for member, each in answers.items()}
    key = "indicator:asked"
    facts = [
        (group.members, group.counts[key])
        for partition in seen
        for group in partition.groups
        if key in group.counts
    ]
    assert all(group.n >= FEWEST for partition in seen for group in partition.groups)
    everybody = sorted({member for group, _ in facts for member in group})
    worlds = [
        world
        for values in product("12", repeat=len(everybody))
        if _fits(world := dict(zip(everybody, values, strict=True)), facts)
    ]
    for own in [None, *sorted({org for org, _ in everybody})]:
        mine = [member for member in everybody if member[0] == own]
        possible = [w for w in worlds if all(w[member] == truth[member] for member in mine)]
        for member in everybody:
            if member not in mine:
                assert {world[member] for world in possible} == {"1", "2"}


def _fits(world, facts):
    return all(Counter(world[member] for member in group) == counts for group, counts in facts)


def test_something_is_shown_apart_when_it_can_be():
    """The attack above would pass if nothing were ever shown."""
    answers = {(n, "a"): {"asked": "12"[n % 2]} for n in range(20)}
    kinds = {
        "acute": frozenset(each for each in answers if each[0] < 10),
        "community": frozenset(each for each in answers if each[0] >= 10),
    }
    assert [
        (each.key, [group.n for group in each.groups])
        for each in show(answers, [("kind", "Kind", kinds)])
    ] == [(WHOLE, [20]), ("kind", [10, 10])]
