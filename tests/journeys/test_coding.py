"""Marking words in a real browser, by mouse and by keyboard: the offsets are those of the words."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from interviews.models import Coding, LookedAt, Passage
from tests.factories.interviews import InterviewFactory, SegmentFactory
from tests.journeys import coding as page_of
from tests.journeys.coding import (
    TEXTS,
    card,
    chosen,
    click_words,
    drag,
    mark,
    marked,
    opened,
    panel,
    point,
    says,
    wait_until_chosen,
    wait_until_drawn,
    wait_until_marked,
    words_of_card,
)
from tests.journeys.conftest import PATIENCE
from tests.journeys.settling import wait_until


@pytest.fixture
def interview(review):
    interview = InterviewFactory(review=review, number=1, participants__pseudonym="P07")
    stages = ["identify", "identify", "decide"]
    for position, (text, stage) in enumerate(zip(TEXTS, stages, strict=True), 1):
        SegmentFactory(
            interview=interview, position=position, text=text, speaker="P07", stage=stage
        )
    return interview


@pytest.fixture
def url(interview):
    return reverse("interviews:code", args=[interview.review.slug, 1])


@pytest.fixture
def coding(open_page, reviewer, url):
    """The coding page, drawn."""
    return opened(open_page(reviewer), url)


def in_margin(page, row):
    """The marks beside a part, without their signs."""
    links = page.locator("[data-row]").nth(row).locator("[data-coding] a > span:last-child")
    return [" ".join(each.split(": ", 1)[1].split()) for each in links.all_text_contents()]


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_mouse_marks_overlapping_and_nested_passages_and_takes_it_all_back(
    coding, url, assert_accessible
):
    page = coding
    drag(page, (0, "we ring"), (0, "up."))
    expect(panel(page).get_by_role("combobox")).to_be_focused()
    assert_accessible(page)
    mark(page, "netw-")
    drag(page, (0, "ring"), (0, "somebody"))  # nested
    panel(page).get_by_role("button", name="Mixed").click()
    panel(page).get_by_label("Memo").fill("Whom?\nAsk again.")
    panel(page).get_by_role("option", name="Someone holds the ring").click()
    wait_until_marked(page, 2)
    drag(page, (0, "🙂 on"), (1, "any more."))  # across parts
    mark(page, "1")
    expected = [
        ("we ring somebody up.", "good-networks", "hinders"),
        ("ring somebody", "ring-holder", "mixed"),
        ("🙂 on one ward! … Nobody minds 👩🏽‍⚕️ any more.", "ring-holder", "helps"),
    ]
    wait_until(page, marked, expected)
    assert [coding.memo for coding in Coding.objects.order_by("pk")][1] == "Whom?\nAsk again."
    wait_until_drawn(page, "overlap", "ring somebody")
    wait_until_drawn(
        page,
        "tone-1",
        "Nobody minds 👩🏽‍⚕️ any more.",
        "ring somebody",
        "we ring somebody up.",
        "🙂 on one ward!",
    )
    page.mouse.dblclick(*point(page, 0, "omebody"))  # chooses the word
    panel(page).wait_for()
    wait_until_chosen(page, "somebody")
    press(page, "Escape")
    # A click on the words opens the innermost passage, another the one around it.
    click_words(page, 0, "somebody")
    expect(words_of_card(page)).to_have_text("ring somebody")
    expect(card(page).get_by_label("Memo")).to_have_value("Whom?\nAsk again.")
    assert_accessible(page)
    card(page).get_by_role("button", name="Next here (1 of 2)").click()
    expect(words_of_card(page)).to_have_text("we ring somebody up.")
    card(page).get_by_role("button", name="Helps").click()
    says(page, "Changed")
    card(page).get_by_role("button", name="Add a code").click()
    mark(page, "trial")
    wait_until_marked(page, 4)
    titles = ["Good networks", "Support for trials"]
    titles += ["Someone holds the ring", "Someone holds the ring to 2"]
    wait_until(page, lambda: in_margin(page, 0), titles)
    click_words(page, 0, "we")
    card(page).get_by_role("button", name="Remove Good networks").click()
    wait_until_marked(page, 3)
    page.get_by_role("button", name="Close").click()
    marks_and_words_point_at_one_another(page)
    undo_and_redo(page, removed=(3, 3, 2, 1, 0), again=(1, 2, 3, 3, 4, 3))
    left = [("we ring somebody up.", "trialling-support", "helps"), *expected[1:]]
    wait_until(page, lambda: sorted(marked()), sorted(left))
    opened(page, url)
    wait_until_marked(page, 3)


def marks_and_words_point_at_one_another(page):
    page.locator("[data-coding]", has_text="ring").first.hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("Whom?")
    expect(tip).to_contain_text("“ring somebody”")
    wait_until_drawn(page, "current", "ring somebody")
    page.mouse.move(*point(page, 0, "omebody"))
    expect(page.locator(".coding-mark--lit")).to_have_count(2)


def undo_and_redo(page, removed, again):
    """With the buttons; how many marks there are after each."""
    undo = page.locator("[data-tools]").get_by_role("button", name="Undo")
    redo = page.get_by_role("button", name="Redo")
    for button, counts in ((undo, (4, *removed)), (redo, again)):
        for count in counts:
            button.click()
            wait_until_marked(page, count)
        expect(button).to_be_disabled()


def write_memo(page, words):
    press(page, "Enter", "-")
    panel(page).get_by_label("Memo").focus()
    page.keyboard.type(words)


def keys_stay_in_the_panel(page):
    """Tab goes round in it, either way; beside its fields no key reaches the text behind."""
    words = chosen(page)
    press(page, "Tab")
    assert page.evaluate("document.activeElement.id") in ("panel-memo", "panel-list")
    panel(page).get_by_role("button", name="Helps").focus()
    press(page, "Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Cancel"
    press(page, "Tab")
    assert page.evaluate("document.activeElement.dataset.direction") == "helps"
    page.evaluate("document.activeElement.blur()")
    press(page, "p", "n")
    wait_until_chosen(page, words)
    press(page, "Escape")
    panel(page).wait_for(state="hidden")


def test_keyboard_alone_marks_changes_moves_and_removes(coding):
    page = coding
    press(page, "ArrowDown")  # the focus is nowhere yet
    wait_until_chosen(page, "Before 🩺🩺 we ring somebody up.")
    press(page, "ArrowDown")
    wait_until_chosen(page, "Then we try it 🙂 on one ward!")
    press(page, "ArrowRight", "Shift+ArrowLeft", "Shift+ArrowLeft")
    wait_until_chosen(page, "we try it 🙂 on one")
    press(page, "Shift+ArrowDown", "Shift+ArrowDown")  # the end, by sentence, across parts
    wait_until_chosen(page, "we try it 🙂 on one ward!\nNobody minds 👩🏽‍⚕️ any more.")
    press(page, "Shift+ArrowUp", "Control+Shift+ArrowUp", "Control+Shift+ArrowUp")
    wait_until_chosen(page, "Before 🩺🩺 we ring somebody up. Then we try it 🙂 on one ward!")
    press(page, "Control+Shift+ArrowDown", "Control+ArrowRight", "Control+Shift+ArrowLeft")
    wait_until_chosen(page, "hen we try it 🙂 on one ward")
    press(page, "Control+ArrowLeft", "Enter", "=")
    mark(page, "trial")
    press(page, "Control+ArrowDown", "Enter")
    keys_stay_in_the_panel(page)
    write_memo(page, "Who says so?")
    press(page, "Control+Enter")  # the first in the list: the latest code
    wait_until_marked(page, 2)
    whole = "Then we try it 🙂 on one ward"
    first = "Nobody minds 👩🏽‍⚕️ any more."
    assert marked() == [
        (whole, "trialling-support", "mixed"),
        (first, "trialling-support", "hinders"),
    ]
    # Going from passage to passage, and opening one.
    press(page, "p")
    wait_until_chosen(page, whole)
    press(page, "n")
    wait_until_chosen(page, first)
    press(page, "m")
    expect(card(page).get_by_label("Memo")).to_have_value("Who says so?")
    press(page, "+")
    says(page, "Changed")
    # Its ends: kept with Enter, dropped with Escape.
    press(page, "e", "ArrowRight", "Shift+ArrowDown", "Enter")
    says(page, "new ends")
    moved = "minds 👩🏽‍⚕️ any more. It spreads, slowly, to others."
    press(page, "n")
    press(page, "Escape", "m", "e", "ArrowRight", "Escape")
    assert marked()[1] == (moved, "trialling-support", "helps")
    press(page, "p", "m", "a")
    mark(page, "netw")
    assert marked()[2] == (moved, "good-networks", "helps")
    press(page, "m", "Delete")
    wait_until_marked(page, 2)
    press(page, "Escape")
    keys = [*["Control+z"] * 6, "Control+y", "Control+Shift+Z"]
    for key, count in zip(keys, (3, 2, 2, 2, 1, 0, 1, 2), strict=True):
        press(page, key)
        wait_until_marked(page, count)
    assert marked() == [
        (whole, "trialling-support", "mixed"),
        (first, "trialling-support", "hinders"),
    ]
    press(page, "?")
    page.get_by_role("dialog", name="Keys").wait_for()


def test_ends_are_dragged_and_a_theme_is_made_from_what_was_typed(coding):
    page = coding
    drag(page, (1, "spreads"), (1, "slowly"))
    page.keyboard.type("co-design-")
    panel(page).get_by_role("option", name="Create the theme “co-design”").wait_for()
    page.keyboard.press("Enter")
    wait_until_marked(page, 1)
    [coding] = Coding.objects.all()
    assert (coding.framework_ref, coding.direction) == ("themes", "hinders")
    click_words(page, 1, "slowly")
    card(page).get_by_role("button", name="Move its ends").click()
    for edge, target in (("start", (1, "It")), ("end", (2, "The 🚑"))):
        box = page.locator(f"[data-handle={edge}]").bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(*point(page, *target, end=edge == "end"), steps=4)
        page.mouse.up()
    page.get_by_role("button", name="Keep").click()
    says(page, "new ends")
    passage = Passage.objects.get()
    assert passage.quote == "It spreads, slowly, to others.\nTwo lines\nare here. The 🚑"
    drag(page, (0, "we ring"), (0, "up."))
    mark(page, "1")  # the theme is among the recent codes now
    assert {coding.code for coding in Coding.objects.all()} == {coding.code}


def test_stages_filters_and_what_was_looked_at(coding, reviewer, assert_accessible):
    page = coding
    drag(page, (0, "we ring"), (0, "up."))
    mark(page, "netw")
    drag(page, (2, "Two"), (2, "lines"))
    mark(page, "trial")
    tabs = page.get_by_role("navigation", name="Stages")
    shown = page.locator("[data-row]:visible")
    expect(shown).to_have_count(3)
    tabs.get_by_role("link").nth(2).click()
    expect(shown).to_have_count(1)
    tabs.get_by_role("link", name="All").click()
    expect(shown).to_have_count(3)
    page.get_by_role("button", name="Filter").click()
    filters = page.get_by_role("group", name="Filter")
    filters.get_by_label("Text").select_option("uncoded")
    expect(shown).to_have_count(1)
    filters.get_by_label("Text").select_option("")
    filters.get_by_label("Code", exact=True).select_option(label="Good networks (1)")
    expect(page.locator("[data-coding]:visible")).to_have_count(1)
    wait_until_drawn(page, "tone-1", "we ring somebody up.")
    page.get_by_role("button", name="Next passage").click()
    wait_until_chosen(page, "we ring somebody up.")
    assert_accessible(page)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("[data-coding]:visible")).to_have_count(2)
    # Every part was in sight for long enough.
    page.get_by_text("Looked at 3 of 3 segments, 2 with passages").wait_for()
    assert LookedAt.objects.filter(user=reviewer).count() == 3


def test_without_the_highlight_api_marks_are_elements(coding, url):
    page = coding
    drag(page, (0, "🩺🩺"), (0, "up."))
    mark(page, "netw")
    page.add_init_script("delete globalThis.Highlight;")
    opened(page, url)
    marks = page.locator("[data-text] mark")
    wait_until(page, marks.all_inner_texts, ["🩺🩺 we ring somebody up."])
    drag(page, (0, "ring"), (1, "any more."))
    mark(page, "trial")
    drawn = ["🩺🩺 we ", "ring somebody up.", " Then we try it 🙂 on one ward!"]
    wait_until(page, marks.all_inner_texts, [*drawn, "Nobody minds 👩🏽‍⚕️ any more."])
    assert page.locator("mark.coding-mark-overlap").all_inner_texts() == ["ring somebody up."]
    assert page.locator("[data-text]").all_text_contents() == TEXTS
    click_words(page, 0, "somebody")
    press(page, "m")
    expect(words_of_card(page)).to_have_text("🩺🩺 we ring somebody up.")
    press(page, "Delete")
    wait_until_marked(page, 1)
    assert [words for words, *_ in marked()] == [
        "ring somebody up. Then we try it 🙂 on one ward! … Nobody minds 👩🏽‍⚕️ any more."
    ]


def test_finger_chooses_words_and_a_button_opens_the_panel(open_page, reviewer, url):
    page = opened(open_page(reviewer, page_of.NARROW), url)
    page.locator("[data-text]").first.dispatch_event("pointerdown", {"pointerType": "touch"})
    page.evaluate(
        """() => {
            const node = document.querySelector("[data-text]").firstChild;
            getSelection().setBaseAndExtent(node, 12, node, 19);
        }"""
    )
    page.get_by_role("button", name="Mark the selected words").click()
    mark(page, "netw")
    assert marked() == [("we ring", "good-networks", "helps")]
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll(
            ".coding button, .coding a, .coding select")]
            .filter((each) => each.checkVisibility() && each.offsetHeight)
            .map((each) => each.getBoundingClientRect().height))"""
    )
    assert smallest >= 24


def test_without_javascript_words_are_marked_by_the_form(
    open_page, reviewer, url, browser, live_server
):
    cookies = open_page(reviewer).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{live_server.url}{url}")
    page.wait_for_url("**/code/by-hand/?stay")
    page.get_by_label("Number of the segment").fill("2")
    page.get_by_label("The exact words").fill("spreads, slowly")
    page.locator("#id_key").select_option(label="Good networks")
    page.get_by_label("Mixed").check()
    page.get_by_role("button", name="Mark these words").click()
    page.get_by_text("Marked as Good networks").wait_for()
    assert marked() == [("spreads, slowly", "good-networks", "mixed")]
    mark_link = page.locator(".coding-mark").get_by_role("link", name="Good networks")
    mark_link.click()
    page.get_by_role("button", name="Remove Good networks").click()
    page.get_by_role("button", name="Undo").click()
    mark_link.wait_for()
    assert marked() == [("spreads, slowly", "good-networks", "mixed")]
    context.close()
