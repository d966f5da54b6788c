"""What tests do on the recording page, and what they find there and on the device."""

import re


def editor(page):
    return page.locator("textarea")


def write(page, *lines):
    page.locator("textarea:focus").wait_for()  # as people wait for the cursor
    for line in lines:
        page.keyboard.type(line)
        page.keyboard.press("Enter")


def wait_for_status(page, words, timeout=10_000):
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
