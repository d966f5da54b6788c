"""Participants' pages: names live here and nowhere else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from interviews.actions.participants import (
    ParticipantDetails,
    add_participant,
    edit_participant,
    withdraw_participant,
)
from interviews.models import Consent, Participant
from tests.factories.core import MembershipFactory, UserFactory
from tests.factories.interviews import InterviewFactory, ParticipantFactory

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def urls(review):
    here = [review.slug]
    return {
        "list": reverse("interviews:participants", args=here),
        "add": reverse("interviews:participant_add", args=here),
        "wenna": reverse("interviews:participant", args=[*here, "P07"]),
        "edit": reverse("interviews:participant_edit", args=[*here, "P07"]),
        "consents": reverse("interviews:consents", args=[*here, "P07"]),
        "take_back": reverse("interviews:take_back", args=[*here, "P07", "quote"]),
        "withdraw": reverse("interviews:withdraw", args=[*here, "P07"]),
    }


@pytest.fixture
def wenna(review, reviewer):
    return ParticipantFactory(
        review=review,
        pseudonym="P07",
        division="Surgery",
        identity__name="Wenna Tregarth",
        identity__job_title="Matron",
        **{
            f"consent_to_{consent}_{part}": value
            for consent in Consent
            for part, value in (("on", date(2026, 5, 4)), ("by", reviewer))
        },
    )


@pytest.fixture
def as_reviewer(reviewer, signed_in):
    return signed_in(reviewer)


def typed(reviewer, **changes):
    return {
        "name": "Wenna Tregarth",
        "email": "wenna@trust.example",
        "job_title": "Matron",
        "role_group": "front-line",
        "division": "Surgery",
        "consents": ["interview", "quote"],
        "agreed_on_day": "4",
        "agreed_on_month": "5",
        "agreed_on_year": "2026",
        "asked_by": reviewer.pk,
    } | changes


def details(**changes):
    return {
        "name": "Wenna Tregarth",
        "email": "",
        "job_title": "Matron",
        "role_group": "front-line",
        "division": "Surgery",
    } | changes


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "by", "object_id", "detail"))


def errors(response):
    return {
        field: [str(error) for error in found]
        for field, found in response.context["form"].errors.items()
    }


def test_add_gives_the_next_pseudonym_and_keeps_everything(review, reviewer, as_reviewer, urls):
    ParticipantFactory(review=review, pseudonym="P09", withdrawn_at=timezone.now())
    ParticipantFactory(pseudonym="P40")  # in another review
    response = as_reviewer.post(urls["add"], typed(reviewer))
    assert (response.status_code, response.url) == (302, urls["list"])
    added = Participant.objects.get(pseudonym="P10")
    identity = added.identity
    assert (added.review, added.role_group, added.division) == (review, "front-line", "Surgery")
    assert (added.consent_to_interview, added.consent_to_record, added.consent_to_quote) == (
        True,
        False,
        True,
    )
    assert [(each.on, each.by) for each in added.consents] == [
        (date(2026, 5, 4), reviewer),
        (None, None),
        (date(2026, 5, 4), reviewer),
    ]
    assert (identity.name, identity.email, identity.job_title) == (
        "Wenna Tregarth",
        "wenna@trust.example",
        "Matron",
    )
    asked = {"pseudonym": "P10", "on_day": "2026-05-04", "asked_by": reviewer.pk}
    about = (reviewer.pk, str(added.pk))
    assert events() == [
        ("participant.added", *about, {"pseudonym": "P10"}),
        ("consent.given", *about, asked | {"consent": "interview"}),
        ("consent.given", *about, asked | {"consent": "quote"}),
    ]


def test_add_without_consents_needs_no_date(reviewer, as_reviewer, urls):
    empty = dict.fromkeys(["consents", "agreed_on_day", "agreed_on_month", "agreed_on_year"], "")
    values = typed(reviewer) | empty
    del values["consents"]
    as_reviewer.post(urls["add"], values)
    added = Participant.objects.get()
    assert (added.pseudonym, added.consent_to_interview) == ("P01", False)
    assert [(each.is_given, each.on, each.by) for each in added.consents] == [
        (False, None, None)
    ] * 3


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"name": "  "}, {"name": ["Enter full name"]}),
        ({"role_group": ""}, {"role_group": ["Select role group"]}),
        ({"role_group": "boss"}, {"role_group": ["Select role group from the list"]}),
        (
            {"email": "wenna"},
            {"email": ["Enter an e-mail address in the correct format, like name@example.com"]},
        ),
        (
            {"agreed_on_year": ""},
            {"agreed_on": ["Date they agreed must include a year"]},
        ),
        (
            {
                "agreed_on_day": "",
                "agreed_on_month": "",
                "agreed_on_year": "",
                "asked_by": "",
            },
            {
                "agreed_on": ["Enter the date they agreed"],
                "asked_by": ["Select the reviewer who asked them"],
            },
        ),
        ({"name": "x" * 201}, {"name": ["Full name must be 200 characters or fewer"]}),
    ],
)
def test_add_says_what_is_wrong_and_keeps_what_was_typed(
    reviewer, as_reviewer, urls, changes, found
):
    response = as_reviewer.post(urls["add"], typed(reviewer) | changes)
    assert (response.status_code, errors(response)) == (200, found)
    assert response.context["form"]["division"].value() == "Surgery"
    assert not Participant.objects.exists()


def test_consent_date_in_the_future_is_refused(reviewer, as_reviewer, urls):
    tomorrow = timezone.localdate() + timedelta(days=1)
    parts = {f"agreed_on_{part}": getattr(tomorrow, part) for part in ("day", "month", "year")}
    response = as_reviewer.post(urls["add"], typed(reviewer) | parts)
    assert errors(response) == {"agreed_on": ["Date they agreed must be today or in the past"]}


def test_same_person_added_twice_is_refused(wenna, reviewer, as_reviewer, urls):
    response = as_reviewer.post(urls["add"], typed(reviewer, name="wenna  TREGARTH"))
    assert errors(response) == {"name": ["P07 has the same name and job title"]}
    response = as_reviewer.post(urls["add"], typed(reviewer, job_title="Nurse"))
    assert response.status_code == 302


def test_people_of_other_reviews_cannot_have_taken_consent(reviewer, as_reviewer, urls):
    elsewhere = MembershipFactory(role=Role.HUB_STAFF).user
    response = as_reviewer.post(urls["add"], typed(reviewer, asked_by=elsewhere.pk))
    assert errors(response)["asked_by"][0] == ("Select a reviewer from the list")


def test_list_shows_names_and_consents(wenna, as_reviewer, urls):
    ParticipantFactory(identity__name="Elsewhere Person")
    page = as_reviewer.get(urls["list"])
    words = page.content.decode()
    for shown in ("Wenna Tregarth", "P07, Matron", "Surgery", "4 May 2026"):
        assert shown in words
    assert "Elsewhere Person" not in words
    assert words.count("Everything <span") == 1
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_list_without_participants_says_what_to_do(as_reviewer, urls):
    assert "No participants yet" in as_reviewer.get(urls["list"]).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["P07", "P08", "P09"]),
        ("?role_group=executive", ["P08"]),
        ("?division=Surgery", ["P07", "P09"]),
        ("?division=-", ["P08"]),
        ("?state=done&division=Surgery", ["P09"]),
        ("?state=missing", ["P07", "P08"]),
        ("?state=nonsense&role_group=boss&division=Nowhere", ["P07", "P08", "P09"]),
    ],
)
def test_list_can_be_narrowed(wenna, as_reviewer, urls, query, found):
    review = wenna.review
    ParticipantFactory(review=review, pseudonym="P08", role_group="executive")
    interviewed = ParticipantFactory(review=review, pseudonym="P09", division="surgery ")
    InterviewFactory(review=review, participants=[interviewed])
    ParticipantFactory(review=review, pseudonym="P10", withdrawn_at=timezone.now())
    page = as_reviewer.get(urls["list"] + query)
    assert [each.pseudonym for each in page.context["page"]] == found
    assert "Nobody found" not in page.content.decode()


def test_list_narrowed_to_nobody_says_so(review, wenna, as_reviewer, urls):
    words = as_reviewer.get(f"{urls['list']}?role_group=other").content.decode()
    assert "Nobody found" in words
    assert "Wenna Tregarth" not in words


def test_list_of_many_has_pages(review, as_reviewer, urls):
    ParticipantFactory.create_batch(101, review=review)
    page = as_reviewer.get(f"{urls['list']}?page=2").context["page"]
    assert (page.paginator.count, len(page)) == (101, 1)


@pytest.mark.parametrize("n", [1, 3])
def test_list_costs_the_same_for_any_number(
    review, as_reviewer, urls, django_assert_num_queries, n
):
    for _ in range(n):
        ParticipantFactory(review=review, consent_to_quote_by=UserFactory())
    as_reviewer.get(urls["list"])
    with django_assert_num_queries(7):
        as_reviewer.get(urls["list"])


def test_script_in_a_name_stays_text(review, as_reviewer, urls):
    ParticipantFactory(review=review, pseudonym="P07", identity__name=SCRIPT, division=SCRIPT[:90])
    for url in (urls["list"], urls["wenna"], urls["withdraw"]):
        words = as_reviewer.get(url).content.decode()
        assert SCRIPT not in words
        assert "&lt;script&gt;alert" in words


def test_edit_changes_what_is_kept_and_audits_the_fields_only(wenna, reviewer, as_reviewer, urls):
    values = details(name="Wenna Tregarth-Hay", division="Theatres")
    response = as_reviewer.post(urls["edit"], values)
    assert (response.status_code, response.url) == (302, urls["wenna"])
    wenna.refresh_from_db()
    assert (wenna.identity.name, wenna.division) == ("Wenna Tregarth-Hay", "Theatres")
    assert [each.is_given for each in wenna.consents] == [True, True, True]
    detail = {"pseudonym": "P07", "changed": ["name", "division"]}
    assert events() == [("participant.edited", reviewer.pk, str(wenna.pk), detail)]


def test_edit_without_a_change_writes_no_event(wenna, as_reviewer, urls):
    assert as_reviewer.post(urls["edit"], details()).status_code == 302
    assert events() == []


def test_edit_form_begins_with_what_is_kept(wenna, as_reviewer, urls):
    form = as_reviewer.get(urls["edit"]).context["form"]
    assert {name: form[name].value() for name in form.fields} == details()


def test_participant_of_another_review_is_not_found(as_reviewer, urls):
    ParticipantFactory(pseudonym="P07")
    for url in urls.values():
        if url in (urls["list"], urls["add"]):
            continue
        assert as_reviewer.get(url).status_code == 404
        assert as_reviewer.post(url).status_code == 404


def test_withdrawn_participant_cannot_be_changed(wenna, reviewer, as_reviewer, urls):
    withdraw_participant(participant=wenna, by=reviewer)
    page = as_reviewer.get(urls["wenna"]).content.decode()
    assert "Nothing from this person counts any more" in page
    assert urls["edit"] not in page
    for url in (urls["edit"], urls["consents"], urls["take_back"]):
        response = as_reviewer.post(url, details(name="Somebody Else"))
        assert (response.status_code, response.url) == (302, urls["wenna"])
    wenna.refresh_from_db()
    assert wenna.identity.name == "Wenna Tregarth"
    with pytest.raises(ValidationError, match="P07 has withdrawn"):
        edit_participant(
            participant=wenna,
            details=ParticipantDetails(name="Somebody Else", role_group="other"),
            by=reviewer,
        )


@pytest.mark.django_db(transaction=True)
def test_participants_added_at_once_get_pseudonyms_of_their_own(review, reviewer):
    def one(number):
        try:
            details = ParticipantDetails(name=f"Person {number}", role_group="other")
            return add_participant(review=review, details=details, by=reviewer).pseudonym
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(one, range(6))) == ["P01", "P02", "P03", "P04", "P05", "P06"]
