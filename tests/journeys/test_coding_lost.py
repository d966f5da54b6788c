"""Nothing a coder chose or typed on the coding page is lost when a request fails."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from interviews.models import Coding, Passage
from tests.journeys.coding import (
    card,
    click_words,
    drag,
    interview_with_words,
    mark,
    marked,
    opened,
    panel,
    says,
    wait_until_marked,
)


@pytest.fixture
def coding(open_page, reviewer, review):
    interview_with_words(review)
    return opened(open_page(reviewer), reverse("interviews:code", args=[review.slug, 1]))


def test_without_a_connection_the_panel_comes_back_and_nothing_is_dropped(coding):
    page = coding
    page.context.set_offline(True)
    drag(page, (0, "we ring"), (0, "up."))
    panel(page).get_by_label("Memo").fill("Ask Ann")
    panel(page).get_by_role("combobox").fill("netw-")
    page.keyboard.press("Enter")
    panel(page).get_by_text("There is no connection to the server").wait_for()
    expect(panel(page).get_by_label("Memo")).to_have_value("Ask Ann")
    hinders = panel(page).get_by_role("button", name="Hinders")
    expect(hinders).to_have_attribute("aria-pressed", "true")
    # Put aside, it stays in sight; another one joins it.
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # the memo is asked about once
    unsaved = page.get_by_role("group", name="Not saved")
    unsaved.get_by_text("One mark is not saved yet").wait_for()
    drag(page, (1, "It"), (1, "slowly"))
    page.keyboard.type("trial")
    page.keyboard.press("Enter")
    panel(page).get_by_text("There is no connection to the server").wait_for()
    page.keyboard.press("Escape")
    unsaved.get_by_text("2 marks are not saved yet").wait_for()
    assert page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))") is False
    assert Passage.objects.count() == 0
    page.context.set_offline(False)  # sent by itself as soon as there is a connection
    wait_until_marked(page, 2)
    assert sorted(marked()) == [
        ("It spreads, slowly", "trialling-support", "helps"),
        ("we ring somebody up.", "good-networks", "hinders"),
    ]
    assert Coding.objects.get(code="good-networks").memo == "Ask Ann"
    expect(unsaved).to_be_hidden()


def test_lost_answer_is_not_a_second_mark(coding):
    page = coding

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/code/add/", lose, times=1)
    drag(page, (0, "we ring"), (0, "up."))
    page.keyboard.type("netw")
    page.keyboard.press("Enter")
    panel(page).get_by_text("There is no connection to the server").wait_for()
    panel(page).get_by_role("button", name="Try again").click()
    wait_until_marked(page, 1)
    assert marked() == [("we ring somebody up.", "good-networks", "helps")]


def test_signed_out_failed_and_refused_changes_say_why(coding):
    page = coding
    drag(page, (1, "It"), (1, "slowly"))
    mark(page, "netw")
    drag(page, (1, "It"), (1, "slowly"))
    page.keyboard.type("netw")
    page.keyboard.press("Enter")
    panel(page).get_by_text("You have already marked these words").wait_for()
    page.keyboard.press("Escape")
    wait_until_marked(page, 1)
    page.route("**/code/add/", lambda route: route.fulfill(status=500), times=1)
    drag(page, (0, "we ring"), (0, "up."))
    page.keyboard.type("trial")
    page.keyboard.press("Enter")
    panel(page).get_by_text("The server could not do this").wait_for()
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    panel(page).get_by_role("button", name="Try again").click()
    panel(page).get_by_text("You are signed out").wait_for()
    page.context.add_cookies(cookies)
    panel(page).get_by_role("button", name="Try again").click()
    wait_until_marked(page, 2)
    # A memo that is not saved is asked about.
    click_words(page, 1, "spreads")
    page.route("**/codings/**", lambda route: route.abort(), times=1)
    card(page).get_by_label("Memo").fill("Slow here")
    card(page).get_by_role("button", name="Save memo").click()
    card(page).get_by_text("There is no connection to the server").wait_for()
    page.keyboard.press("Escape")
    card(page).get_by_text("The memo is not saved yet").wait_for()
    assert page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))") is False
    card(page).get_by_role("button", name="Save memo").click()
    says(page, "Changed")
    assert Coding.objects.get(code="good-networks").memo == "Slow here"


def test_memo_of_a_passage_is_asked_about_again_when_more_was_written(coding):
    page = coding
    drag(page, (1, "It"), (1, "slowly"))
    mark(page, "trial")
    click_words(page, 1, "spreads")
    card(page).get_by_label("Memo").fill("Ask Ann")
    page.keyboard.press("Escape")
    asked = card(page).get_by_text("The memo is not saved yet.")
    asked.wait_for()
    page.keyboard.press("End")
    page.keyboard.type(" and Bob")
    page.keyboard.press("Escape")
    asked.wait_for()
    card(page).get_by_role("button", name="Save memo").click()
    says(page, "Changed")
    assert Coding.objects.get().memo == "Ask Ann and Bob"
