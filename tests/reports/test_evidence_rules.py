"""A test for each row of the tables in `reports/evidence_rules.py`."""

import pytest

from adoption_reviews.vocabulary import Direction, RoleGroup
from reports import evidence_rules as rules
from reports.evidence_rules import Spread, Status

EXECUTIVE, DIVISIONAL, FRONT_LINE, OTHER = RoleGroup.values
ALL = {"Executive and corporate", "Divisional leadership", "Front line"}


@pytest.mark.parametrize(
    ("directions", "stance"),
    [
        (["helps"], Direction.HELPS),
        (["helps", "helps"], Direction.HELPS),
        (["hinders", "hinders"], Direction.HINDERS),
        (["helps", "hinders"], Direction.MIXED),
        (["mixed"], Direction.MIXED),
        (["helps", "mixed"], Direction.MIXED),
        (["hinders", "mixed"], Direction.MIXED),
    ],
)
def test_stance_of_a_person(directions, stance):
    assert rules.stance(directions) is stance


def test_stance_without_passages_is_refused():
    with pytest.raises(ValueError, match="no stance"):
        rules.stance([])


@pytest.mark.parametrize(
    ("helps", "hinders", "mixed", "status"),
    [
        (0, 0, 0, Status.NO_EVIDENCE),
        (1, 0, 0, Status.SINGLE_SOURCE),
        (0, 1, 0, Status.SINGLE_SOURCE),
        (0, 0, 1, Status.SINGLE_SOURCE),
        (2, 0, 0, Status.PRESENT),
        (2, 1, 0, Status.PRESENT),  # exactly two thirds
        (2, 0, 1, Status.PRESENT),
        (200_000, 100_000, 0, Status.PRESENT),
        (199_999, 100_001, 0, Status.MIXED),  # one in 300,000 less
        (0, 2, 0, Status.MISSING),
        (1, 2, 0, Status.MISSING),
        (100_001, 199_999, 0, Status.MIXED),
        (1, 1, 0, Status.MIXED),
        (0, 0, 2, Status.MIXED),
        (3, 1, 1, Status.MIXED),
    ],
)
def test_status_of_an_influence(helps, hinders, mixed, status):
    assert rules.status(helps=helps, hinders=hinders, mixed=mixed) is status


@pytest.mark.parametrize(
    ("helping", "interviewed", "groups", "spread"),
    [
        (5, 20, ALL, Spread.WIDESPREAD),  # exactly a quarter, from every group
        (20, 20, ALL, Spread.WIDESPREAD),
        (4, 20, ALL, Spread.IN_POCKETS),  # fewer than a quarter
        (19, 20, ALL - {"Front line"}, Spread.IN_POCKETS),  # not every group
        (0, 20, set(), Spread.IN_POCKETS),  # only case studies show it
    ],
)
def test_spread_of_a_present_influence(helping, interviewed, groups, spread):
    found = rules.spread(helping=helping, interviewed=interviewed, groups=groups, all_groups=ALL)
    assert found is spread


def test_spread_is_not_said_when_no_group_may_be_named():
    found = rules.spread(helping=2, interviewed=2, groups=set(), all_groups=set())
    assert found is Spread.NOT_SAID


@pytest.mark.parametrize(
    ("n", "total", "word"),
    [
        (0, 20, "nobody"),
        (0, 0, "nobody"),
        (1, 20, "one"),
        (1, 1, "one"),
        (2, 2, "all"),
        (20, 20, "all"),
        (19, 20, "most"),
        (13, 20, "most"),  # 65 %
        (12, 20, "about half"),  # exactly 60 %
        (8, 20, "about half"),  # exactly 40 %
        (399, 1000, "some"),  # just below 40 %
        (3, 20, "some"),  # exactly 15 %
        (149, 1000, "a few"),  # just below 15 %
        (2, 20, "a few"),
    ],
)
def test_words_for_how_many(n, total, word):
    assert rules.how_many(n, total) == word


@pytest.mark.parametrize(
    ("people", "labels"),
    [
        # Named as they are
        (
            {EXECUTIVE: 3, DIVISIONAL: 3, FRONT_LINE: 3},
            {
                EXECUTIVE: "Executive and corporate",
                DIVISIONAL: "Divisional leadership",
                FRONT_LINE: "Front line",
            },
        ),
        # Folded into the largest other
        (
            {EXECUTIVE: 2, DIVISIONAL: 3, FRONT_LINE: 9},
            {
                EXECUTIVE: "Front line, executive and corporate",
                DIVISIONAL: "Divisional leadership",
                FRONT_LINE: "Front line, executive and corporate",
            },
        ),
        (
            {FRONT_LINE: 9, OTHER: 1},
            {FRONT_LINE: "Front line and others", OTHER: "Front line and others"},
        ),
        (
            {EXECUTIVE: 1, DIVISIONAL: 2, FRONT_LINE: 9, OTHER: 2},
            dict.fromkeys(
                RoleGroup.values,
                "Front line, executive and corporate, divisional leadership and others",
            ),
        ),
        # Smallest first, until every group has three
        (
            {EXECUTIVE: 2, DIVISIONAL: 2, FRONT_LINE: 1},
            dict.fromkeys(
                [EXECUTIVE, DIVISIONAL, FRONT_LINE],
                "Executive and corporate, divisional leadership and front line",
            ),
        ),
        # Not named at all
        ({EXECUTIVE: 1, FRONT_LINE: 1}, {EXECUTIVE: "", FRONT_LINE: ""}),
        ({}, {}),
    ],
)
def test_role_groups_of_a_review(people, labels):
    assert rules.folded_groups(people) == labels


def test_role_groups_never_stand_for_fewer_than_three_people():
    for executive in range(6):
        for divisional in range(6):
            for front_line in range(6):
                people = {EXECUTIVE: executive, DIVISIONAL: divisional, FRONT_LINE: front_line}
                people = {group: n for group, n in people.items() if n}
                labels = rules.folded_groups(people)
                sizes = {}
                for group, n in people.items():
                    sizes[labels[group]] = sizes.get(labels[group], 0) + n
                assert sum(sizes.values()) == sum(people.values())
                assert all(n >= 3 for label, n in sizes.items() if label), people


def test_status_has_its_letter():
    assert [status.letter for status in Status] == ["P", "M", "X", "S", "–"]
    assert Status.SINGLE_SOURCE.label == "Single source"


@pytest.mark.parametrize(
    ("status", "counts", "words"),
    [
        (Status.PRESENT, (14, 1, 0, 3, 3, 0), "Present: 14 of 20 people, all three role groups"),
        (
            Status.PRESENT,
            (4, 0, 0, 2, 3, 1),
            "Present: 4 of 20 people, two of three role groups, 1 case study",
        ),
        (Status.PRESENT, (4, 0, 0, 2, 2, 0), "Present: 4 of 20 people, both role groups"),
        (Status.PRESENT, (4, 0, 0, 1, 1, 0), "Present: 4 of 20 people"),
        (Status.PRESENT, (0, 0, 0, 0, 3, 2), "Present: 2 case studies"),
        (Status.MIXED, (6, 5, 0, 3, 3, 0), "Mixed: 6 say it helps, 5 that it is missing"),
        (
            Status.MIXED,
            (1, 1, 2, 3, 3, 1),
            "Mixed: 1 says it helps, 1 that it is missing, 2 both, 1 case study",
        ),
        (Status.MIXED, (0, 2, 1, 1, 3, 0), "Mixed: 2 say that it is missing, 1 both"),
        (Status.MIXED, (0, 0, 0, 0, 3, 2), "Mixed: 2 case studies"),
        (Status.MISSING, (0, 9, 0, 2, 3, 0), "Missing: 9 of 20 people"),
        (Status.MISSING, (0, 9, 0, 2, 3, 2), "Missing: 9 of 20 people, 2 case studies"),
        (Status.SINGLE_SOURCE, (1, 0, 0, 1, 3, 0), "One person only"),
        (Status.SINGLE_SOURCE, (0, 0, 0, 0, 3, 1), "One case study only"),
        (Status.NO_EVIDENCE, (0, 0, 0, 0, 3, 0), "Nobody spoke of it"),
    ],
)
def test_words_of_a_status(status, counts, words):
    helps, hinders, mixed, groups, all_groups, case_studies = counts
    found = rules.words(
        status,
        helps=helps,
        hinders=hinders,
        mixed=mixed,
        interviewed=20,
        groups=groups,
        all_groups=all_groups,
        case_studies=case_studies,
    )
    assert found == words
