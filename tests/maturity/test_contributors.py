"""The trust's lead asks colleagues to answer parts of the self-rating."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent, Membership
from adoption_reviews.roles import Role
from maturity.models import Contributor, Rating, SelfAssessment
from maturity.queries import domains_for, framework_of
from maturity.queries.contributors import contributors
from tests.factories.core import MembershipFactory, OrganisationFactory
from tests.factories.maturity import ContributorFactory, RatingFactory, SelfAssessmentFactory

KEY = "insites-learning-framework"
TWO_PARTS = ["vision-strategy", "staff-culture"]


@pytest.fixture
def client(trust_lead, signed_in):
    return signed_in(trust_lead)


@pytest.fixture
def to(assessment):
    """A function: the address of a page about contributors."""

    def address(route, contributor=None):
        where = {"review": assessment.review.slug, "framework": KEY}
        if contributor is not None:
            where["contributor"] = contributor.pk
        return reverse(f"maturity:{route}", kwargs=where)

    return address


@pytest.fixture
def part_keys(assessment):
    return [domain.key for domain in framework_of(assessment).domains]


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def events() -> list[tuple]:
    found = AuditEvent.objects.order_by("pk").values_list("verb", "object_type", "detail")
    return list(found)


def ann(part_keys, **given) -> dict:
    return {
        "name": "Ann Orme",
        "email": "Ann.Orme@trust.example",
        "domains": part_keys[1:3],
    } | given


def test_invite_sends_a_link_and_writes_it_down(client, to, trust_lead, assessment, part_keys):
    response = client.post(to("invite"), ann(part_keys), follow=True)

    assert response.redirect_chain == [(to("contributors"), 302)]
    assert said(response) == ["We have sent Ann Orme a link. It works for 14 days."]
    contributor = Contributor.objects.get()
    assert (contributor.name, contributor.email, contributor.domains, contributor.user) == (
        "Ann Orme",
        "ann.orme@trust.example",
        part_keys[1:3],
        None,
    )
    assert contributor.expires_at - contributor.invited_at >= timedelta(days=14) - timedelta(
        minutes=1
    )
    assert events() == [
        ("contributor.invited", "contributor", {"domains": part_keys[1:3]}),
    ]
    [letter] = mail.outbox
    framework, trust = framework_of(assessment), assessment.review.organisation
    assert letter.to == ["ann.orme@trust.example"]
    assert letter.subject == f"{trust_lead} asks you to help with {trust}’s self-rating"
    for words in (f"{trust_lead} of {trust}", framework.title, "Hello Ann Orme,"):
        assert words in letter.body
    asked = re.findall(r"^- (.+)$", letter.body, re.MULTILINE)
    assert asked == [domain.title for domain in framework.domains[1:3]]
    [link] = re.findall(r"http://testserver\S+", letter.body)
    assert client.get(link).status_code == 403  # the lead is somebody else
    assert letter.alternatives == []


def test_invite_one_after_the_other(client, to, part_keys):
    response = client.post(to("invite"), ann(part_keys, another="1"), follow=True)

    assert response.redirect_chain == [(to("invite"), 302)]
    assert response.context["form"].is_bound is False
    assert "Asked: Ann Orme" in response.text


def test_invite_with_nothing_filled_in(client, to):
    response = client.post(to("invite"), {"name": " "})

    assert response.context["form"].errors == {
        "name": ["Enter full name"],
        "email": ["Enter e-mail address"],
        "domains": ["Select at least one part"],
    }
    assert (Contributor.objects.count(), mail.outbox) == (0, [])


def test_invite_same_person_twice(client, to, part_keys):
    client.post(to("invite"), ann(part_keys))
    response = client.post(to("invite"), ann(part_keys, email="ANN.ORME@trust.example"))

    assert response.context["form"].errors == {
        "email": ["This person has been asked already. You can change their parts."]
    }
    assert (Contributor.objects.count(), len(mail.outbox)) == (1, 1)


def test_invite_a_lead(client, to, trust_lead, part_keys):
    response = client.post(to("invite"), ann(part_keys, email=trust_lead.email))

    assert response.context["form"].errors == {
        "email": ["This person leads the self-rating and can answer every part already"]
    }
    assert Contributor.objects.count() == 0


def test_invite_somebody_of_another_trust_says_nothing_of_it(client, to, part_keys):
    other = MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=OrganisationFactory()).user
    response = client.post(to("invite"), ann(part_keys, email=other.email), follow=True)

    assert said(response) == ["We have sent Ann Orme a link. It works for 14 days."]
    assert other.name not in response.text


@pytest.mark.parametrize("domains", [["no-such-part"], []])
def test_invite_to_no_part(client, to, part_keys, domains):
    response = client.post(to("invite"), ann(part_keys, domains=domains))

    assert list(response.context["form"].errors) == ["domains"]
    assert Contributor.objects.count() == 0


def test_invite_when_the_mail_server_refuses(client, to, part_keys, settings):
    settings.EMAIL_BACKEND = "tests.maturity.refusing.EmailBackend"
    response = client.post(to("invite"), ann(part_keys), follow=True)

    [message] = said(response)
    assert message.startswith("The e-mail to Ann.Orme@trust.example could not be sent.")
    assert Contributor.objects.count() == 1  # the link can be sent again


def test_invite_when_it_is_submitted(client, to, assessment, part_keys):
    SelfAssessment.objects.update(status="submitted", submitted_at=timezone.now())
    response = client.post(to("invite"), ann(part_keys), follow=True)

    assert said(response) == ["The self-rating has been submitted, so nobody can answer any more."]
    assert Contributor.objects.count() == 0


def test_list_says_who_has_done_what(client, to, assessment, trust_lead):
    framework = framework_of(assessment)
    first, second = framework.rated_domains[:2]
    ann = ContributorFactory(
        assessment=assessment, name="Ann Orme", domains=[first.key, second.key]
    )
    codes = [each.key for each in first.indicators]
    RatingFactory(assessment=assessment, indicator=codes[0], updated_by=ann.user)
    RatingFactory(
        assessment=assessment,
        indicator=codes[1],
        value=None,
        is_not_applicable=True,
        explanation="No such service here",
        updated_by=ann.user,
    )
    RatingFactory(assessment=assessment, indicator=codes[2], updated_by=trust_lead)
    RatingFactory(
        assessment=assessment,
        indicator=second.indicators[0].key,
        value=None,
        explanation="Explained and not rated",
        updated_by=trust_lead,
    )

    [person] = contributors(assessment)
    assert [(each.part.key, each.part.n_done, each.by) for each in person.parts] == [
        (first.key, 3, ((ann.user.name, 2), (trust_lead.name, 1))),
        (second.key, 0, ()),
    ]
    assert (person.n_done, person.is_done) == (3, False)
    page = client.get(to("contributors")).text
    assert f"{first.title}: 3 of {len(codes)} answered" in page
    assert ann.email in page


def test_list_says_what_has_become_of_each(client, to, assessment):
    now = timezone.now()
    for name, what in {
        "Come In": {},
        "Not Yet": {"accepted_at": None, "user": None, "email": "not.yet@trust.example"},
        "Too Late": {
            "accepted_at": None,
            "user": None,
            "email": "too.late@trust.example",
            "expires_at": now - timedelta(seconds=1),
        },
        "Gone": {"revoked_at": now},
    }.items():
        ContributorFactory(assessment=assessment, name=name, **what)

    response = client.get(to("contributors"))

    states = [
        (each.contributor.name, each.has_come_in, each.link_has_expired)
        for each in response.context["asked"]
    ]
    assert states == [
        ("Come In", True, False),
        ("Not Yet", False, False),
        ("Too Late", False, True),
    ]
    assert [each.contributor.name for each in response.context["revoked"]] == ["Gone"]
    assert "the link ran out on" in response.text


@pytest.mark.parametrize("n", [1, 3])
def test_list_asks_as_often_for_three_as_for_one(
    client, to, assessment, django_assert_num_queries, n
):
    for _ in range(n):
        person = ContributorFactory(assessment=assessment)
        RatingFactory(assessment=assessment, indicator=f"code-{person.pk}", updated_by=person.user)
    client.get(to("contributors"))
    with django_assert_num_queries(17):
        client.get(to("contributors"))


def test_empty_list_says_what_to_do(client, to):
    page = client.get(to("contributors")).text
    assert "Nobody has been asked yet" in page


def test_give_parts(client, to, assessment, part_keys):
    contributor = ContributorFactory(assessment=assessment, domains=[part_keys[0]])
    response = client.post(
        to("give_parts", contributor), {"domains": [part_keys[3], part_keys[1]]}, follow=True
    )

    assert said(response) == [f"The parts of {contributor} have been saved."]
    contributor.refresh_from_db()
    assert contributor.domains == [part_keys[1], part_keys[3]]
    assert events() == [
        (
            "contributor.parts_changed",
            "contributor",
            {"domains": [part_keys[1], part_keys[3]], "before": [part_keys[0]]},
        )
    ]


def test_give_no_part(client, to, assessment):
    contributor = ContributorFactory(assessment=assessment)
    response = client.post(to("give_parts", contributor), {"sent": "yes"})

    assert response.context["form"].errors == {"domains": ["Select at least one part"]}
    contributor.refresh_from_db()
    assert contributor.domains == ["vision-strategy"]


def test_send_link_ends_the_old_one(client, to, assessment):
    old = ContributorFactory(
        assessment=assessment, accepted_at=None, user=None, email="a@b.example", name="A B"
    )
    Contributor.objects.update(expires_at=timezone.now() - timedelta(days=3))
    response = client.post(to("send_link", old), follow=True)

    assert said(response) == ["We have sent A B a new link. The one sent before has ended."]
    new = Contributor.objects.get()
    assert new.link != old.link
    assert new.expires_at > timezone.now() + timedelta(days=13)
    assert len(mail.outbox) == 1
    assert events() == [("contributor.link_sent", "contributor", {})]


def test_remind_with_ones_own_words(client, to, assessment, trust_lead):
    contributor = ContributorFactory(assessment=assessment)
    words = "Dear Ann,\ncould you finish by Friday? 1 < 2 & so on"
    response = client.post(to("remind", contributor), {"words": words}, follow=True)

    assert said(response) == [f"We have sent {contributor} a reminder."]
    [letter] = mail.outbox
    assert letter.to == [contributor.email]
    assert f"{trust_lead} writes:\n\n{words}\n" in letter.body
    assert f"/reviews/{assessment.review.slug}/maturity/{KEY}/\n" in letter.body
    assert "/maturity/join/" not in letter.body  # they have come in: no link to pass on
    assert events() == [("contributor.reminded", "contributor", {})]


def test_remind_again_within_a_day_only_when_meant(client, to, assessment):
    contributor = ContributorFactory(
        assessment=assessment, reminded_at=timezone.now() - timedelta(hours=23)
    )
    refused = client.post(to("remind", contributor), {"words": ""})
    assert refused.context["form"].errors == {
        "again": ["Tick the box to send a second reminder within a day"]
    }
    assert mail.outbox == []

    client.post(to("remind", contributor), {"words": "", "again": "on"})
    assert len(mail.outbox) == 1

    Contributor.objects.update(reminded_at=timezone.now() - timedelta(hours=25))
    client.post(to("remind", contributor), {"words": ""})
    assert len(mail.outbox) == 2


def test_reminder_that_was_not_sent_does_not_count(client, to, assessment, settings):
    contributor = ContributorFactory(assessment=assessment)
    settings.EMAIL_BACKEND = "tests.maturity.refusing.EmailBackend"
    response = client.post(to("remind", contributor), {"words": ""}, follow=True)

    assert said(response) == ["The reminder could not be sent. Try again in a while."]
    contributor.refresh_from_db()
    assert contributor.reminded_at is None


def test_remind_somebody_who_is_done(client, to, assessment, part_keys):
    contributor = ContributorFactory(assessment=assessment)
    domain = next(
        each for each in framework_of(assessment).domains if each.key in contributor.domains
    )
    for indicator in domain.indicators:
        RatingFactory(assessment=assessment, indicator=indicator.key)
    response = client.post(to("remind", contributor), {"words": ""}, follow=True)

    assert said(response) == [f"{contributor} has answered everything they were asked."]
    assert mail.outbox == []


def test_reminder_of_somebody_not_yet_in_has_a_link_that_works(client, to, assessment):
    contributor = ContributorFactory(
        assessment=assessment,
        user=None,
        email="ann@trust.example",
        name="Ann",
        accepted_at=None,
        expires_at=timezone.now() - timedelta(days=1),
    )
    client.post(to("remind", contributor), {"words": ""})

    [link] = re.findall(r"http://testserver(/maturity/join/\S+)", mail.outbox[0].body)
    client.logout()
    assert client.get(link).status_code == 200


def test_revoke_ends_access_at_once_and_keeps_the_answers(
    client, to, assessment, trust_contributor, signed_in
):
    contributor = Contributor.objects.get(user=trust_contributor)
    RatingFactory(assessment=assessment, updated_by=trust_contributor)
    theirs = signed_in(trust_contributor)
    work = reverse("maturity:detail", args=[assessment.review.slug, KEY])
    assert theirs.get(work).status_code == 200

    assert "Revoke the invitation" in client.get(to("revoke", contributor)).text
    response = client.post(to("revoke", contributor), follow=True)

    assert said(response) == [f"{contributor} has no access any more. Their answers stay."]
    assert theirs.get(work).status_code == 404
    assert "You have no part in a self-rating any more" in theirs.get("/").text
    assert Membership.objects.filter(user=trust_contributor).count() == 0
    assert Rating.objects.count() == 1
    assert [verb for verb, _, _ in events()] == ["contributor.revoked", "role.taken"]


def test_revoked_with_another_part_in_the_trust_keeps_that(
    client, to, review, assessment, trust_contributor
):
    other = SelfAssessmentFactory(review=review, framework_ref="adopting-innovation-wheel@2025.1")
    ContributorFactory(assessment=other, user=trust_contributor, domains=["wheel"])
    contributor = Contributor.objects.get(user=trust_contributor, assessment=assessment)
    client.post(to("revoke", contributor))

    access = Membership.objects.filter(user=trust_contributor)
    assert [held.role for held in access] == [Role.TRUST_CONTRIBUTOR]
    assert domains_for(assessment, trust_contributor, frozenset()) == ()
    assert len(domains_for(other, trust_contributor, frozenset())) == 1


def test_invite_somebody_again_after_revoking(client, to, assessment, part_keys):
    contributor = ContributorFactory(
        assessment=assessment, email="ann.orme@trust.example", revoked_at=timezone.now()
    )
    client.post(to("invite"), ann(part_keys))

    again = Contributor.objects.get()
    assert (again.pk, again.revoked_at, again.accepted_at) == (contributor.pk, None, None)
    assert again.link != contributor.link


@pytest.mark.parametrize("route", ["give_parts", "send_link", "remind", "revoke"])
def test_nobody_to_change(client, to, assessment, route):
    elsewhere = ContributorFactory()
    revoked = ContributorFactory(assessment=assessment, revoked_at=timezone.now())
    for contributor in (elsewhere, revoked):
        assert client.post(to(route, contributor)).status_code == 404
