"""Whoever writes is left alone by what arrives meanwhile: the cursor, the keyboard and the words
stay where they are, and the page never says of words that they are saved when they are not."""

import pytest
from playwright.sync_api import expect

from tests.factories.interviews import SegmentFactory
from tests.journeys.recording import (
    POLLS,
    assert_texts,
    assert_words_on,
    caret,
    editor,
    hold,
    loaded,
    open_segment,
    put_caret,
    ready,
    sees,
    texts,
    wait_for_status,
    write,
)
from tests.journeys.settling import wait_until

SAVES = "**/segments/*-*/"
MANY = 130  # segments: they are drawn in four pieces

# What the page says from the first moment on.
LISTEN = """
    window.said = [];
    addEventListener("DOMContentLoaded", () => {
        const title = document.querySelector("[data-status-title]");
        const options = { childList: true, characterData: true, subtree: true };
        new MutationObserver(() => said.push(title.textContent)).observe(title, options);
    });
"""
# A device that is slow: the page gets the lock, or goes on drawing, when the test lets it.
HOLD_LOCK = """
    const { request } = LockManager.prototype;
    LockManager.prototype.request = async function (...asked) {
        await new Promise((resolve) => { window.letGo = resolve; });
        return request.apply(this, asked);
    };
"""
HOLD_DRAWING = """
    const later = setTimeout;
    const held = [];
    window.setTimeout = (work, ms, ...more) =>
        ms === 0 ? held.push(work) : later(work, ms, ...more);
    window.letGo = () => {
        window.setTimeout = later;
        held.splice(0).forEach((work) => work());
    };
    window.countHeld = () => held.length;
"""
TYPE = "document.execCommand('insertText', false, 'more')"
PRESS_ENTER = """document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })
)"""


@pytest.mark.parametrize("change", [TYPE, PRESS_ENTER])
def test_page_does_not_say_saved_for_one_moment_of_words_that_are_not(recording, change):
    """Read in the same turn as the key: before the browser draws, or has time for anything."""
    page = recording
    write(page, "one two")
    wait_for_status(page, "^Saved$")
    page.keyboard.press("ArrowUp")
    put_caret(page, "one")
    said = f"() => {{ {change}; return document.querySelector('[data-status-title]').textContent }}"
    assert page.evaluate(said) == "Saving…"
    wait_for_status(page, "^Saved$")


@pytest.fixture
def started(open_page, reviewer, url):
    """A function: the recording page with a script that runs before its own."""

    def start(script):
        page = open_page(reviewer)
        page.add_init_script(script)
        page.goto(url)
        return page

    return start


def test_cursor_is_where_it_was_when_the_script_takes_over(started, interview):
    page = started(LISTEN + HOLD_LOCK)
    page.locator("#recording-early:focus").wait_for()
    page.keyboard.type("one\ntwo three\nfour")
    put_caret(page, "two")
    wait_until(page, lambda: page.evaluate("Boolean(window.letGo)"), True)
    page.evaluate("letGo()")
    ready(page)
    assert caret(page) == ["two three", 3]
    page.keyboard.press("Enter")
    assert_texts(page, interview, ["one", "two", "three", "four"])
    wait_for_status(page, "^Saved$")
    assert "Ready" not in page.evaluate("said")  # not before what was typed is taken over


def test_answers_that_come_late_leave_the_cursor_where_it_is(recording, interview):
    """Each save is answered in the midst of the next keys, and so is what the page asks for."""
    page = recording

    saves = hold(page, SAVES)
    write(page, "one", "two three", "four")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    for place, _ in enumerate(["one", "two three", "four"]):
        page.keyboard.press("ArrowLeft")
        wait_until(page, lambda: len(saves), place + 1)
        with page.expect_response(SAVES):
            saves[place].continue_()
        assert caret(page) == ["two three", len("two three") - place - 1]
    wait_for_status(page, "^Saved$")
    page.unroute(SAVES)

    polls = hold(page, POLLS)
    put_caret(page, "two")
    wait_until(page, lambda: len(polls), 1)
    old = polls[0].fetch()
    page.keyboard.press("Enter")
    wait_for_status(page, "^Saved$")
    page.keyboard.type("or ")
    with page.expect_response(POLLS):
        polls[0].fulfill(response=old)
    page.unroute(POLLS)
    page.keyboard.type("about ")
    assert caret(page) == ["or about three", len("or about ")]
    wait_for_status(page, "^Saved$")
    expected = ["one", "two", "or about three", "four"]
    assert texts(interview) == expected
    assert_words_on(page, expected)


@pytest.fixture
def long(interview):
    """An interview with MANY segments; the first one asks the guide's first question."""
    for number in range(1, MANY + 1):
        SegmentFactory(interview=interview, position=number, revision=number, text=f"line {number}")


@pytest.fixture
def half_drawn(long, started):
    """Its page, the later half of it drawn."""
    page = started(HOLD_DRAWING)
    loaded(page)
    wait_until(page, lambda: page.evaluate("countHeld()") > 0, True)
    assert page.locator("[data-segments] > li").count() < MANY
    return page


def test_writer_goes_on_while_a_long_transcript_is_drawn(half_drawn, interview):
    page = half_drawn
    page.keyboard.type("new")
    page.keyboard.press("Enter")
    page.keyboard.type("and newer")
    page.evaluate("letGo()")
    expect(page.locator("[data-segments] > li")).to_have_count(MANY + 2)
    assert caret(page) == ["and newer", len("and newer")]
    page.keyboard.type(" still")
    wait_for_status(page, "^Saved$")
    expected = [*(f"line {number}" for number in range(1, MANY + 1)), "new", "and newer still"]
    assert texts(interview) == expected
    assert_words_on(page, expected)


def test_segment_that_is_not_drawn_yet_can_be_opened(long, interview, started):
    page = started(HOLD_DRAWING)
    key = page.locator("[data-question]").first.get_attribute("data-question")
    first = interview.segments.get(position=1)
    first.question, first.kind = key, "question"
    first.save()
    page.reload()
    loaded(page)
    assert page.locator("[data-segments] > li").count() < MANY
    page.locator("[data-question]").first.click()
    assert caret(page) == ["line 1", len("line 1")]
    page.keyboard.type("!")
    assert_texts(page, interview, ["line 1!", *(f"line {n}" for n in range(2, MANY + 1))])
    page.evaluate("letGo()")
    expect(page.locator("[data-segments] > li").first.locator("textarea")).to_be_focused()


def answer_first_poll_with_focus_on(page, url, element):
    """Open the page; its first answer arrives when the keyboard is at `element` already."""
    held = hold(page, POLLS)
    page.goto(url)
    ready(page)
    element.focus()
    wait_until(page, lambda: len(held), 1)
    held[0].continue_()
    page.unroute(POLLS)


def test_first_answer_leaves_whoever_is_in_the_guide_there(open_page, reviewer, interview, url):
    SegmentFactory(interview=interview, text="There before", revision=1, stage="decide")
    page = open_page(reviewer)
    prompt = page.get_by_label("Pump-priming fund")
    answer_first_poll_with_focus_on(page, url, prompt)
    sees(page, "There before")
    expect(page.locator("[data-loading]")).to_have_count(0)
    expect(prompt).to_be_focused()


def test_first_answer_takes_the_keyboard_from_no_button(open_page, reviewer, interview, url):
    SegmentFactory(interview=interview, text="There before", revision=1, stage="decide")
    page = open_page(reviewer)
    button = page.get_by_role("button", name="Keys")
    answer_first_poll_with_focus_on(page, url, button)
    expect(page.locator("[data-loading]")).to_have_count(0)
    expect(button).to_be_focused()
    # The talk is at another stage all the same.
    expect(page.locator("[data-stage-button][aria-pressed=true]")).to_contain_text("Deciding")


def test_keyboard_stays_on_a_segment_that_somebody_else_changes(two):
    first, second = two
    write(first, "one", "two")
    sees(second, "two")
    edit = second.get_by_role("button", name="Edit segment 1", exact=True)
    edit.focus()
    open_segment(first, 1)
    first.keyboard.type(" and a half")
    sees(second, "one and a half")
    expect(edit).to_be_focused()
    edit.press("Enter")
    expect(editor(second)).to_have_value("one and a half")
