"""What tests do on the recording page, and what they find there and on the device."""

import os
import re
import signal


def editor(page):
    return page.locator("textarea")


def write(page, *lines):
    page.locator("textarea:focus").wait_for()  # as people wait for the cursor
    for line in lines:
        page.keyboard.type(line)
        page.keyboard.press("Enter")


def wait_for_status(page, words, timeout=30_000):
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


def waiting(page):
    """The number of segments kept on the device until they are sent."""
    return len(stored(page))


def texts(interview):
    """The words of the interview that the server has, segment by segment."""
    return [segment.text for segment in interview.segments.standing()]


def assert_texts(page, interview, expected):
    """The server has these words, at once or when what is on its way has arrived."""
    for _ in range(600):
        if texts(interview) == expected:
            return
        page.wait_for_timeout(50)
    assert texts(interview) == expected


def shown(page):
    return page.locator(".interviews-segment__text").all_inner_texts()


def wait_until_kept(page, path):
    """Until the recording page at `path` would open without a connection."""
    page.evaluate(
        """async (path) => {
            while (!(await caches.match(path, { ignoreVary: true }))) {
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
        }""",
        path,
    )


def loaded(page):
    """The page has shown what the server has, and the keyboard is in a segment."""
    page.locator("[data-loading]").wait_for(state="hidden")
    page.locator("textarea:focus").wait_for()


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


def open_segment(page, number):
    page.locator("[data-segments] > li").nth(number - 1).get_by_role("button").first.click()
    page.locator("textarea:focus").wait_for()


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
