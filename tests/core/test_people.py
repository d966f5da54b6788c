"""The pages of people and their roles."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from adoption_reviews.models import AuditEvent, Membership, User
from adoption_reviews.roles import Role
from tests.factories.core import MembershipFactory, OrganisationFactory, ReviewFactory, UserFactory


@pytest.fixture
def client(hub_administrator, signed_in):
    return signed_in(hub_administrator)


def said(response) -> list[str]:
    """The messages on the page that a redirect led to."""
    return [str(message) for message in response.context["messages"]]


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def names(response) -> list[str]:
    return [person.name for person in response.context["page"]]


def test_list_shows_everybody_with_their_roles(client, hub_administrator, review, reviewer):
    response = client.get(reverse("people:list"))

    assert names(response) == sorted([hub_administrator.name, reviewer.name])
    assert f"Reviewer, {review}" in response.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "wenn"}, ["Wenna Tregarth"]),
        ({"search": "W@OXBURY.example tregarth"}, ["Wenna Tregarth"]),
        ({"role": "hub-administrator"}, ["Administrator"]),
        ({"role": "none"}, ["Piran Lowe", "Wenna Tregarth"]),
        ({"role": "reviewer"}, []),
        ({"role": "king"}, ["Administrator", "Piran Lowe", "Wenna Tregarth"]),
    ],
)
def test_list_searched(signed_in, db, query, found):
    administrator = UserFactory(name="Administrator")
    MembershipFactory(role=Role.HUB_ADMINISTRATOR, user=administrator)
    UserFactory(name="Wenna Tregarth", email="w@oxbury.example")
    UserFactory(name="Piran Lowe")

    response = signed_in(administrator).get(reverse("people:list"), query)

    assert names(response) == found
    assert ("Nobody found" in response.text) is (not found)


def test_list_asks_the_same_number_of_queries_for_more_people(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse("people:list")
    MembershipFactory(role=Role.REVIEWER, review=ReviewFactory())
    client.get(url)
    with django_assert_max_num_queries(8) as first:
        client.get(url)
    for _ in range(2):
        MembershipFactory(role=Role.REVIEWER, review=ReviewFactory())
        MembershipFactory(role=Role.TRUST_LEAD, organisation=OrganisationFactory())
    with django_assert_num_queries(len(first)):
        client.get(url)


def test_add_person_sends_the_link_and_shows_no_password(client):
    response = client.post(
        reverse("people:add"), {"name": "Wenna Tregarth", "email": "W@oxbury.example"}, follow=True
    )

    person = User.objects.get(email="w@oxbury.example")
    assert response.redirect_chain == [(reverse("people:detail", args=[person.pk]), 302)]
    assert said(response) == [
        "Wenna Tregarth has been added. We have sent w@oxbury.example a link to set a password."
    ]
    assert not person.has_usable_password()
    assert [message.to for message in mail.outbox] == [["w@oxbury.example"]]
    assert "http://testserver/account/password/reset/key/" in mail.outbox[0].body
    assert verbs() == ["person.added", "person.invited"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": "", "email": "w@oxbury.example"}, "Enter full name"),
        (
            {"name": "W", "email": "oxbury"},
            "Enter an e-mail address in the correct format, like name@example.com",
        ),
        (
            {"name": "W", "email": "TAKEN@oxbury.example"},
            "There is somebody with this address already",
        ),
    ],
)
def test_add_person_with_bad_input_says_why_and_keeps_it(client, given, error):
    UserFactory(email="taken@oxbury.example")

    response = client.post(reverse("people:add"), given)

    assert error in response.text
    assert response.context["form"]["email"].value() == given["email"]
    assert (User.objects.count(), mail.outbox, verbs()) == (2, [], [])


def test_add_person_when_mail_fails_keeps_them(client, settings):
    settings.EMAIL_BACKEND = "tests.core.test_actions.BrokenMail"

    response = client.post(
        reverse("people:add"), {"name": "Wenna", "email": "w@oxbury.example"}, follow=True
    )

    assert said(response) == [
        "Wenna has been added. The e-mail to w@oxbury.example could not be sent. Check the "
        "address and send it again."
    ]
    assert verbs() == ["person.added"]


def test_invite_again(client):
    person = UserFactory(email="w@oxbury.example")

    response = client.post(reverse("people:invite", args=[person.pk]), follow=True)

    assert said(response) == ["We have sent w@oxbury.example a link to set a password."]
    assert len(mail.outbox) == 1


def test_edit_person(client):
    person = UserFactory(name="Wena", email="w@oxbury.example")

    response = client.post(
        reverse("people:edit", args=[person.pk]),
        {"name": "Wenna", "email": "w@oxbury.example"},
        follow=True,
    )

    assert response.redirect_chain == [(reverse("people:detail", args=[person.pk]), 302)]
    assert (User.objects.get(pk=person.pk).name, verbs()) == ("Wenna", ["person.edited"])


def test_person_who_is_not_there_is_not_found(client):
    for route in ("detail", "edit", "deactivate", "add_role"):
        assert client.get(reverse(f"people:{route}", args=[10_000])).status_code == 404


@pytest.mark.parametrize(
    ("role", "field"),
    [
        ("reviewer", "review"),
        ("trust-lead", "lead_of"),
        ("trust-contributor", "contributor_to"),
        ("hub-staff", ""),
    ],
)
def test_add_role_gives_it_where_chosen(client, review, role, field):
    person = UserFactory()
    place = review if field == "review" else review.organisation
    given = {"role": role} | ({field: place.pk} if field else {})

    response = client.post(reverse("people:add_role", args=[person.pk]), given, follow=True)

    membership = Membership.objects.get(user=person)
    assert (membership.role, membership.review or membership.organisation) == (
        role,
        place if field else None,
    )
    assert response.redirect_chain == [(reverse("people:detail", args=[person.pk]), 302)]
    assert verbs() == ["role.given"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"role": ""}, "Select role"),
        ({"role": "reviewer"}, "Select the review"),
        ({"role": "trust-lead"}, "Select the trust they are lead of"),
        ({"role": "reviewer", "review": "999"}, "Select review from the list"),
    ],
)
def test_add_role_with_bad_input_says_why(client, review, given, error):
    person = UserFactory()

    response = client.post(reverse("people:add_role", args=[person.pk]), given)

    assert error in response.text
    assert (person.memberships.count(), verbs()) == (0, [])


@pytest.mark.parametrize(
    ("held", "given"),
    [
        ("lead", "reviewer"),
        ("lead", "hub-staff"),
        ("reviewer", "trust-lead"),
        ("hub", "trust-contributor"),
    ],
)
def test_add_role_that_would_show_a_trust_its_transcripts_is_refused(client, review, held, given):
    person = UserFactory(name="Wenna")
    places = {
        "lead": {"role": Role.TRUST_LEAD, "organisation": review.organisation},
        "reviewer": {"role": Role.REVIEWER, "review": review},
        "hub": {"role": Role.HUB_STAFF},
    }
    MembershipFactory(user=person, **places[held])
    trust = review.organisation.pk

    response = client.post(
        reverse("people:add_role", args=[person.pk]),
        {"role": given, "review": review.pk, "lead_of": trust, "contributor_to": trust},
    )

    assert "Wenna has a role in" in response.text or "Wenna works for the hub" in response.text
    assert (person.memberships.count(), verbs()) == (1, [])


def test_remove_role_asks_first(client, review, reviewer):
    membership = reviewer.memberships.get()
    url = reverse("people:remove_role", args=[reviewer.pk, membership.pk])

    asked = client.get(url)
    assert f"Take the role Reviewer from {reviewer}?" in asked.text
    assert reviewer.memberships.exists()

    response = client.post(url, follow=True)
    assert said(response) == [f"{reviewer} no longer has the role Reviewer."]
    assert (reviewer.memberships.count(), verbs()) == (0, ["role.taken"])


def test_remove_role_of_somebody_else_is_not_found(client, reviewer, hub_staff):
    membership = reviewer.memberships.get()

    url = reverse("people:remove_role", args=[hub_staff.pk, membership.pk])

    assert client.post(url).status_code == 404
    assert reviewer.memberships.exists()


def test_remove_role_of_the_last_administrator_is_refused(client, hub_administrator):
    membership = hub_administrator.memberships.get()

    response = client.post(
        reverse("people:remove_role", args=[hub_administrator.pk, membership.pk]), follow=True
    )

    assert said(response) == [
        f"{hub_administrator} is the only hub administrator. "
        "Make somebody else hub administrator first."
    ]
    assert hub_administrator.memberships.exists()


def test_remove_own_role_of_administrator_leads_to_the_start(client, hub_administrator):
    MembershipFactory(role=Role.HUB_ADMINISTRATOR)
    membership = hub_administrator.memberships.get()

    response = client.post(
        reverse("people:remove_role", args=[hub_administrator.pk, membership.pk]), follow=True
    )

    assert response.redirect_chain == [("/", 302)]
    assert response.status_code == 200


def test_deactivate_asks_first_and_reactivate_undoes(client, reviewer):
    url = reverse("people:deactivate", args=[reviewer.pk])
    assert f"End {reviewer}’s access?" in client.get(url).text

    client.post(url)
    reviewer.refresh_from_db()
    assert not reviewer.is_active

    client.post(reverse("people:reactivate", args=[reviewer.pk]))
    reviewer.refresh_from_db()
    assert reviewer.is_active
    assert verbs() == ["person.deactivated", "person.reactivated"]


def test_name_with_markup_is_shown_as_text(client):
    person = UserFactory(name="<script>alert(1)</script>")

    for url in (reverse("people:list"), reverse("people:detail", args=[person.pk])):
        response = client.get(url)
        assert "<script>alert" not in response.text
        assert "&lt;script&gt;alert(1)" in response.text


def test_add_administrator_makes_the_first_person_of_a_hub(db, capsys):
    for _ in range(2):  # a second time changes nothing
        call_command("add_administrator", "First@Hub.example", "Wenna Tregarth")

    person = User.objects.get()
    assert (person.email, person.name, person.has_usable_password()) == (
        "first@hub.example",
        "Wenna Tregarth",
        False,
    )
    assert [held.role for held in person.memberships.all()] == [Role.HUB_ADMINISTRATOR]
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", "by")) == [
        ("person.added", None),
        ("role.given", None),
    ]
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Wenna Tregarth (first@hub.example) is a hub administrator."
    )


def test_add_administrator_with_a_bad_address_is_refused(db):
    with pytest.raises(CommandError):
        call_command("add_administrator", "nobody", "Wenna Tregarth")
    assert not User.objects.exists()
