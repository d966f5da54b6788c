"""The cohort's figures that trusts are shown."""

import pytest
from django.urls import reverse

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import AuditEvent
from maturity.actions.releasing import release_cohort
from maturity.models import CohortRelease, SelfAssessment
from maturity.queries import released
from maturity.shown import TooFew
from tests.factories.core import ReviewFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory

REF = "insites-learning-framework@2025.1"
KEY = REF.partition("@")[0]
INDICATOR = "indicator:agreed-strategy"


def trusts(n, kind="acute", values=(1, 3, 5), status="submitted"):
    """`n` trusts whose submitted self-ratings go round `values` at every indicator."""
    found = []
    for number in range(n):
        assessment = SelfAssessmentFactory(review__organisation__kind=kind, status=status)
        for place, code in enumerate(get_framework(REF).codes()):
            value = values[(number + place) % len(values)]
            RatingFactory(assessment=assessment, indicator=code, value=value)
        found.append(assessment)
    return found


def groups(release):
    return {
        partition["key"]: [(group["titles"], group["n"]) for group in partition["groups"]]
        for partition in release.figures["partitions"]
    }


def counts(release, node=INDICATOR, place=0):
    return release.figures["partitions"][place]["groups"][0]["counts"].get(node)


def test_release_freezes_the_figures_of_submitted_self_ratings(hub_staff):
    mine = trusts(6)
    trusts(3, status="open")
    release = release_cohort(framework_ref=REF, by=hub_staff)
    assert groups(release) == {"whole": [([], 6)]}
    assert counts(release) == {"1": 2, "3": 2, "5": 2}
    assert release.figures["left_out"] == [
        "Kind of organisation",
        "Region",
        "Size of the organisation",
        "Size of the innovation function",
        "Age of the innovation function",
        "Main source of recurrent funding",
    ]
    assert len(release.members["answers"]) == 6
    mine[0].ratings.filter(indicator="agreed-strategy").update(value=5)
    release.refresh_from_db()
    assert counts(release) == {"1": 2, "3": 2, "5": 2}
    event = AuditEvent.objects.get()
    assert (event.verb, event.detail) == (
        "cohort.released",
        {"framework": REF, "organisations": 6},
    )


def test_release_shows_peer_groups_and_folds_small_ones(hub_staff):
    trusts(6)
    trusts(3, "community")
    trusts(4, "ambulance")
    release = release_cohort(framework_ref=REF, by=hub_staff)
    assert groups(release) == {
        "whole": [([], 13)],
        "kind": [(["Acute trust"], 6), (["Community trust", "Ambulance trust"], 7)],
    }


def test_release_of_four_is_refused(hub_staff):
    trusts(4)
    with pytest.raises(TooFew):
        release_cohort(framework_ref=REF, by=hub_staff)
    assert (CohortRelease.objects.count(), AuditEvent.objects.count()) == (0, 0)


@pytest.mark.parametrize(("n_anew", "is_refused"), [(0, False), (1, True), (4, True), (5, False)])
def test_second_release_needs_five_that_answered_anew(hub_staff, n_anew, is_refused):
    found = trusts(10)
    release_cohort(framework_ref=REF, by=hub_staff)
    for each in found[:n_anew]:
        each.ratings.filter(indicator="lessons").update(value=None, is_not_applicable=True)
    if is_refused:
        with pytest.raises(TooFew):
            release_cohort(framework_ref=REF, by=hub_staff)
    else:
        release_cohort(framework_ref=REF, by=hub_staff)
    assert CohortRelease.objects.count() == (1 if is_refused else 2)


def test_trust_that_joins_alone_waits_for_others(hub_staff):
    trusts(6)
    release_cohort(framework_ref=REF, by=hub_staff)
    trusts(1)
    with pytest.raises(TooFew):
        release_cohort(framework_ref=REF, by=hub_staff)
    trusts(4)
    assert groups(release_cohort(framework_ref=REF, by=hub_staff))["whole"] == [([], 11)]


def test_what_all_answered_alike_is_not_shown(hub_staff):
    trusts(6, values=(3,))
    release = release_cohort(framework_ref=REF, by=hub_staff)
    assert release.figures["partitions"][0]["groups"][0]["counts"] == {}


def test_latest_submitted_round_of_each_organisation_counts(hub_staff):
    found = trusts(5)
    organisation = found[0].review.organisation
    second = SelfAssessmentFactory(
        review=ReviewFactory(organisation=organisation, round_number=2, slug="second"),
        status="submitted",
    )
    RatingFactory(assessment=second, indicator="agreed-strategy", value=5)
    third = SelfAssessmentFactory(
        review=ReviewFactory(organisation=organisation, round_number=3, slug="third")
    )
    RatingFactory(assessment=third, indicator="agreed-strategy", value=1)
    framework = get_framework(REF)
    coming = released.next_release(framework, [])
    assert released.n_submitted(framework) == 5
    assert [given for given in coming.answers.values() if len(given) == 1] == [
        {"agreed-strategy": "5"}
    ]


def test_next_release_takes_four_queries(db, django_assert_num_queries):
    trusts(5)
    framework = get_framework(REF)
    with django_assert_num_queries(3):
        released.next_release(framework, [])
    trusts(3)
    with django_assert_num_queries(3):
        released.next_release(framework, [])


# --- The hub's page --------------------------------------------------------------------------


def test_page_says_when_there_are_too_few(hub_staff, signed_in):
    trusts(4)
    response = signed_in(hub_staff).get(reverse("cohort:shown", args=[KEY]))
    assert "4 trusts have submitted a self-rating" in response.text
    assert "fewer than five" in response.text
    assert "Show these figures" not in response.text


def test_page_releases_and_says_what_trusts_see(hub_staff, signed_in):
    trusts(6)
    client = signed_in(hub_staff)
    page = reverse("cohort:shown", args=[KEY])
    assert "Show these figures to trusts" in client.get(page).text
    assert "cannot be taken back" in client.get(reverse("cohort:release", args=[KEY])).text
    response = client.post(reverse("cohort:release", args=[KEY]), follow=True)
    assert [str(each) for each in response.context["messages"]] == ["Trusts now see these figures."]
    assert "That is what trusts see already." in response.text
    assert CohortRelease.objects.get().released_by == hub_staff
    SelfAssessment.objects.first().ratings.update(value=None)
    response = client.post(reverse("cohort:release", args=[KEY]), follow=True)
    assert "somebody could work out one trust’s answers" in str(
        next(iter(response.context["messages"]))
    )


def test_page_of_an_unknown_framework_is_not_found(hub_staff, signed_in):
    assert signed_in(hub_staff).get(reverse("cohort:shown", args=["no-such"])).status_code == 404
