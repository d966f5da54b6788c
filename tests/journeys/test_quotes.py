"""Clearing a quote that names somebody: by keyboard, and on a narrow page without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from interviews.models import Passage, Replacement
from tests.factories.interviews import (
    CodingFactory,
    IdentityFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
    SegmentFactory,
)
from tests.journeys.conftest import PATIENCE

SAID = "Dr Wenna Tregarth rang Sister Clare on bleep 4321, and Wenna came."
QUOTE = "[a consultant] rang [a nurse] on [phone number], and [a consultant] came."


@pytest.fixture
def passage(review, reviewer):
    person = ParticipantFactory(review=review, pseudonym="P07", identity=None)
    IdentityFactory(participant=person, name="Wenna Tregarth")
    interview = InterviewFactory(review=review, number=1, participants=[person])
    segment = SegmentFactory(interview=interview, text=SAID)
    passage = PassageFactory(start_segment=segment, created_by=reviewer)
    CodingFactory(passage=passage, author=reviewer)
    return passage


def test_quote_is_cleared_and_a_replacement_changed_without_a_script(
    passage, reviewer, open_page, browser, live_server
):
    cookies = open_page(reviewer).context.cookies()
    context = browser.new_context(
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
        base_url=live_server.url,
    )
    context.set_default_timeout(PATIENCE)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(reverse("interviews:passage", args=[passage.interview.review.slug, 1, passage.pk]))
    page.get_by_label("May be quoted in the report").check()
    page.get_by_role("button", name="Save quote").click()
    page.get_by_role("link", name="Decide what to do with “Dr Wenna Tregarth”").wait_for()
    doctor = page.locator(".quotes-subject").filter(has_text="P07")
    doctor.get_by_label("Replace all").check()
    doctor.get_by_label("What stands there instead").fill("a consultant")
    page.get_by_role("button", name="Replace all that is still open").click()
    page.get_by_text("Saved. This passage may be quoted in the report").wait_for()
    expect(page.get_by_label("Quote without anything")).to_have_value(QUOTE)
    page.get_by_role("link", name="All replacements in this review").click()
    page.get_by_role("link", name="Change [a consultant]").click()
    page.get_by_label("What stands in quotes instead").fill("a surgeon")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("1 cleared quote:").wait_for()
    page.get_by_label("Change them; they may still be quoted").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved. 1 quote is changed").wait_for()
    passage.refresh_from_db()
    assert (passage.anonymised_quote, passage.is_usable) == (
        QUOTE.replace("a consultant", "a surgeon"),
        True,
    )
    assert Replacement.objects.get(original="@P07").replacement == "a surgeon"
    context.close()


def test_quote_is_settled_by_keyboard(passage, review, reviewer, open_page, assert_accessible):
    page = open_page(reviewer)
    page.goto(reverse("interviews:passage", args=[review.slug, 1, passage.pk]))
    assert_accessible(page)
    page.get_by_role("group", name="What to do with “Dr Wenna").get_by_label("Replace all").focus()
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    first = page.get_by_role("group", name="Dr Wenna Tregarth rang Sister")
    second = page.get_by_role("group", name="… rang Sister Clare")
    first.get_by_label("Replace").press("Space")
    second.get_by_label("Leave as it is").press("Space")
    assert_accessible(page)
    page.get_by_role("button", name="Save quote").press("Enter")
    page.get_by_text("Saved. This passage will not be quoted").wait_for()
    text = Passage.objects.get().anonymised_quote
    assert text == "[a doctor] rang Sister Clare on bleep 4321, and Wenna came."
