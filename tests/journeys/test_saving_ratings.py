"""A page of the self-rating saves itself; nothing typed is lost when something gets in the way."""

import pytest
from playwright.sync_api import expect

from maturity.models import Rating
from tests.journeys.conftest import PATIENCE
from tests.journeys.rating import hear_nobody
from tests.journeys.settling import wait_until

PAGE = "/reviews/{}/maturity/insites-learning-framework/parts/vision-strategy/"
STRATEGY = '[data-answer-to="agreed-strategy"]'
WORDS = f"{STRATEGY} textarea"
SAVES = "**/vision-strategy/agreed-strategy/"


@pytest.fixture
def rating_page(open_page, review, assessment):
    def open_as(user, *, hears=True):
        page = open_page(user)
        if not hears:
            hear_nobody(page)
        page.goto(PAGE.format(review.slug))
        return page

    return open_as


def choose(page, label, indicator=STRATEGY):
    page.locator(indicator).get_by_label(label).check()


def status(page):
    return page.locator("[data-page-status]")


def stored():
    fields = ("indicator", "value", "explanation", "version")
    return list(Rating.objects.order_by("pk").values_list(*fields))


def version_of(page, value, words):
    """The version at which the server has this answer, once it has."""
    wanted = [("agreed-strategy", value, words)]
    wait_until(page, lambda: [row[:3] for row in stored()], wanted)
    return stored()[0][3]


def come_online(page):
    """What the browser says when there is a connection again."""
    page.evaluate("dispatchEvent(new Event('online'))")


def test_answers_save_themselves(rating_page, review, trust_lead, assert_accessible):
    page = rating_page(trust_lead)
    choose(page, "5 – Proud to share")
    expect(status(page)).to_have_text("All answers are saved.")
    under_way = []

    def hold(route):
        under_way.append(route)

    page.route(SAVES, hold)
    page.locator(WORDS).fill("The board agreed it.\nStaff know it.")
    wait_until(page, lambda: len(under_way), 1)
    expect(status(page)).to_have_text("Saving…")
    under_way.pop().continue_()
    page.unroute(SAVES)
    expect(status(page)).to_have_text("All answers are saved.")
    assert stored() == [("agreed-strategy", 5, "The board agreed it.\nStaff know it.", 2)]
    assert_accessible(page)
    choose(page, "No answer yet")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/governance-resources/")
    assert stored() == [("agreed-strategy", None, "The board agreed it.\nStaff know it.", 3)]


def test_answers_are_given_by_keyboard(rating_page, trust_lead):
    page = rating_page(trust_lead)
    page.locator(STRATEGY).get_by_label("No answer yet").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(STRATEGY).get_by_label("5 – Proud to share")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard")
    expect(page.locator(f"{STRATEGY} [data-status]")).to_contain_text("Saved at")
    expect(status(page)).to_have_text("All answers are saved.")
    assert stored()[0][1:3] == (5, "By keyboard")


def test_lost_network_keeps_the_words_and_saves_them_later(rating_page, trust_lead):
    page = rating_page(trust_lead)
    page.context.set_offline(True)
    page.locator(WORDS).fill("Typed on the train")
    expect(page.locator(f"{STRATEGY} [data-status]")).to_contain_text("no connection")
    expect(status(page)).to_have_text("Kept on this device, 1 waiting.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(STRATEGY).locator("input").first).to_be_focused()  # what holds it up
    expect(status(page)).to_have_text("Kept on this device, 1 waiting.")
    expect(page.locator(WORDS)).to_have_value("Typed on the train")
    page.context.set_offline(False)
    expect(status(page)).to_have_text("All answers are saved.")
    assert stored() == [("agreed-strategy", None, "Typed on the train", 1)]


def test_words_not_saved_survive_a_reload(rating_page, review, trust_lead):
    page = rating_page(trust_lead)
    page.route(SAVES, lambda route: route.abort())
    page.locator(WORDS).fill("Before the crash")
    expect(status(page)).to_have_text("Kept on this device, 1 waiting.")
    page.reload()
    expect(status(page)).to_have_text("Kept on this device, 1 waiting.")
    page.unroute(SAVES)
    come_online(page)
    expect(status(page)).to_have_text("All answers are saved.")
    assert stored() == [("agreed-strategy", None, "Before the crash", 1)]
    expect(page.locator(WORDS)).to_have_value("Before the crash")


def test_answer_that_arrived_without_our_hearing_of_it_is_no_conflict(rating_page, trust_lead):
    page = rating_page(trust_lead)

    def deliver_and_drop(route):
        if not stored():
            route.fetch()
        route.abort()

    page.route(SAVES, deliver_and_drop)
    choose(page, "3 – Making progress")
    expect(status(page)).to_have_text("Kept on this device, 1 waiting.")
    page.unroute(SAVES)
    come_online(page)
    expect(status(page)).to_have_text("All answers are saved.")
    assert stored() == [("agreed-strategy", 3, "", 1)]


@pytest.mark.parametrize(
    "choice",
    [("Keep my answer", 5, "Mine", 1), ("Take their answer", 1, "Theirs", 0)],
    ids=["mine", "theirs"],
)
def test_two_people_on_one_indicator_choose(
    rating_page, trust_lead, trust_contributor, assert_accessible, choice
):
    button, value, words, versions_more = choice
    mine, theirs = rating_page(trust_lead, hears=False), rating_page(trust_contributor)
    theirs.locator(WORDS).fill("Theirs")
    choose(theirs, "1 – Little or no progress")
    version = version_of(theirs, 1, "Theirs")
    expect(status(theirs)).to_have_text("All answers are saved.")
    mine.locator(WORDS).fill("Mine")
    expect(status(mine)).to_have_text("1 answer needs your choice.")
    choose(mine, "5 – Proud to share")
    conflict = mine.locator(".maturity-conflict")
    expect(conflict).to_contain_text(trust_contributor.name)
    expect(conflict).to_contain_text("1 – Little or no progress")
    expect(conflict).to_contain_text("Theirs")
    assert_accessible(mine)
    mine.get_by_role("button", name=button).click()
    expect(status(mine)).to_have_text("All answers are saved.")
    expect(mine.locator(WORDS)).to_have_value(words)
    assert version_of(mine, value, words) == version + versions_more


@pytest.mark.parametrize(
    ("cookies", "words"),
    [("sessionid", "you have been signed out"), (None, "you may not change this now")],
)
def test_signed_out_keeps_the_words_until_signed_in_again(rating_page, trust_lead, cookies, words):
    page = rating_page(trust_lead)
    kept = page.context.cookies()
    page.context.clear_cookies(name=cookies)
    page.locator(WORDS).fill("While signed out")
    expect(page.locator(f"{STRATEGY} [data-status]")).to_contain_text(words)
    page.context.add_cookies(kept)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(status(page)).to_have_text("All answers are saved.")
    assert stored() == [("agreed-strategy", None, "While signed out", 1)]


@pytest.mark.usefixtures("assessment")
def test_page_works_without_a_script(browser, open_page, live_server, review, trust_lead):
    signed_in = open_page(trust_lead)
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        storage_state=signed_in.context.storage_state(),
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(PAGE.format(review.slug))
    expect(page.get_by_text("“Save and continue” saves this page.")).to_be_visible()
    choose(page, "Not applicable here")
    page.locator(WORDS).fill("No strategy of our own")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/governance-resources/")
    rating = Rating.objects.get()
    assert (rating.is_not_applicable, rating.explanation) == (True, "No strategy of our own")
    context.close()
