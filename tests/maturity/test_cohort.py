"""Which self-ratings make a cohort, and what they add up to."""

import pytest

from adoption_reviews import rated
from adoption_reviews.frameworks import get_framework
from maturity.adding_up import NOT_APPLICABLE, Step
from maturity.queries import cohort
from tests.factories.core import OrganisationFactory, ReviewFactory, UserFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory
from tests.maturity.small_frameworks import framework as small

REF = "insites-learning-framework@2025.1"
FRAMEWORK = get_framework(REF)
FIRST, SECOND, THIRD = FRAMEWORK.codes()[:3]


@pytest.fixture
def rate(db):
    """A function: the self-rating of an organisation's round, with answers by code: a value, "n"
    for not applicable, "?" for an explanation only."""
    somebody = UserFactory()

    def make(organisation, round_number=1, answers=None, ref=REF, status="submitted"):
        review = ReviewFactory(organisation=organisation, round_number=round_number)
        assessment = SelfAssessmentFactory(review=review, framework_ref=ref, status=status)
        for code, answer in (answers or {}).items():
            RatingFactory(
                assessment=assessment,
                indicator=code,
                value=answer if isinstance(answer, int) else None,
                is_not_applicable=answer == "n",
                explanation="Said in words" if answer == "?" else "",
                updated_by=somebody,
            )
        return assessment

    return make


@pytest.fixture
def versions(monkeypatch):
    """A function: make further frameworks known."""
    known = rated.rated_framework

    def add(*frameworks):
        by_ref = {each.ref: each for each in frameworks}
        monkeypatch.setattr(
            cohort, "rated_framework", lambda ref: by_ref[ref] if ref in by_ref else known(ref)
        )

    return add


def members(*args, **kwargs):
    return [each.pk for each in cohort.cohort(*args, **kwargs)]


def figures(area):
    return (
        tuple(area.n_per_level.values()),
        area.n_not_applicable,
        area.n_silent,
    )


# --- Who is counted --------------------------------------------------------------------------


def test_cohort_has_the_latest_round_with_an_answer(rate):
    trusts = [OrganisationFactory() for _ in range(4)]
    rate(trusts[0], 1, {FIRST: 5})
    second = rate(trusts[0], 2, {FIRST: 1})
    rate(trusts[0], 3, {FIRST: "?"})  # words only
    rate(trusts[0], 4)
    rate(trusts[1], 1)
    not_applicable = rate(trusts[2], 1, {FIRST: "n"})
    rate(trusts[3], 1, {"no-such-code": 5, SECOND: 4})  # neither is of the framework

    assert members(FRAMEWORK) == [second.pk, not_applicable.pk]


def test_cohort_has_the_latest_round_that_was_handed_over(rate):
    trusts = [OrganisationFactory() for _ in range(4)]
    full = rate(trusts[0], 1, dict.fromkeys(FRAMEWORK.codes(), 3), status="agreed")
    rate(trusts[0], 2, {FIRST: 1}, status="open")
    first = rate(trusts[1], 1, {FIRST: 5})
    rate(trusts[1], 2, {FIRST: 1}, status="reopened")
    rate(trusts[2], 1, {FIRST: 5}, status="open")
    rate(trusts[3], 1, {FIRST: 5})
    second = rate(trusts[3], 2, {FIRST: 1})

    assert members(FRAMEWORK) == [full.pk, first.pk, second.pk]
    assert members(FRAMEWORK, 2) == [second.pk]
    assert cohort.n_at_work(FRAMEWORK) == 3
    assert cohort.cohort_summary(FRAMEWORK).indicators[0].n_per_level == {1: 1, 3: 1, 5: 1}


def test_cohort_of_a_chosen_round(rate):
    trusts = [OrganisationFactory() for _ in range(2)]
    first = rate(trusts[0], 1, {FIRST: 5})
    second = rate(trusts[0], 2, {FIRST: 1})
    other = rate(trusts[1], 1, {FIRST: 3})
    rate(trusts[1], 2)

    assert members(FRAMEWORK, 1) == [first.pk, other.pk]
    assert members(FRAMEWORK, 2) == [second.pk]
    assert members(FRAMEWORK, 3) == []


def test_cohort_leaves_out_other_frameworks_and_other_scales(rate, versions):
    other_scale = small(["agreed-strategy"], scale=(1, 2, 3, 4, 5), key=FRAMEWORK.key, version="9")
    same_scale = small(["agreed-strategy"], key=FRAMEWORK.key, version="8")
    versions(other_scale, same_scale)
    trusts = [OrganisationFactory() for _ in range(4)]
    rate(trusts[0], 1, {FIRST: 5}, ref="adopting-innovation-wheel@2025.1")
    earlier = rate(trusts[1], 1, {FIRST: 5})
    rate(trusts[1], 2, {FIRST: 5}, ref=other_scale.ref)
    same = rate(trusts[2], 1, {FIRST: 3}, ref=same_scale.ref)
    rate(trusts[3], 1, {FIRST: 3}, ref=f"{FRAMEWORK.key}@gone")

    assert members(FRAMEWORK) == [earlier.pk, same.pk]
    assert [each.pk for each in cohort.handed_over(FRAMEWORK)][-2:] == [same.pk, same.pk + 1]


# --- What they add up to ---------------------------------------------------------------------


def test_summary_counts_each_organisation_once(rate):
    trusts = [OrganisationFactory() for _ in range(3)]
    rate(trusts[0], 1, {FIRST: 5, SECOND: 5})
    rate(trusts[0], 2, {FIRST: 1})
    rate(trusts[1], 1, {FIRST: 5, SECOND: "n", THIRD: "?"})
    rate(trusts[2], 1, {FIRST: 4, SECOND: 3})

    found = cohort.cohort_summary(FRAMEWORK)

    assert found.n_assessments == 3
    assert [figures(each) for each in found.indicators[:3]] == [
        ((1, 0, 1), 0, 1),
        ((0, 1, 0), 1, 1),
        ((0, 0, 0), 0, 3),
    ]
    assert figures(found.domains[0]) == ((1, 1, 1), 1, 5)
    assert [each.key for each in found.domains] == [each.key for each in FRAMEWORK.rated_domains]
    assert [len(found.domains), len(found.sub_domains), len(found.indicators)] == [7, 23, 35]


def test_summary_of_nobody_has_no_score(db):
    found = cohort.cohort_summary(FRAMEWORK)
    assert {(each.n_asked, each.rank) for each in found.areas} == {(0, None)}


def test_versions_are_counted_through_the_codes_they_share(rate, versions):
    old, new = small(["a b"], version="1"), small(["a c"], version="2")
    versions(old, new)
    trusts = [OrganisationFactory() for _ in range(3)]
    rate(trusts[0], 1, {"a": 5, "b": 5}, ref=old.ref)
    rate(trusts[1], 1, {"a": 1, "c": 3}, ref=new.ref)
    rate(trusts[2], 1, {"a": 5, "b": 1}, ref=new.ref)  # moved from the old one: b is unseen

    on_new, on_old = cohort.cohort_summary(new), cohort.cohort_summary(old)

    assert [(each.key, figures(each)) for each in on_new.indicators] == [
        ("a", ((1, 0, 2), 0, 0)),
        ("c", ((0, 1, 0), 0, 1)),  # the first was not asked
    ]
    assert [(each.key, figures(each)) for each in on_old.indicators] == [
        ("a", ((1, 0, 2), 0, 0)),
        ("b", ((0, 0, 1), 0, 0)),
    ]
    assert (on_new.n_assessments, on_new.domains[0].n_asked) == (3, 5)


def test_queries_do_not_grow_with_the_cohort(rate, django_assert_num_queries):
    for number in range(1, 4):
        rate(OrganisationFactory(), 1, {FIRST: 5})
        with django_assert_num_queries(2):
            found = cohort.cohort_summary(FRAMEWORK)
        assert found.n_assessments == number


def test_answers_given_have_no_silence(rate):
    first = rate(OrganisationFactory(), 1, {FIRST: 5, SECOND: "n", THIRD: "?", "gone": 5})
    empty = rate(OrganisationFactory(), 1)
    wheel = rate(OrganisationFactory(), 1, {FIRST: 5}, ref="adopting-innovation-wheel@2025.1")

    assert cohort.answers_given([first, empty, wheel], FRAMEWORK) == {
        first.pk: {FIRST: 5, SECOND: NOT_APPLICABLE},
        empty.pk: {},
    }


# --- Courses ---------------------------------------------------------------------------------


def test_courses_by_organisation(rate, versions, django_assert_num_queries):
    shape = small(["a b c d"])
    versions(shape)
    up, once, working, stopped = trusts = [OrganisationFactory() for _ in range(4)]
    rate(up, 1, {"a": 1, "b": 1, "c": 3}, ref=shape.ref)
    rate(up, 2, {"a": 3, "b": 3, "c": 3}, ref=shape.ref, status="agreed")
    rate(once, 1, {"a": 5}, ref=shape.ref, status="submitted")
    rate(working, 1, {"a": 5, "b": 5}, ref=shape.ref, status="submitted")
    rate(working, 2, {"a": 1, "b": 1}, ref=shape.ref, status="open")  # still open: not over
    rate(stopped, 1, {"a": 5, "b": 5}, ref=shape.ref, status="submitted")
    rate(stopped, 2, {}, ref=shape.ref, status="open")  # left open while the next was made
    rate(stopped, 3, {"a": 5}, ref=shape.ref, status="submitted")

    with django_assert_num_queries(2):
        found = cohort.courses(shape)

    assert {trusts.index(each): found[each.pk].word for each in trusts} == {
        0: "increasing",
        1: None,
        2: None,
        3: "decreasing",
    }
    assert found[up.pk].steps == (Step(n_both=3, n_up=2, n_down=0),)
