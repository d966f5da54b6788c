"""What tests do on the recording page, and what they find there and on the device."""

import os
import re
import signal

from playwright.sync_api import expect

from tests.journeys.settling import wait_until

# The page waits for an answer as long as the test lets it wait.
PATIENT = "AbortSignal.timeout = () => new AbortController().signal"
POLLS = re.compile(r"/segments/\?")  # asks what changed


def editor(page):
    return page.locator("textarea")


def ready(page):
    """The script has taken over: the keyboard is in a segment, and keys do what they are for."""
    page.locator("textarea:focus:not(#recording-early)").wait_for()


def write(page, *lines):
    ready(page)  # as people wait for the cursor
    for line in lines:
        page.keyboard.type(line)
        page.keyboard.press("Enter")


def wait_for_status(page, words, timeout=30_000):
    """The page never says for a moment that words are saved which are not: that a key was pressed
    before this is enough."""
    page.locator("[data-status-title]", has_text=re.compile(words)).wait_for(timeout=timeout)


def stored(page, name="drafts"):
    """The records of one store of the device's database, whoever's they are."""
    return page.evaluate(
        """name => new Promise((resolve, reject) => {
            const opening = indexedDB.open("adoption-reviews-recording");
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
                const all = opening.result.transaction(name).objectStore(name).getAll();
                all.onsuccess = () => { opening.result.close(); resolve(all.result); };
            };
        })""",
        name,
    )


def drafts(page):
    """The words kept on the device until they are sent, in the order they were begun."""
    return [each["want"]["text"] for each in sorted(stored(page), key=lambda each: each["order"])]


def assert_drafts(page, lines):
    """The device keeps these, in a moment: it is told of words after the page shows them."""
    wait_until(page, lambda: drafts(page), lines)


def assert_waiting(page, count):
    """The same of their number."""
    wait_until(page, lambda: len(drafts(page)), count)


def texts(interview):
    """The words of the interview that the server has, segment by segment."""
    return [segment.text for segment in interview.segments.standing()]


def assert_texts(page, interview, expected):
    """The server has these words, at once or when what is on its way has arrived."""
    wait_until(page, lambda: texts(interview), expected)


def shown(page):
    return page.locator(".interviews-segment__text").all_inner_texts()


def assert_shown(page, lines):
    """These are the segments on the page that are not written in, at once or in a moment."""
    wait_until(page, lambda: shown(page), lines)


def wait_until_kept(page, path):
    """Until the recording page at `path` would open without a connection."""
    match = "async (path) => Boolean(await caches.match(path, { ignoreVary: true }))"
    wait_until(page, lambda: page.evaluate(match, path), True)


def loaded(page):
    """The page has shown what the server has, and the keyboard is in a segment."""
    page.locator("[data-loading]").wait_for(state="hidden")
    ready(page)


def hold(page, pattern):
    """Let requests like these wait until the test lets them go: the list of them, as they come."""
    held = []
    page.add_init_script(PATIENT)
    page.evaluate(PATIENT)

    def keep(route):
        held.append(route)

    page.route(pattern, keep)
    return held


def go_offline(page):
    """Without a connection; what the page had asked before is answered or lost."""
    with page.expect_event("requestfailed", lambda request: POLLS.search(request.url)):
        page.context.set_offline(True)
        page.evaluate("dispatchEvent(new Event('focus'))")  # it asks at once


def sees(page, text, timeout=30_000):
    """Wait until a segment with this text is shown."""
    page.locator(".interviews-segment__text", has_text=text).wait_for(timeout=timeout)


def words_on(page):
    """The transcript as the page shows it; what is being written too."""
    return page.locator("[data-segments] > li").evaluate_all(
        """items => items.map((item) => (item.querySelector("textarea")?.value
            ?? item.querySelector(".interviews-segment__text")?.textContent ?? "(choice)"))
            .filter(Boolean)"""
    )


def assert_words_on(page, lines):
    """The page shows this transcript, at once or when answers have come."""
    wait_until(page, lambda: words_on(page), lines)


def open_segment(page, number):
    item = page.locator("[data-segments] > li").nth(number - 1)
    item.get_by_role("button").first.click()
    expect(item.locator("textarea")).to_be_focused()


def caret(page):
    """The words in the field that has the keyboard, and where the cursor is in them."""
    return page.evaluate(
        "(({ value, selectionStart }) => [value, selectionStart])(document.activeElement)"
    )


def put_caret(page, text, *, behind=True):
    """Puts the cursor behind (or before) words of the open segment."""
    editor(page).evaluate(
        """(area, [text, behind]) => {
            const at = area.value.indexOf(text) + (behind ? text.length : 0);
            area.setSelectionRange(at, at);
        }""",
        [text, behind],
    )


def kill_tab(page):
    """`kill -9` for the process that runs the page."""
    session = page.context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    with page.expect_event("crash"):
        for process in processes:
            if process["type"] == "renderer":
                os.kill(process["id"], signal.SIGKILL)
