"""A lead asks a colleague without an account, who comes in by link and code and answers a part."""

import email
import re
from email import policy
from pathlib import Path

import pytest
from playwright.sync_api import expect

from maturity.models import Contributor, Rating
from tests.journeys.conftest import NARROW, PATIENCE

SELF_RATING = "/reviews/{}/maturity/insites-learning-framework/"


@pytest.fixture
def mailbox(settings, tmp_path):
    """A function: the body of the newest of so many letters, read from the disk as it was sent."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    def newest(n: int) -> str:
        files = Path(settings.EMAIL_FILE_PATH).iterdir()
        letters = sorted(files, key=lambda each: each.stat().st_mtime_ns)
        assert len(letters) == n
        letter = letters[-1].read_bytes().rpartition(b"\n---")[0]
        return email.message_from_bytes(letter, policy=policy.default).get_content()

    return newest


@pytest.fixture
def stranger(browser, live_server):
    """A browser in which nobody has signed in."""
    context = browser.new_context(base_url=live_server.url, viewport=NARROW)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def lead(open_page, trust_lead):
    """The browser of the trust's lead."""
    return open_page(trust_lead)


def follow(page, name, path):
    """Click the first link of this name, and be on its page, not on the one before."""
    page.get_by_role("link", name=name).first.click()
    page.wait_for_url(f"**{path}")


def test_colleague_comes_in_by_link_and_code_and_answers(
    lead, stranger, assessment, mailbox, assert_accessible
):
    self_rating = SELF_RATING.format(assessment.review.slug)
    lead.goto(self_rating)
    lead.get_by_role("link", name="Contributors").click()
    assert_accessible(lead)
    lead.get_by_role("link", name="Invite a colleague").click()
    lead.get_by_label("Full name").fill("Ann Orme")
    lead.get_by_label("E-mail address").fill("ann.orme@trust.example")
    lead.get_by_label("Vision and strategy").check()
    assert_accessible(lead)
    lead.get_by_role("button", name="Send the invitation").click()
    expect(lead.get_by_text("We have sent Ann Orme a link.")).to_be_visible()

    [link] = re.findall(r"http://\S+/maturity/join/\S+", mailbox(1))
    stranger.goto(link)
    expect(stranger.get_by_text("Vision and strategy")).to_be_visible()
    expect(stranger.get_by_text("Ann Orme")).to_have_count(0)
    assert_accessible(stranger)
    stranger.get_by_role("button", name="Send me a code").click()

    [code] = re.findall(r"^\d{6}$", mailbox(2), re.MULTILINE)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    stranger.get_by_label("Code").fill(wrong)
    stranger.get_by_role("button", name="Sign in").click()
    expect(stranger.get_by_role("alert")).to_contain_text("This code does not work")
    assert_accessible(stranger)
    stranger.get_by_label("Code").fill(f"{code[:3]} {code[3:]}")
    stranger.keyboard.press("Enter")

    stranger.wait_for_url(f"**{self_rating}")
    expect(stranger.get_by_role("link", name="Governance and resources")).to_have_count(0)
    assert_accessible(stranger)
    stranger.get_by_role("link", name="Vision and strategy").click()
    stranger.locator('[data-answer-to="agreed-strategy"]').get_by_label("5 – Proud").check()
    expect(stranger.locator("[data-page-status]")).to_have_text("All answers are saved.")
    rating = Rating.objects.select_related("updated_by").get()
    assert (rating.value, rating.updated_by.name) == (5, "Ann Orme")
    stranger.goto("/")
    assert_accessible(stranger)
    stranger.get_by_role("link", name="Go on with your parts").click()
    stranger.wait_for_url("**/parts/vision-strategy/")

    follow(lead, "Self-rating", self_rating)
    lead.get_by_role("link", name="Contributors").click()
    expect(lead.locator(".contributor")).to_contain_text("1 of 3 answered (Ann Orme 1)")
    lead.get_by_role("link", name="Revoke the invitation of Ann Orme").click()
    assert_accessible(lead)
    lead.get_by_role("button", name="Revoke the invitation").click()
    expect(lead.get_by_text("Ann Orme has no access any more.")).to_be_visible()
    assert Contributor.objects.get().revoked_at is not None

    assert stranger.goto(self_rating).status == 404
    stranger.goto("/")
    expect(stranger.get_by_text("You have no part in a self-rating any more")).to_be_visible()
    assert_accessible(stranger)
    assert Rating.objects.count() == 1


def test_pages_of_coming_in_are_accessible(stranger, assessment, mailbox, assert_accessible):
    stranger.goto("/maturity/join/not-whole/")
    assert_accessible(stranger)
    stranger.goto("/account/login/?next=/reviews/")
    stranger.get_by_role("link", name="Send me a code").click()
    assert_accessible(stranger)
    stranger.get_by_role("button", name="Send me a code").click()
    expect(stranger.get_by_role("alert")).to_contain_text("Enter e-mail address")
    stranger.get_by_label("E-mail address").fill("nobody@trust.example")
    stranger.get_by_role("button", name="Send me a code").click()
    stranger.get_by_text("No code has come").click()
    assert_accessible(stranger)
    stranger.get_by_role("link", name="Ask for another code").click()
    stranger.wait_for_url("**/maturity/code/?next=/reviews/")
