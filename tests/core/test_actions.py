"""Organisations, reviews, people and roles are written, and every writing is on record."""

from datetime import date
from smtplib import SMTPException
from threading import Thread

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection

from adoption_reviews import actions
from adoption_reviews.models import AuditEvent, Membership, Organisation, Review, User
from adoption_reviews.roles import Role
from tests.factories.core import (
    MembershipFactory,
    OrganisationFactory,
    ReviewFactory,
    UserFactory,
)

SITE = "https://hub.example/"


def events():
    """Verb and detail of every event, in the order written."""
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


# --- Organisations ---------------------------------------------------------------------------


def test_add_organisation_writes_row_and_event(hub_staff):
    organisation = actions.add_organisation(
        ods_code="RT1", name="Oxbury NHS Trust", kind="acute", region="London", by=hub_staff
    )

    assert Organisation.objects.get() == organisation
    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.organisation, event.object_id) == (
        "organisation.added",
        hub_staff,
        organisation,
        str(organisation.pk),
    )


@pytest.mark.parametrize("code", ["RT", "rt1", "R T1", ""])
def test_add_organisation_with_a_bad_code_is_refused(hub_staff, code):
    with pytest.raises(ValidationError) as refusal:
        actions.add_organisation(ods_code=code, name="X", kind="acute", region="", by=hub_staff)

    assert list(refusal.value.message_dict) == ["ods_code"]
    assert (Organisation.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_edit_organisation_keeps_the_former_name(hub_staff):
    organisation = OrganisationFactory(name="Old", kind="acute", region="London")

    actions.edit_organisation(
        organisation=organisation, name="New", kind="community", region="London", by=hub_staff
    )

    organisation.refresh_from_db()
    assert (organisation.name, organisation.kind, organisation.former_names) == (
        "New",
        "community",
        ["Old"],
    )
    assert events() == [
        ("organisation.renamed", {"old": "Old", "new": "New"}),
        ("organisation.edited", {"changed": {"kind": ["acute", "community"]}}),
    ]


def test_edit_organisation_without_a_change_leaves_no_event(hub_staff):
    organisation = OrganisationFactory(name="Old", kind="acute", region="London")

    actions.edit_organisation(
        organisation=organisation, name="Old", kind="acute", region="London", by=hub_staff
    )

    assert (events(), organisation.former_names) == ([], [])


# --- Reviews ---------------------------------------------------------------------------------


def test_start_review_opens_the_first_round_with_its_reviewers(hub_staff):
    organisation = OrganisationFactory(ods_code="RT1")
    reviewers = UserFactory.create_batch(2)

    review = actions.start_review(
        organisation=organisation,
        starts_on=date(2026, 1, 5),
        ends_on=date(2026, 6, 30),
        reviewers=reviewers,
        by=hub_staff,
    )

    review = Review.objects.get(pk=review.pk)
    assert (review.slug, review.round_number, review.status) == ("rt1-1", 1, "planning")
    assert (review.starts_on, review.ends_on) == (date(2026, 1, 5), date(2026, 6, 30))
    assert (review.influences_ref, review.maturity_ref) == (
        settings.INFLUENCES_FRAMEWORK,
        settings.MATURITY_FRAMEWORK,
    )
    assert [each.user for each in review.memberships.all()] == reviewers
    assert events() == [
        ("review.started", {"round_number": 1}),
        ("role.given", {"role": "reviewer"}),
        ("role.given", {"role": "reviewer"}),
    ]


def test_start_review_counts_rounds_up(hub_staff):
    organisation = OrganisationFactory(ods_code="RT1")
    ReviewFactory(organisation=organisation, round_number=3, slug="rt1-3")

    review = actions.start_review(organisation=organisation, by=hub_staff)

    assert (review.slug, review.round_number) == ("rt1-4", 4)


@pytest.mark.django_db(transaction=True)
def test_rounds_started_at_once_get_two_numbers():
    organisation, by = OrganisationFactory(ods_code="RT1"), UserFactory()

    def start(day):
        actions.start_review(organisation=organisation, starts_on=date(2026, 1, day), by=by)
        connection.close()

    threads = [Thread(target=start, args=[day]) for day in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(Review.objects.values_list("slug", flat=True)) == [
        "rt1-1",
        "rt1-2",
        "rt1-3",
        "rt1-4",
    ]


def test_edit_review_records_the_phase_and_the_dates(review, reviewer):
    actions.edit_review(
        review=review,
        status="analysis",
        starts_on=date(2026, 1, 5),
        ends_on=None,
        by=reviewer,
    )

    review.refresh_from_db()
    assert (review.status, review.starts_on) == ("analysis", date(2026, 1, 5))
    assert events() == [
        ("review.moved", {"old": "fieldwork", "new": "analysis"}),
        ("review.dates_changed", {"old": [None, None], "new": ["2026-01-05", None]}),
    ]


def test_edit_review_with_an_unknown_phase_is_refused(review, reviewer):
    with pytest.raises(ValidationError):
        actions.edit_review(review=review, status="done", starts_on=None, ends_on=None, by=reviewer)

    review.refresh_from_db()
    assert (review.status, events()) == ("fieldwork", [])


# --- People ----------------------------------------------------------------------------------


def test_add_person_has_no_password(hub_administrator):
    person = actions.add_person(
        email=" Wenna@Trust.example ", name=" Wenna Tregarth", by=hub_administrator
    )

    assert (person.email, person.name) == ("wenna@trust.example", "Wenna Tregarth")
    assert not person.has_usable_password()
    assert events() == [("person.added", {})]


def test_add_person_with_an_address_that_is_taken_is_refused(hub_administrator):
    with pytest.raises(ValidationError) as refusal:
        actions.add_person(
            email=hub_administrator.email.upper(), name="Other", by=hub_administrator
        )

    assert list(refusal.value.message_dict) == ["email"]
    assert (User.objects.count(), events()) == (1, [])


def test_invite_person_sends_a_link_that_sets_the_password(hub_administrator, client):
    person = actions.add_person(email="w@trust.example", name="Wenna", by=hub_administrator)

    actions.invite_person(person=person, site_url=SITE, by=hub_administrator)

    [message] = mail.outbox
    assert (message.to, message.subject) == (
        ["w@trust.example"],
        "Set your password for Adoption reviews",
    )
    [link] = [line for line in message.body.splitlines() if "/key/" in line]
    form = client.get(link.removeprefix("https://hub.example"), follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "a-long-new-password", "password2": "a-long-new-password"},
    )
    person.refresh_from_db()
    assert person.check_password("a-long-new-password")
    assert events() == [("person.added", {}), ("person.invited", {})]


def test_invite_person_when_mail_fails_says_so(hub_administrator, settings):
    settings.EMAIL_BACKEND = "tests.core.test_actions.BrokenMail"

    with pytest.raises(actions.InvitationNotSent):
        actions.invite_person(person=UserFactory(), site_url=SITE, by=hub_administrator)

    assert events() == []


class BrokenMail:
    """A mail server that takes nothing."""

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise SMTPException("421 Try later")


def test_invite_person_who_may_not_sign_in_is_refused(hub_administrator):
    with pytest.raises(ValidationError):
        actions.invite_person(
            person=UserFactory(is_active=False), site_url=SITE, by=hub_administrator
        )

    assert mail.outbox == []


def test_edit_person_closes_the_old_address(hub_administrator):
    person = UserFactory(email="old@trust.example", name="Wenna")
    actions.invite_person(person=person, site_url=SITE, by=hub_administrator)
    person.set_password("a-long-password")
    person.save()

    actions.edit_person(
        person=person, email="New@trust.example", name="Wenna", by=hub_administrator
    )

    from django.contrib.auth import authenticate

    assert authenticate(email="old@trust.example", password="a-long-password") is None
    assert authenticate(email="new@trust.example", password="a-long-password") == person
    assert events()[-1] == ("person.edited", {"changed": ["email"]})


def test_edit_person_to_a_taken_address_is_refused(hub_administrator):
    person = UserFactory()

    with pytest.raises(ValidationError):
        actions.edit_person(
            person=person, email=hub_administrator.email, name="W", by=hub_administrator
        )

    assert User.objects.get(pk=person.pk).email == person.email


# --- Roles -----------------------------------------------------------------------------------


def test_give_role_records_role_and_place(review, hub_staff):
    person = UserFactory()

    membership = actions.give_role(user=person, role="reviewer", review=review, by=hub_staff)

    assert Membership.objects.get(user=person) == membership
    event = AuditEvent.objects.get()
    assert (event.verb, event.detail, event.review, event.object_type, event.object_id) == (
        "role.given",
        {"role": "reviewer"},
        review,
        "user",
        str(person.pk),
    )


def test_give_role_that_is_held_already_changes_nothing(review, reviewer, hub_staff):
    actions.give_role(user=reviewer, role="reviewer", review=review, by=hub_staff)

    assert Membership.objects.filter(user=reviewer).count() == 1
    assert events() == []


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("reviewer", "nowhere"),
        ("reviewer", "organisation"),
        ("trust-lead", "nowhere"),
        ("trust-lead", "review"),
        ("trust-lead", "both"),
        ("hub-staff", "review"),
        ("hub-administrator", "organisation"),
    ],
)
def test_give_role_for_another_scope_is_refused(review, hub_staff, role, where):
    places = {
        "nowhere": {},
        "organisation": {"organisation": review.organisation},
        "review": {"review": review},
        "both": {"organisation": review.organisation, "review": review},
    }
    with pytest.raises(ValidationError):
        actions.give_role(user=UserFactory(), role=role, by=hub_staff, **places[where])

    assert (Membership.objects.count(), events()) == (1, [])


def test_give_role_to_somebody_who_may_not_sign_in_is_refused(review, hub_staff):
    with pytest.raises(ValidationError):
        actions.give_role(
            user=UserFactory(is_active=False), role="reviewer", review=review, by=hub_staff
        )

    assert events() == []


def test_take_role_removes_and_records(review, reviewer, hub_staff):
    actions.take_role(membership=reviewer.memberships.get(), by=hub_staff)

    assert not reviewer.memberships.exists()
    assert events() == [("role.taken", {"role": "reviewer"})]
    assert AuditEvent.objects.get().review == review


def test_take_role_taken_already_changes_nothing(reviewer, hub_staff):
    membership = reviewer.memberships.get()
    same = Membership.objects.get(pk=membership.pk)
    actions.take_role(membership=membership, by=hub_staff)

    actions.take_role(membership=same, by=hub_staff)

    assert len(events()) == 1


def test_take_role_of_the_last_administrator_is_refused(hub_administrator):
    MembershipFactory(role=Role.HUB_ADMINISTRATOR, user=UserFactory(is_active=False))

    with pytest.raises(ValidationError) as refusal:
        actions.take_role(membership=hub_administrator.memberships.get(), by=hub_administrator)

    assert refusal.value.messages == [
        f"{hub_administrator} is the only hub administrator. "
        "Make somebody else hub administrator first."
    ]
    assert (hub_administrator.memberships.count(), events()) == (1, [])


def test_take_role_of_one_of_two_administrators(hub_administrator):
    other = MembershipFactory(role=Role.HUB_ADMINISTRATOR)

    actions.take_role(membership=other, by=hub_administrator)

    assert Membership.objects.get().user == hub_administrator


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_once():
    memberships = MembershipFactory.create_batch(2, role=Role.HUB_ADMINISTRATOR)
    refused = []

    def take(membership, by):
        try:
            actions.take_role(membership=membership, by=by)
        except ValidationError as refusal:
            refused.append(refusal)
        connection.close()

    threads = [
        Thread(target=take, args=[one, other.user])
        for one, other in (memberships, reversed(memberships))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Membership.objects.count(), len(refused)) == (1, 1)


def test_deactivate_person_ends_access_at_once(hub_administrator, reviewer, signed_in):
    client = signed_in(reviewer)
    assert client.get("/").status_code == 200

    actions.deactivate_person(person=reviewer, by=hub_administrator)

    response = client.get("/")
    assert (response.status_code, response.url) == (302, "/account/login/?next=/")
    assert reviewer.memberships.count() == 1
    assert events() == [("person.deactivated", {})]


def test_deactivate_the_last_administrator_is_refused(hub_administrator):
    with pytest.raises(ValidationError):
        actions.deactivate_person(person=hub_administrator, by=hub_administrator)

    hub_administrator.refresh_from_db()
    assert (hub_administrator.is_active, events()) == (True, [])


def test_reactivate_person_lets_them_in_again(hub_administrator):
    person = UserFactory(is_active=False)

    actions.reactivate_person(person=person, by=hub_administrator)
    actions.reactivate_person(person=person, by=hub_administrator)

    person.refresh_from_db()
    assert (person.is_active, events()) == (True, [("person.reactivated", {})])


def test_start_review_of_a_closed_organisation_is_refused(hub_staff):
    closed = OrganisationFactory(name="Oxbury NHS Trust", closed_on=date(2023, 3, 31))

    with pytest.raises(ValidationError) as refusal:
        actions.start_review(organisation=closed, by=hub_staff)

    assert refusal.value.messages == [
        "Oxbury NHS Trust has closed: no new review of it can be started"
    ]
    assert (Review.objects.count(), events()) == (0, [])
