"""What every page shares, the pages of the sign-in library, and the pages of errors."""

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.views.defaults import server_error
from lxml import html

from adoption_reviews.forms.gallery import EveryKindForm
from adoption_reviews.templatetags.nhsuk_forms import summary
from adoption_reviews.urls import account_urls
from tests.core.html import render, words

KEYS = {"account_reset_password_from_key": ["1", "set-password"]}


def account_addresses():
    for route in account_urls:
        yield reverse(route.name, args=KEYS.get(route.name))


def page(response):
    return html.fromstring(response.content)


def title(response):
    return page(response).findtext(".//title")


def is_framed(response):
    tree = page(response)
    return bool(tree.xpath("//link[contains(@href, 'nhsuk.css')] and //main//h1"))


@pytest.mark.django_db
@pytest.mark.parametrize("address", list(account_addresses()))
def test_no_page_of_the_sign_in_library_is_unstyled(address, signed_in, reviewer):
    for client in (Client(), signed_in(reviewer)):
        response = client.get(address, follow=True)
        assert is_framed(response), address


def test_nobody_changes_the_address_the_hub_knows_them_by():
    assert len(account_urls) == 11
    with pytest.raises(NoReverseMatch):
        reverse("account_email")


@pytest.mark.django_db
def test_sign_in_with_nothing_entered_says_what_to_do(client):
    response = client.post(reverse("account_login"), {})
    assert title(response).startswith("Error: Sign in – ")
    links = page(response).xpath("//div[@role='alert']//a")
    assert [(link.get("href"), words(link)) for link in links] == [
        ("#id_login", "Enter e-mail address"),
        ("#id_password", "Enter password"),
    ]


@pytest.mark.django_db
def test_sign_in_with_a_wrong_password_gives_nothing_away(client, reviewer):
    refused = [
        summary(
            client.post(reverse("account_login"), {"login": email, "password": "wrong"}).context[
                "form"
            ]
        )
        for email in (reviewer.email, "nobody@example.org")
    ]
    expected = [("id_login", "The e-mail address or the password is not right")]
    assert refused == [expected, expected]


@pytest.mark.django_db
def test_forgotten_password_is_answered_by_a_link_that_works_once(client, reviewer):
    client.post(reverse("account_reset_password"), {"email": reviewer.email})
    (message,) = mail.outbox
    assert message.subject == "Choose a new password"
    link = next(line for line in message.body.splitlines() if line.startswith("http"))
    form_page = client.get(link, follow=True)
    assert words(page(form_page).find(".//h1")) == "Choose a new password"
    new = "correct-horse-battery-staple"
    done = client.post(
        form_page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True
    )
    assert done.status_code == 200
    reviewer.refresh_from_db()
    assert reviewer.check_password(new)
    again = Client().get(link, follow=True)
    assert words(page(again).find(".//h1")) == "This link no longer works"


@pytest.mark.django_db
def test_visitors_cannot_make_accounts(client):
    response = client.get(reverse("account_signup"))
    assert words(page(response).find(".//h1")) == "Ask your network for an account"


@pytest.mark.django_db
def test_page_that_is_not_there_is_framed(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert words(page(response).find(".//h1")) == "Page not found"
    assert is_framed(response)


def test_body_in_an_odd_encoding_is_refused_on_a_framed_page():
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))

    response = client.post(
        reverse("account_login"),
        "login=a",
        content_type="application/x-www-form-urlencoded; charset=utf-16",
    )

    assert response.status_code == 400
    assert title(response).startswith("Something in the address is not right")


def test_page_of_a_fault_needs_neither_database_nor_person():
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert title(response) == "Something went wrong – Adoption reviews"
    assert is_framed(response)


@pytest.mark.django_db
def test_form_that_was_open_too_long_is_framed(reviewer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer)
    response = client.post(reverse("account_logout"))
    assert response.status_code == 403
    assert words(page(response).find(".//h1")) == "The page was open for too long"


def test_page_with_errors_says_so_in_its_title_and_above_its_content():
    tree = render("{% extends 'base.html' %}", form=EveryKindForm({}))
    assert words(tree.find(".//title")).startswith("Error: ")
    assert tree.find(".//main")[0].get("class") == "nhsuk-error-summary"


def test_messages_show_above_the_content_by_their_kind():
    message = Message(constants.SUCCESS, "Participant P07 added.")
    tree = render("{% extends 'base.html' %}", messages=[message])
    (banner,) = tree.xpath("//div[contains(@class, 'nhsuk-notification-banner--success')]")
    assert banner.get("role") == "alert"
    assert words(banner) == "Success Participant P07 added."


def test_navigation_marks_the_current_page_and_nothing_else():
    items = [
        {"title": "Start", "url": "/", "current": False},
        {"title": "Trusts", "url": "/trusts/", "current": True},
    ]
    tree = render(
        "{% extends 'base.html' %}", navigation=items, request=RequestFactory().get("/trusts/")
    )
    links = tree.xpath("//nav[@aria-label='Main']//a")
    assert [(words(link), link.get("aria-current")) for link in links] == [
        ("Start", None),
        ("Trusts", "page"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["codes", "agreement", "exchange", "replacements"])
def test_navigation_of_a_review_marks_codes_on_pages_that_belong_to_it(
    page, review, reviewer, signed_in
):
    response = signed_in(reviewer).get(f"/reviews/{review.slug}/{page}/")
    navigation = response.context["review_navigation"]
    assert [each["title"] for each in navigation if each["current"]] == ["Codes"]


@pytest.mark.django_db
def test_refused_page_speaks_of_a_review_only_inside_one(review, reviewer, hub_staff, signed_in):
    outside = signed_in(reviewer).get(reverse("dashboard:overview"))
    assert outside.status_code == 403
    assert "this review" not in words(page(outside).find(".//main"))
    inside = signed_in(hub_staff).get(reverse("codes:list", args=[review.slug]))
    assert inside.status_code == 403
    assert "this review, but not this page" in words(page(inside).find(".//main"))


@pytest.mark.django_db
def test_review_pages_always_show_trust_round_and_phase(review):
    tree = render("{% extends 'review_base.html' %}{% block title %}Interviews{% endblock %}",
                  review=review, product_name="Adoption reviews", hub_name="Hub")  # fmt: skip
    name = review.organisation.name
    assert words(tree.xpath("//section[@aria-label='This review']")[0]) == (
        f"{name} Round {review.round_number} {review.get_status_display()}"
    )
    assert words(tree.find(".//title")) == f"Interviews – {review} – Adoption reviews – Hub"


def test_frame_needs_no_inline_script_or_style():
    tree = render("{% extends 'base.html' %}")
    assert tree.xpath("//script[not(@src)] | //style | //@style") == []
    assert tree.xpath("//@*[starts-with(name(), 'on')]") == []


def test_gallery_is_not_there_outside_debug():
    with pytest.raises(NoReverseMatch):
        reverse("gallery")
