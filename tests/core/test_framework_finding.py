"""Frameworks that are published, tied, compared, and sorted into peer groups."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from adoption_reviews import frameworks
from adoption_reviews.frameworks import (
    FrameworkError,
    all_frameworks,
    compare,
    forget_published,
    get_framework,
    group_of,
    peer_attributes,
    read_bytes,
    ties,
    version_before,
    version_order,
)
from adoption_reviews.frameworks.comparing import Kind
from adoption_reviews.rated import ratable_frameworks, rated_framework
from tests.factories.frameworks import HubFrameworkFactory, framework_text

INSITES = "insites-learning-framework@2025.1"
INFLUENCES = "positive-influences@2020.1"


@pytest.fixture(autouse=True)
def _nothing_published():
    forget_published()
    yield
    forget_published()


def read(text: str):
    reading = read_bytes(text.encode())
    assert reading.problems == ()
    return reading.framework


# --- Published ------------------------------------------------------------------------------------


def test_published_framework_is_found_and_kept(db, django_assert_num_queries):
    row = HubFrameworkFactory(published=True)
    with django_assert_num_queries(1):
        assert get_framework(row.ref).title == "Our own framework"
        assert rated_framework(row.ref).codes() == ["staff-time", "leaders-time", "own-budget"]


def test_draft_is_never_found(db):
    row = HubFrameworkFactory()
    with pytest.raises(FrameworkError, match="There is no framework our-own"):
        get_framework(row.ref)
    assert row.ref not in all_frameworks()


def test_what_was_not_there_is_looked_for_again(db):
    """Another process may have published it meanwhile."""
    with pytest.raises(FrameworkError):
        rated_framework("our-own@2026.1")
    assert "our-own@2026.1" not in all_frameworks()
    HubFrameworkFactory(published=True)
    assert rated_framework("our-own@2026.1").key == "our-own"
    assert "our-own@2026.1" in all_frameworks()


def test_shipped_frameworks_are_found_without_a_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        get_framework(INSITES)
        rated_framework(INFLUENCES)


@pytest.mark.parametrize("n", [1, 3])
def test_all_frameworks_take_the_same_queries(db, django_assert_num_queries, n):
    for number in range(n):
        HubFrameworkFactory(key=f"own-{number}", published=True)
    with django_assert_num_queries(2):
        assert len(all_frameworks()) == 7 + n
    with django_assert_num_queries(1):
        all_frameworks()


def test_newest_version_of_each_is_offered(db):
    for version in ("2026.1", "2026.10", "2026.9"):
        HubFrameworkFactory(version=version, published=True)
    HubFrameworkFactory(key="insites-learning-framework", version="2026.1")  # a draft
    assert [each.ref for each in ratable_frameworks()] == [
        INSITES,
        "our-own@2026.10",
        "adopting-innovation-wheel@2025.1",
        INFLUENCES,
    ]


def test_version_before_is_the_newest_earlier_one(db):
    for version in ("1", "2", "10"):
        HubFrameworkFactory(version=version, published=True)
    assert version_before(get_framework("our-own@10")).ref == "our-own@2"
    assert version_before(get_framework("our-own@1")) is None


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("2025.9", "2025.10"), ("1", "2"), ("1", "1.1"), ("1.beta", "1.1"), ("9", "10"), ("a", "b")],
)
def test_versions_are_ordered_by_number(earlier, later):
    assert version_order(earlier) < version_order(later)


def test_folder_of_the_hub_is_read_too(tmp_path, settings):
    (tmp_path / "own.yaml").write_text(framework_text(), encoding="utf-8")
    settings.FRAMEWORK_DIR = str(tmp_path)
    frameworks.file_frameworks.cache_clear()
    try:
        assert "our-own@2026.1" in frameworks.file_frameworks()
        assert frameworks.file_of("our-own@2026.1") == tmp_path / "own.yaml"
    finally:
        frameworks.file_frameworks.cache_clear()


def test_wrong_link_of_a_file_is_refused_with_its_line(tmp_path, settings):
    text = framework_text().replace("outward-looking-professionals", "no-such-influence")
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    settings.FRAMEWORK_DIR = str(tmp_path)
    frameworks.file_frameworks.cache_clear()
    try:
        with pytest.raises(FrameworkError) as caught:
            frameworks.file_frameworks()
    finally:
        frameworks.file_frameworks.cache_clear()
    assert str(caught.value) == (
        "own.yaml, line 30: positive-influences@2020.1 has no code no-such-influence"
    )


# --- Ties -----------------------------------------------------------------------------------------


def test_insites_is_tied_by_a_file_of_its_own():
    found = ties(INSITES, INFLUENCES)
    assert (len(found), found["icb"]) == (28, ("good-networks", "system-horizon-scanning"))
    assert "vcse" not in found
    assert list(found) == [code for code in get_framework(INSITES).codes() if code in found]


def test_every_influence_is_tied_to_something():
    tied = {code for codes in ties(INSITES, INFLUENCES).values() for code in codes}
    assert tied == set(get_framework(INFLUENCES).codes())


def test_indicators_of_an_own_framework_bring_their_ties(db):
    row = HubFrameworkFactory(published=True)
    assert ties(row.ref, INFLUENCES) == {"staff-time": ("outward-looking-professionals",)}


INSITES_NEXT = """\
kind: maturity
key: insites-learning-framework
version: "2026.1"
title: InSites, shortened
source: Our hub{more}
scale: [{{value: 1, title: None}}, {{value: 5, title: All}}]
domains:
  - key: context
    title: Context
    rated: false
    why: Sites differ.
    sub_domains:
      - key: facts
        title: Facts
        questions:
          - {{key: function-fte, title: Size, kind: number}}
          - {{key: staff-headcount, title: Staff, kind: text}}
          - {{key: recurrent-funding, title: Funding, kind: choice, choices: [ours, theirs]}}
  - key: strategy
    title: Strategy
    why: It matters.
    sub_domains:
      - key: strategy
        title: Strategy
        indicators:
          - {{key: agreed-strategy, title: There is a strategy}}
          - {{key: icb, title: The board helps}}
          - {{key: something-new, title: Something new}}
"""


def publish_next(more: str = "") -> str:
    text = INSITES_NEXT.format(more=more)
    assert read_bytes(text.encode()).problems == ()
    return HubFrameworkFactory(
        key="insites-learning-framework", version="2026.1", text=text, published=True
    ).ref


def test_next_version_takes_ties_over_for_the_codes_that_it_shares(db):
    assert ties(publish_next(), INFLUENCES) == {
        "agreed-strategy": ("clear-narrative", "outward-planning"),
        "icb": ("good-networks", "system-horizon-scanning"),
    }


def test_next_version_that_speaks_of_influences_has_its_own_ties_only(db):
    assert ties(publish_next(f"\ninfluences: {INFLUENCES}"), INFLUENCES) == {}


def test_next_version_takes_peer_groups_over_where_it_still_asks_for_them(db):
    found = {each.key: each.groups for each in peer_attributes(publish_next())}
    assert list(found) == ["kind", "region", "function-size", "funding"]
    assert found["funding"] == ("Ours", "Theirs")


def test_next_version_with_peer_groups_has_its_own_only(db):
    own = "\npeer_groups: [{key: money, title: Money, question: recurrent-funding}]"
    assert [each.key for each in peer_attributes(publish_next(own))] == ["money"]


def test_influence_that_is_rated_bears_on_itself():
    assert ties(INFLUENCES, INFLUENCES)["ring-holder"] == ("ring-holder",)


def test_frameworks_that_nothing_ties_have_no_ties():
    assert ties("adopting-innovation-wheel@2025.1", INFLUENCES) == {}


def test_ties_of_what_is_not_there_are_an_error(db):
    with pytest.raises(FrameworkError):
        ties("nothing@1", INFLUENCES)


TIES = """\
kind: ties
key: own-ties
version: "1"
title: Own ties
source: Ours
framework: insites-learning-framework@2025.1
influences: positive-influences@2020.1
ties:
  - {indicator: agreed-strategy, influences: [clear-narrative]}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("agreed-strategy", "no-such", f"line 9: {INSITES} has no code no-such"),
        ("clear-narrative", "no-such", f"line 9: {INFLUENCES} has no code no-such"),
        ("[clear-narrative]", "[clear-narrative, clear-narrative]", "line 9: clear-narrative is"),
        (f"framework: {INSITES}", f"framework: {INFLUENCES}", "line 6: positive-influences@2020.1"),
        (f"influences: {INFLUENCES}", "influences: nothing@1", "line 7: nothing@1 is not a"),
    ],
)
def test_ties_to_what_is_not_there_are_refused(old, new, expected):
    found = frameworks.file_frameworks()
    reading = read_bytes(TIES.replace(old, new, 1).encode()).checked_against(found.get, set())
    assert [str(each)[: len(expected)] for each in reading.problems] == [expected]


# --- Peer groups ----------------------------------------------------------------------------------


def attribute(key: str):
    return next(each for each in peer_attributes(INSITES) if each.key == key)


def test_insites_is_compared_by_six_attributes():
    assert [(each.key, each.field, each.question) for each in peer_attributes(INSITES)] == [
        ("kind", "kind", None),
        ("region", "region", None),
        ("organisation-size", None, "staff-headcount"),
        ("function-size", None, "function-fte"),
        ("function-age", None, "years-in-current-form"),
        ("funding", None, "recurrent-funding"),
    ]


@pytest.mark.parametrize("ref", ["adopting-innovation-wheel@2025.1", INFLUENCES, "nothing@1"])
def test_every_framework_is_compared_by_kind_and_region(db, ref):
    assert [each.key for each in peer_attributes(ref)] == ["kind", "region"]


def test_own_framework_brings_its_peer_groups(db):
    words = "peer_groups:\n  - {key: age, title: Age, question: age}\nscale:\n"
    row = HubFrameworkFactory(published=True, text=framework_text().replace("scale:\n", words, 1))
    [age] = peer_attributes(row.ref)
    assert (age.key, age.groups) == ("age", ("New", "Older"))


SMALL, MEDIUM, LARGE = (
    "Small: up to 3 whole-time equivalents",
    "Medium: over 3 to 8 whole-time equivalents",
    "Large: over 8 whole-time equivalents",
)


@pytest.mark.parametrize(
    ("key", "answer", "group"),
    [
        ("function-size", "0.5", SMALL),
        ("function-size", "3", SMALL),
        ("function-size", "3.0", SMALL),
        ("function-size", "3.01", MEDIUM),
        ("function-size", "8", MEDIUM),
        ("function-size", "8.5", LARGE),
        ("function-size", " 4 ", MEDIUM),
        ("function-size", "", None),
        ("function-size", "some", None),
        ("function-size", "-1", None),
        ("function-size", "NaN", None),
        ("function-size", "Infinity", None),
        ("organisation-size", "5000", "Up to 5,000 staff"),
        ("organisation-size", "5001", "Over 5,000 to 10,000 staff"),
        ("organisation-size", "12000", "Over 10,000 staff"),
        ("function-age", "under 3 years", "Under 3 years"),
        ("function-age", "10 years", None),
        ("funding", "NHS charity", "NHS charity"),
        ("funding", "none", "None"),
        ("funding", "", None),
        ("kind", "acute", "Acute trust"),
        ("kind", "unknown", None),
        ("kind", "", None),
        ("region", "London", "London"),
        ("region", "", None),
    ],
)
def test_answer_puts_an_organisation_into_a_group(key, answer, group):
    assert group_of(attribute(key), answer) == group
    assert group is None or key == "region" or group in attribute(key).groups


# --- Comparing ------------------------------------------------------------------------------------


def changes(old: str, new: str) -> dict:
    found = compare(read(framework_text()), read(framework_text(version="2").replace(old, new, 1)))
    return {kind: found.codes(kind) for kind in Kind if found.codes(kind)}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("source: Our hub", "source: Our hub", {}),
        ("title: Leading", "title: Leadership", {}),
        ("title: Staff get time", "title: Staff have time", {Kind.REWORDED: ["staff-time"]}),
        ("key: own-budget", "key: purse", {Kind.NEW: ["purse"], Kind.DROPPED: ["own-budget"]}),
        ("key: money", "key: funds", {Kind.MOVED: ["own-budget"]}),
        ("key: leading", "key: leaders",
         {Kind.MOVED: ["staff-time", "leaders-time", "own-budget"]}),
        ("kind: number", "kind: text", {Kind.CHANGED: ["staff"]}),
        ("[new, older]", "[new, older, oldest]", {Kind.CHANGED: ["age"]}),
        ("key: plans", "key: aims", {Kind.NEW: ["aims"], Kind.DROPPED: ["plans"]}),
    ],
)  # fmt: skip
def test_what_a_version_changes(old, new, expected):
    assert changes(old, new) == expected


def test_what_a_version_changes_in_the_scale():
    after = framework_text(version="2").replace("{value: 4, title: Everywhere}",
                                                "{value: 5, title: All over}")  # fmt: skip
    found = compare(read(framework_text()), read(after.replace("Not yet", "Never")))
    assert [(each.value, each.before, each.after) for each in found.levels] == [
        (1, "Not yet", "Never"),
        (4, "Everywhere", ""),
        (5, "", "All over"),
    ]


def test_queries_are_not_made_for_what_is_no_reference(db):
    with CaptureQueriesContext(connection) as queries, pytest.raises(FrameworkError):
        get_framework("themes")
    assert len(queries) == 0
