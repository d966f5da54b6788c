"""Coming in by an invitation's link, a password or a code; and who does not."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent, Membership, User
from adoption_reviews.roles import Role
from maturity.actions import codes
from maturity.actions.contributors import send_link
from maturity.actions.joining import join
from maturity.links import link_token
from maturity.models import Contributor, OneTimeCode
from tests.factories.core import MembershipFactory, UserFactory
from tests.factories.maturity import ContributorFactory

PASSWORD = "correct-horse-battery"
WRONG = "This code does not work."
ASK, ENTER = "/maturity/code/", "/maturity/code/enter/"


@pytest.fixture(autouse=True)
def no_limits_from_other_tests():
    cache.clear()


@pytest.fixture
def invited(assessment):
    """Somebody asked who has never been here."""
    return ContributorFactory(
        assessment=assessment,
        user=None,
        accepted_at=None,
        name="Ann Orme",
        email="ann.orme@trust.example",
    )


@pytest.fixture
def link(invited):
    return link_of(invited)


@pytest.fixture
def work(assessment):
    return reverse("maturity:detail", args=[assessment.review.slug, assessment.framework_key])


@pytest.fixture
def came_in(assessment):
    """Somebody without a password who has come in before."""
    contributor = ContributorFactory(assessment=assessment, user__name="Ann Orme")
    contributor.user.set_unusable_password()
    contributor.user.save()
    organisation = assessment.review.organisation
    MembershipFactory(user=contributor.user, role=Role.TRUST_CONTRIBUTOR, organisation=organisation)
    return contributor


def link_of(contributor) -> str:
    return reverse("joining:join", args=[link_token(contributor)])


def code_in(letter) -> str:
    [code] = re.findall(r"^\d{6}$", letter.body, re.MULTILINE)
    return code


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def who(client) -> str | None:
    """The key of who is signed in."""
    return client.session.get("_auth_user_id")


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def age_codes(minutes: int):
    """As if every code had been sent so much earlier."""
    for code in OneTimeCode.objects.all():
        for field in ("made_at", "expires_at"):
            setattr(code, field, getattr(code, field) - timedelta(minutes=minutes))
        code.save()


# --- The whole way ---------------------------------------------------------------------------


def test_link_then_code_then_their_part(client, invited, link, work, assessment):
    page = client.get(link)
    assert (page.status_code, mail.outbox, OneTimeCode.objects.count()) == (200, [], 0)
    assert invited.email not in page.text
    assert invited.name not in page.text

    assert client.post(link).url == ENTER
    [letter] = mail.outbox
    assert letter.to == ["ann.orme@trust.example"]
    assert User.objects.filter(email=invited.email).count() == 0
    code = code_in(letter)
    assert code not in OneTimeCode.objects.get().code_hash

    assert client.post(ENTER, {"code": f" {code[:3]} {code[3:]}"}).url == work
    user = User.objects.get(email="ann.orme@trust.example")
    assert (user.name, user.has_usable_password(), who(client)) == ("Ann Orme", False, str(user.pk))
    invited.refresh_from_db()
    assert invited.user == user
    assert invited.accepted_at is not None
    [held] = Membership.objects.filter(user=user)
    assert (held.role, held.organisation) == (
        Role.TRUST_CONTRIBUTOR,
        assessment.review.organisation,
    )
    assert verbs() == ["person.added", "role.given", "contributor.joined"]
    assert client.get(work).status_code == 200


def test_link_again_once_they_are_in_leads_to_their_parts(client, invited, link, work):
    client.post(link)
    client.post(ENTER, {"code": code_in(mail.outbox[0])})
    before = verbs()
    assert client.get(link).url == work
    assert client.post(link).url == work
    assert (verbs(), Membership.objects.filter(user__email=invited.email).count()) == (before, 1)


def test_somebody_with_a_password_signs_in_and_takes_part(client, invited, link, work):
    user = User.objects.create_user(email=invited.email, name="Ann Orme", password=PASSWORD)
    assert f'href="/account/login/?next={quote(link)}"' in client.get(link).text
    assert client.post(link).url == ENTER
    [letter] = mail.outbox  # codes are for those without a password
    assert (letter.to, letter.subject) == ([invited.email], "No code for this address")
    assert f"/account/login/?next={quote(link, safe='')}\n" in letter.body
    assert OneTimeCode.objects.count() == 0
    assert WRONG in client.post(ENTER, {"code": "123456"}).text

    signed_in = client.post(
        f"/account/login/?next={quote(link)}", {"login": user.email, "password": PASSWORD}
    )
    assert signed_in.url == link
    assert Contributor.objects.get().user is None  # a look changes nothing
    assert "Take part" in client.get(link).text
    assert client.post(link).url == work
    assert Contributor.objects.get().user == user
    assert verbs() == ["role.given", "contributor.joined"]


def test_link_tells_nobody_who_has_a_password(invited, link):
    """Who holds the link sees the same at every step: pages, codes, limits."""

    def walk():
        cache.clear()
        client = Client()
        seen = [client.get(link), *(client.post(link, follow=True) for _ in range(4))]
        seen += [client.get(ENTER), client.post(ENTER, {"code": "abc"})]
        seen += [client.post(ENTER, {"code": "000000"}), client.post(ENTER, {"code": "000000"})]
        return [(each.status_code, visible(each)) for each in seen]

    nobody = walk()
    OneTimeCode.objects.all().delete()
    user = User.objects.create_user(email=invited.email, name="Ann Orme", password=PASSWORD)
    with_password = walk()
    user.set_unusable_password()
    user.save()
    without = walk()

    assert nobody == with_password == without
    assert "Three codes were sent within a quarter of an hour." in nobody[4][1]


# --- Links that do not work ------------------------------------------------------------------


def test_link_after_its_time(client, invited, link):
    Contributor.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 410
        assert "This link has run out" in answer.text
    assert (mail.outbox, OneTimeCode.objects.count()) == ([], 0)


def test_link_after_revocation(client, invited, link):
    Contributor.objects.update(revoked_at=timezone.now())
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 410
        assert "This invitation was taken back" in answer.text
    assert mail.outbox == []


def test_link_that_a_newer_one_replaced(client, invited, link, trust_lead):
    new = send_link(contributor=invited, site_url="http://testserver/", by=trust_lead)
    mail.outbox.clear()
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 410
        assert "There is a newer link" in answer.text
    assert mail.outbox == []
    assert client.get(link_of(new)).status_code == 200


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda token: token[:-1],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "A" + token[1:],
        lambda token: token.upper(),
        lambda token: "x",
        lambda token: token + ":" + token,
    ],
)
def test_link_that_was_tampered_with(client, invited, link, spoilt):
    token = link.split("/")[-2]
    spoilt_link = reverse("joining:join", args=[spoilt(token)])
    for answer in (client.get(spoilt_link), client.post(spoilt_link)):
        assert answer.status_code == 404
        assert "This link is not complete" in answer.text
    assert mail.outbox == []


def test_link_of_somebody_who_is_gone(client, invited, link):
    Contributor.objects.all().delete()
    assert client.get(link).status_code == 404


def test_link_signed_for_something_else(client, invited):
    from django.core import signing

    token = signing.dumps([invited.pk, invited.link], salt="something-else")
    assert client.get(reverse("joining:join", args=[token])).status_code == 404


@pytest.mark.parametrize("ended", ["broken", "replaced", "revoked", "expired"])
def test_pages_of_ended_links_name_nobody(client, invited, link, ended):
    changed = {
        "replaced": {"link": "another"},
        "revoked": {"revoked_at": timezone.now()},
        "expired": {"expires_at": timezone.now()},
    }.get(ended)
    if changed:
        Contributor.objects.update(**changed)
    page = client.get(link if changed else link[:-2] + "/").text
    trust = invited.assessment.review.organisation.name
    for name in (invited.name, invited.email, invited.invited_by.name, trust):
        assert name not in page


# --- Other people ----------------------------------------------------------------------------


def test_forwarded_link_gives_nothing_to_somebody_signed_in(signed_in, invited, link):
    somebody = UserFactory()
    client = signed_in(somebody)
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 403
        assert "This invitation is for somebody else" in answer.text
        assert invited.email not in answer.text
    assert (mail.outbox, Membership.objects.filter(user=somebody).count()) == ([], 0)


def test_signing_out_of_somebody_elses_account_leads_back_to_the_link(signed_in, invited, link):
    client = signed_in(UserFactory())
    assert f'name="next" value="{link}"' in client.get(link).text
    assert client.post("/account/logout/", {"next": link}).url == link
    assert "Send me a code" in client.get(link).text


def test_forwarded_link_sends_the_code_to_the_address_that_was_invited(client, invited, link):
    client.post(link)
    assert [letter.to for letter in mail.outbox] == [[invited.email]]
    answer = client.post(ENTER, {"code": other_than(code_in(mail.outbox[0]))})
    assert WRONG in answer.text
    assert (who(client), User.objects.filter(email=invited.email).count()) == (None, 0)


def test_reviewer_of_the_trust_cannot_become_one_of_its_people(signed_in, reviewer, assessment):
    contributor = ContributorFactory(
        assessment=assessment, user=None, accepted_at=None, email=reviewer.email, name="R"
    )
    answer = signed_in(reviewer).post(link_of(contributor))
    assert answer.status_code == 403
    assert "reviews this trust" in answer.text
    assert Membership.objects.filter(user=reviewer).count() == 1


def test_somebody_of_the_hub_without_a_password_gets_nothing_by_the_code(client, assessment):
    staff = MembershipFactory(role=Role.HUB_STAFF).user
    staff.set_unusable_password()
    staff.save()
    contributor = ContributorFactory(
        assessment=assessment, user=None, accepted_at=None, email=staff.email, name="S"
    )
    client.post(link_of(contributor))
    answer = client.post(ENTER, {"code": code_in(mail.outbox[0])})
    assert (answer.status_code, who(client)) == (403, None)


def test_contributor_of_another_trust_may_help_here_too(signed_in, assessment, came_in):
    elsewhere = ContributorFactory(
        user=None, accepted_at=None, email=came_in.user.email, name="Ann"
    )
    join(contributor=elsewhere, by=came_in.user)
    organisations = Membership.objects.filter(user=came_in.user).values_list(
        "organisation", flat=True
    )
    assert set(organisations) == {
        assessment.review.organisation_id,
        elsewhere.assessment.review.organisation_id,
    }


def test_switched_off_account_stays_out(client, came_in):
    link = link_of(came_in)
    client.post(link)
    User.objects.filter(pk=came_in.user_id).update(is_active=False)
    answer = client.post(ENTER, {"code": code_in(mail.outbox[0])})
    assert (answer.status_code, who(client)) == (403, None)


# --- Codes -----------------------------------------------------------------------------------


def test_code_after_its_time(client, link):
    client.post(link)
    age_codes(11)
    assert WRONG in client.post(ENTER, {"code": code_in(mail.outbox[0])}).text
    assert who(client) is None


def test_code_just_within_its_time(client, link):
    client.post(link)
    age_codes(9)
    assert client.post(ENTER, {"code": code_in(mail.outbox[0])}).status_code == 302


def test_code_works_once(client, invited, link):
    client.post(link)
    code = code_in(mail.outbox[0])
    client.post(ENTER, {"code": code})
    another = Client()
    session = another.session
    session["code_sent"] = {"contributor": invited.pk, "back": link, "next": "/"}
    session.save()
    assert WRONG in another.post(ENTER, {"code": code}).text
    assert who(another) is None


def test_newer_code_ends_the_older(client, link):
    client.post(link)
    client.post(link)
    older, newer = (code_in(letter) for letter in mail.outbox)
    if older != newer:
        assert WRONG in client.post(ENTER, {"code": older}).text
    assert client.post(ENTER, {"code": newer}).status_code == 302


def test_sixth_try_fails_though_it_is_right(client, link):
    client.post(link)
    code = code_in(mail.outbox[0])
    for _ in range(5):
        assert WRONG in client.post(ENTER, {"code": other_than(code)}).text
    assert WRONG in client.post(ENTER, {"code": code}).text
    assert (who(client), OneTimeCode.objects.get().n_tries) == (None, 5)


def test_fifth_try_may_be_right(client, link):
    client.post(link)
    code = code_in(mail.outbox[0])
    for _ in range(4):
        client.post(ENTER, {"code": other_than(code)})
    assert client.post(ENTER, {"code": code}).status_code == 302


def test_tries_are_counted_over_browsers(client, invited, link):
    client.post(link)
    code = code_in(mail.outbox[0])
    for _ in range(5):
        another = Client()
        session = another.session
        session["code_sent"] = {"contributor": invited.pk, "back": link, "next": "/"}
        session.save()
        another.post(ENTER, {"code": other_than(code)})
    assert WRONG in client.post(ENTER, {"code": code}).text


def test_three_codes_in_a_quarter_of_an_hour(client, link):
    for _ in range(3):
        assert client.post(link).status_code == 302
    refused = client.post(link)
    assert "Three codes were sent within a quarter of an hour." in refused.text
    assert len(mail.outbox) == 3
    age_codes(16)
    cache.clear()  # letters are counted there
    assert client.post(link).status_code == 302


def test_twenty_codes_a_day(invited):
    for _ in range(20):
        codes.send_code(contributor=invited)
        age_codes(16)
    with pytest.raises(codes.TooManyCodes):
        codes.send_code(contributor=invited)


def test_codes_are_counted_over_self_ratings(invited):
    elsewhere = ContributorFactory(user=None, accepted_at=None, email=invited.email, name="Ann")
    for contributor in (invited, elsewhere, invited):
        codes.send_code(contributor=contributor)
    with pytest.raises(codes.TooManyCodes):
        codes.send_code(contributor=elsewhere)
    newest = code_in(mail.outbox[-1])
    with pytest.raises(codes.WrongCode):
        codes.use_code(contributor=elsewhere, code=newest)


def test_codes_of_yesterday_are_not_kept(invited):
    codes.send_code(contributor=invited)
    age_codes(24 * 60 + 1)
    codes.send_code(contributor=invited)
    assert OneTimeCode.objects.count() == 1


def at_once(work, n):
    """`work` in so many threads; what each raised or None."""

    def alone(_):
        try:
            return work()
        except (codes.WrongCode, codes.TooManyCodes) as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(n) as threads:
        return list(threads.map(alone, range(n)))


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_counted_one_by_one(invited):
    codes.send_code(contributor=invited)
    wrong = other_than(code_in(mail.outbox[0]))
    at_once(lambda: codes.use_code(contributor=invited, code=wrong), 12)
    assert OneTimeCode.objects.get().n_tries == 5


@pytest.mark.django_db(transaction=True)
def test_code_used_twice_at_the_same_moment_works_once(invited):
    codes.send_code(contributor=invited)
    right = code_in(mail.outbox[0])
    outcomes = at_once(lambda: codes.use_code(contributor=invited, code=right), 4)
    assert sorted(outcomes, key=str) == [codes.WrongCode] * 3 + [None]


@pytest.mark.django_db(transaction=True)
def test_codes_asked_for_at_the_same_moment_are_three(invited):
    outcomes = at_once(lambda: codes.send_code(contributor=invited), 6)
    assert outcomes.count(codes.TooManyCodes) == 3
    assert (OneTimeCode.objects.count(), len(mail.outbox)) == (3, 3)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "0" * 30])
def test_what_is_no_code_is_no_try(client, link, code):
    client.post(link)
    answer = client.post(ENTER, {"code": code, "sent": "yes"})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["code"]
    assert OneTimeCode.objects.get().n_tries == 0


def test_entering_from_one_machine_is_limited(client, link):
    client.post(link)
    code = code_in(mail.outbox[0])
    answers = [client.post(ENTER, {"code": other_than(code)}).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_asking_from_one_machine_is_limited(client, db):
    answers = [client.post(ASK, {"email": f"a{n}@b.example"}).status_code for n in range(21)]
    assert answers == [302] * 20 + [429]


def test_page_of_a_code_without_asking_leads_to_asking(client, db):
    assert client.get(ENTER).url == ASK


# --- Coming back -----------------------------------------------------------------------------


def test_come_back_by_a_code(client, came_in, work):
    asked = client.post(f"{ASK}?next={work}", {"email": came_in.user.email.upper()})
    assert asked.url == ENTER
    assert client.post(ENTER, {"code": code_in(mail.outbox[0])}).url == work
    assert who(client) == str(came_in.user_id)


@pytest.mark.parametrize("wanted", ["", "https://evil.example/", "//evil.example"])
def test_come_back_to_the_start_page_when_nothing_else_was_wanted(client, came_in, wanted):
    client.post(f"{ASK}?next={wanted}", {"email": came_in.user.email})
    assert client.post(ENTER, {"code": code_in(mail.outbox[0])}).url == "/"


def test_sign_in_page_offers_a_code(client, db, work):
    page = client.get(f"/account/login/?next={work}").text
    assert f'href="{ASK}?next={work}"' in page


@pytest.mark.parametrize("kind", ["unknown", "with a password", "lead", "revoked", "not yet in"])
def test_asking_tells_nobody_who_is_here(client, came_in, trust_lead, kind):
    emails = {"unknown": "nobody@trust.example", "lead": trust_lead.email}
    email = emails.get(kind, came_in.user.email)
    if kind == "with a password":
        came_in.user.set_password(PASSWORD)
        came_in.user.save()
    elif kind == "revoked":
        Contributor.objects.update(revoked_at=timezone.now())
    elif kind == "not yet in":
        Contributor.objects.update(accepted_at=None)
    answer = client.post(ASK, {"email": email}, follow=True)
    assert answer.redirect_chain == [(ENTER, 302)]
    known = Client()
    ContributorFactory(user__password="!unusable", user__email="known@trust.example")
    their_answer = known.post(ASK, {"email": "known@trust.example"}, follow=True)
    assert visible(answer) == visible(their_answer)
    assert [letter.subject for letter in mail.outbox] == [
        "No code for this address",
        "Your code for Adoption reviews",
    ]
    wrong, theirs = client.post(ENTER, {"code": "123456"}), known.post(ENTER, {"code": "123456"})
    assert visible(wrong) == visible(theirs)


def visible(response) -> str:
    return re.sub(r'(?<=value=")[^"]*', "", response.text)


def test_letters_to_one_address_are_limited(client, db):
    for _ in range(5):
        assert client.post(ASK, {"email": "nobody@trust.example"}).status_code == 302
    assert len(mail.outbox) == 3


def test_signed_in_people_need_no_code(signed_in, came_in):
    client = signed_in(came_in.user)
    assert client.get(ASK).url == "/"
    assert client.get(ENTER).url == "/"


# --- Looking changes nothing -----------------------------------------------------------------


def test_prefetching_scanners_change_nothing(client, invited, link):
    before = list(Contributor.objects.values())
    for _ in range(3):
        for url in (link, ASK, ENTER):
            client.get(url)
            client.head(url)
    assert list(Contributor.objects.values()) == before
    assert (mail.outbox, OneTimeCode.objects.count(), verbs()) == ([], 0, [])
