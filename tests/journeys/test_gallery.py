"""Every component and every kind of question in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, PATIENCE, WIDE

pytestmark = [pytest.mark.urls("tests.journeys.gallery_urls")]


@pytest.fixture
def gallery(browser, live_server, transactional_db):
    """A function: opens the gallery, with or without JavaScript; gives the page."""
    contexts = []

    def open_gallery(query="", viewport=WIDE, script=True):
        context = browser.new_context(
            base_url=live_server.url, viewport=viewport, java_script_enabled=script
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "console",
            lambda said: page.faults.append(said.text) if said.type == "error" else None,
        )
        page.goto(f"/gallery/{query}")
        return page

    yield open_gallery
    faults = [fault for context in contexts for page in context.pages for fault in page.faults]
    for context in contexts:
        context.close()
    assert faults == []


@pytest.mark.parametrize("query", ["", "?errors"])
def test_components_and_questions_are_accessible(gallery, assert_accessible, query):
    assert_accessible(gallery(query))


def test_error_in_the_summary_leads_to_its_answer(gallery):
    page = gallery("?errors")
    page.get_by_role("link", name="Select role group").click()
    expect(page.locator("#id_role_group_0")).to_be_focused()


@pytest.mark.parametrize("script", [True, False])
def test_question_of_one_choice_shows_with_it(gallery, script):
    page = gallery(script=script)
    expect(page.locator("#id_other_source")).to_be_hidden()
    page.get_by_label("Another way").check()
    expect(page.locator("#id_other_source")).to_be_visible()


def test_wide_table_can_be_scrolled_by_keyboard(gallery):
    page = gallery(viewport=NARROW)
    table = page.get_by_role("region", name="Influences across trusts")
    expect(table).to_have_attribute("tabindex", "0")
