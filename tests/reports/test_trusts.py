"""The list of trusts, a trust's page, and starting a review."""

from datetime import date

import pytest
from django.urls import reverse

from adoption_reviews.models import AuditEvent, Organisation, Review
from adoption_reviews.roles import Role
from tests.factories.core import MembershipFactory, OrganisationFactory, ReviewFactory, UserFactory
from tests.factories.hub import report


@pytest.fixture
def client(hub_staff, signed_in):
    return signed_in(hub_staff)


def names(response) -> list[str]:
    return [trust.name for trust in response.context["page"]]


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Oxbury Ambulance NHS Trust", "St Peter's NHS Trust", "Testbury NHS Trust"]),
        ({"search": "peter"}, ["St Peter's NHS Trust"]),
        ({"search": "nhs trust ambulance"}, ["Oxbury Ambulance NHS Trust"]),
        ({"search": "rt1"}, ["Testbury NHS Trust"]),
        ({"search": "old name"}, ["Testbury NHS Trust"]),
        ({"search": "%"}, []),
        ({"kind": "ambulance"}, ["Oxbury Ambulance NHS Trust"]),
        ({"region": "London"}, ["St Peter's NHS Trust", "Testbury NHS Trust"]),
        ({"region": "London", "search": "testbury"}, ["Testbury NHS Trust"]),
        ({"reviewed": "yes"}, ["St Peter's NHS Trust"]),
        ({"search": "nothing"}, []),
        (
            {"kind": "moon"},
            ["Oxbury Ambulance NHS Trust", "St Peter's NHS Trust", "Testbury NHS Trust"],
        ),
    ],
)
def test_list_searched(client, query, found):
    OrganisationFactory(
        name="Testbury NHS Trust", ods_code="RT1", region="London", former_names=["Old Name"]
    )
    OrganisationFactory(name="Oxbury Ambulance NHS Trust", ods_code="RT2", kind="ambulance")
    reviewed = OrganisationFactory(name="St Peter's NHS Trust", ods_code="RT3", region="London")
    ReviewFactory(organisation=reviewed)
    ReviewFactory(organisation=reviewed, round_number=2)

    response = client.get(reverse("trusts:list"), query)

    assert names(response) == found
    assert ("No trust found" in response.text) is (not found)


def test_list_has_pages_of_fifty(client):
    OrganisationFactory.create_batch(51)

    first = client.get(reverse("trusts:list"))
    second = client.get(reverse("trusts:list"), {"page": 2})

    assert (len(names(first)), len(names(second))) == (50, 1)
    assert "51 trusts" in first.text


def test_list_says_the_latest_round(client):
    organisation = OrganisationFactory()
    ReviewFactory(organisation=organisation, round_number=1, status="closed")
    latest = ReviewFactory(organisation=organisation, round_number=2, status="analysis")

    response = client.get(reverse("trusts:list"))

    assert f'href="{latest.get_absolute_url()}"' in response.text
    assert "analysis" in response.text
    assert "closed" not in response.text


def test_list_without_trusts_says_so(client):
    assert "No trusts yet" in client.get(reverse("trusts:list")).text


def test_list_asks_the_same_number_of_queries_for_more_trusts(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse("trusts:list")
    ReviewFactory()
    client.get(url)
    with django_assert_max_num_queries(8) as first:
        client.get(url)
    ReviewFactory.create_batch(2)
    with django_assert_num_queries(len(first)):
        client.get(url)


def test_detail_shows_rounds_people_and_the_latest_report(client, hub_staff):
    review = ReviewFactory(round_number=1)
    second = ReviewFactory(organisation=review.organisation, round_number=2)
    lead = MembershipFactory(role=Role.TRUST_LEAD, organisation=review.organisation)
    latest = report(review, version=3, released=True)
    report(second, version=1)

    response = client.get(review.organisation.get_absolute_url())

    assert [row[0] for row in response.context["rounds"]] == [second, review]
    assert response.context["latest_report"] == latest
    assert f"{lead.user.name}, trust lead" in response.text
    assert reverse("reports:detail", args=[second.slug, 1]) not in response.text


def test_detail_for_a_reviewer_links_only_to_their_own_round(review, reviewer, signed_in):
    second = ReviewFactory(organisation=review.organisation, round_number=2)
    report(second, released=True)

    response = signed_in(reviewer).get(review.organisation.get_absolute_url())

    assert f'href="{review.get_absolute_url()}"' in response.text
    assert f'href="{second.get_absolute_url()}"' not in response.text
    assert reverse("reports:detail", args=[second.slug, 1]) not in response.text
    assert reverse("trusts:add_review", args=[review.organisation.ods_code]) not in response.text


def test_detail_without_a_review_leads_to_the_first(client):
    organisation = OrganisationFactory()

    response = client.get(organisation.get_absolute_url())

    assert "No review yet" in response.text
    assert reverse("trusts:add_review", args=[organisation.ods_code]) in response.text


def test_add_trust(client):
    response = client.post(
        reverse("trusts:add"),
        {"ods_code": " rt1", "name": "  Oxbury  NHS Trust ", "kind": "acute", "region": "London"},
        follow=True,
    )

    organisation = Organisation.objects.get()
    assert (organisation.ods_code, organisation.name, organisation.region) == (
        "RT1",
        "Oxbury NHS Trust",
        "London",
    )
    assert response.redirect_chain == [(organisation.get_absolute_url(), 302)]
    assert said(response) == ["Oxbury NHS Trust has been added."]
    assert AuditEvent.objects.get().verb == "organisation.added"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"ods_code": "RT1"}, "RT1 is in the list already"),
        ({"ods_code": "R 1"}, "Enter 3 to 6 capital letters or digits"),
        ({"name": ""}, "Enter name"),
        ({"name": "x" * 201}, "Name must be 200 characters or fewer"),
        ({"kind": "moon"}, "Select kind of organisation from the list"),
    ],
)
def test_add_trust_with_bad_input_says_why(client, given, error):
    OrganisationFactory(ods_code="RT1")
    valid = {"ods_code": "RT2", "name": "Oxbury NHS Trust", "kind": "acute", "region": ""}

    response = client.post(reverse("trusts:add"), valid | given)

    assert error in response.text
    assert (Organisation.objects.count(), AuditEvent.objects.count()) == (1, 0)


def test_edit_trust_keeps_the_former_name(client):
    organisation = OrganisationFactory(name="Old", region="London")

    response = client.post(
        reverse("trusts:edit", args=[organisation.ods_code]),
        {"name": "New", "kind": "acute", "region": "London"},
        follow=True,
    )

    organisation.refresh_from_db()
    assert (organisation.name, organisation.former_names) == ("New", ["Old"])
    assert response.redirect_chain == [(organisation.get_absolute_url(), 302)]
    assert "Former names" in response.text


def test_add_review_starts_the_next_round_with_reviewers(client, hub_staff):
    organisation = OrganisationFactory(ods_code="RT1")
    reviewer = UserFactory()

    response = client.post(
        reverse("trusts:add_review", args=["RT1"]),
        {
            "starts_on_day": "5",
            "starts_on_month": "1",
            "starts_on_year": "2026",
            "ends_on_day": "",
            "ends_on_month": "",
            "ends_on_year": "",
            "reviewers": [reviewer.pk],
        },
        follow=True,
    )

    review = Review.objects.get()
    assert (review.organisation, review.slug, review.starts_on, review.ends_on) == (
        organisation,
        "rt1-1",
        date(2026, 1, 5),
        None,
    )
    assert [each.user for each in review.memberships.all()] == [reviewer]
    assert response.redirect_chain == [(review.get_absolute_url(), 302)]
    assert said(response) == ["Round 1 has been started."]


def test_add_review_that_ends_before_it_starts_is_refused(client):
    OrganisationFactory(ods_code="RT1")
    dates = {"starts_on": ("5", "2", "2026"), "ends_on": ("4", "2", "2026")}
    given = {
        f"{name}_{part}": value
        for name, values in dates.items()
        for part, value in zip(("day", "month", "year"), values, strict=True)
    }

    response = client.post(reverse("trusts:add_review", args=["RT1"]), given)

    assert "Last day must be the same as or after the first day" in response.text
    assert not Review.objects.exists()


def test_add_review_does_not_offer_the_trust_s_own_people(client):
    organisation = OrganisationFactory(ods_code="RT1")
    lead = MembershipFactory(role=Role.TRUST_LEAD, organisation=organisation).user
    other_lead = MembershipFactory(role=Role.TRUST_LEAD, organisation=OrganisationFactory()).user
    offered = UserFactory(name="Offered Person")

    response = client.get(reverse("trusts:add_review", args=["RT1"]))

    assert "Offered Person" in response.text
    assert lead.name not in response.text
    assert other_lead.name not in response.text
    assert (
        client.post(reverse("trusts:add_review", args=["RT1"]), {"reviewers": [lead.pk]})
        .context["form"]
        .errors
    )
    assert not Review.objects.exists()
    assert offered.memberships.count() == 0


def test_add_review_sent_twice_starts_one_round(client):
    organisation = OrganisationFactory(ods_code="RT1")
    address = reverse("trusts:add_review", args=["RT1"])
    posted = {"starts_on_day": "5", "starts_on_month": "1", "starts_on_year": "2026"}

    client.post(address, posted)
    response = client.post(address, posted)

    assert [each.slug for each in organisation.reviews.all()] == ["rt1-1"]
    assert "Round 1 is planned for these days already" in response.text


@pytest.mark.parametrize("key", ["abc", "9" * 30])
def test_add_review_with_a_reviewer_that_cannot_be_says_so(client, key):
    OrganisationFactory(ods_code="RT1")

    response = client.post(
        reverse("trusts:add_review", args=["RT1"]), {"starts_on_day": "", "reviewers": [key]}
    )

    assert "Select reviewers from the list" in response.text
    assert not Review.objects.exists()


def test_add_trust_with_a_null_character_says_which_answer_holds_it(client):
    response = client.post(
        reverse("trusts:add"),
        {"ods_code": "RT1", "name": "Ox\0bury", "kind": "acute", "region": "London"},
    )

    assert "Name holds a character that cannot be kept" in response.text
    assert not Organisation.objects.exists()


def test_detail_finds_a_code_in_small_letters(signed_in, hub_staff):
    OrganisationFactory(ods_code="RT1", name="Oxbury NHS Trust")

    response = signed_in(hub_staff).get("/trusts/rt1/")

    assert (response.status_code, response.context["organisation"].ods_code) == (200, "RT1")
