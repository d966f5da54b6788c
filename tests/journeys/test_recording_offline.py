"""What is kept on a device, in a real browser: it goes on without a network, and goes when done."""

import pytest
from django.urls import reverse

from interviews.models import Interview
from tests.factories.interviews import InterviewFactory
from tests.journeys.recording import editor, shown, wait_for_status, write


@pytest.fixture
def interview(review):
    return InterviewFactory(
        review=review, number=1, status=Interview.Status.PLANNED, participants__pseudonym="P07"
    )


@pytest.fixture
def url(interview):
    return reverse("interviews:record", args=[interview.review.slug, 1])


@pytest.fixture
def recording(open_page, reviewer, url):
    """The recording page, kept for when there is no connection."""
    page = open_page(reviewer, offline=True)
    page.goto(url)
    wait_until_kept(page, url)
    editor(page).wait_for()
    return page


def wait_until_kept(page, path):
    page.evaluate(
        """async (path) => {
            while (!(await caches.match(path, { ignoreVary: true }))) {
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
        }""",
        path,
    )


def test_page_goes_on_after_an_offline_reload(recording, interview, url):
    page = recording
    write(page, "Saved", "Also saved")
    wait_for_status(page, "Saved")
    page.wait_for_timeout(1500)
    page.context.set_offline(True)
    write(page, "Offline")
    page.keyboard.type("in mid-wo")
    wait_for_status(page, "Kept on this device, 2 waiting")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator(".interviews-segment").nth(3).wait_for()
    assert shown(page) == ["Saved", "Also saved", "Offline", "in mid-wo"]
    page.goto("/")
    page.get_by_role("heading", name="You are offline").wait_for()


def test_drafts_of_the_first_version_of_the_store_are_kept(open_page, reviewer):
    page = open_page(reviewer)
    found = page.evaluate(
        """async () => {
            await new Promise((resolve) => {
                const opening = indexedDB.open("adoption-reviews-recording", 1);
                opening.onupgradeneeded = () => {
                    const keyPath = ["user", "interview"];
                    opening.result.createObjectStore("drafts", { keyPath: [...keyPath, "id"] });
                    opening.result.createObjectStore("pages", { keyPath });
                };
                opening.onsuccess = () => {
                    const old = opening.result.transaction(["drafts", "pages"], "readwrite");
                    for (const id of ["a", "b"]) {
                        old.objectStore("drafts").put({ user: 1, interview: 2, id, want: id });
                    }
                    old.objectStore("drafts").put({ user: 9, interview: 2, id: "c" });
                    old.objectStore("pages").put({ user: 1, interview: 2, startedAt: 5 });
                    old.oncomplete = () => { opening.result.close(); resolve(); };
                };
            });
            const { createStore } = await import("/static/js/recording/store.js");
            const store = createStore(1, 2);
            const slice = { recording: "r", number: 0, blob: new Blob(["sound"]) };
            await store.putSlice({ ...slice, number: 1 });
            await store.putSlice(slice);
            await store.putRecording({ id: "r" });
            const first = await store.firstSlice();
            await store.removeSlice("r", 0);
            return {
                drafts: (await store.drafts()).map(({ want }) => want),
                page: (await store.page()).startedAt,
                first: [first.number, await first.blob.text()],
                left: (await store.slices("r")).map(({ number }) => number),
                others: await createStore(1, 3).countSlices(),
                recordings: (await store.recordings()).map(({ id }) => id),
            };
        }"""
    )
    assert found == {
        "drafts": ["a", "b"],
        "page": 5,
        "first": [0, "sound"],
        "left": [1],
        "others": 0,
        "recordings": ["r"],
    }
