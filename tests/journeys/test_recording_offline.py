"""What is kept on a device, in a real browser: it goes on without a network, and goes when done."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from tests.factories.core import MembershipFactory
from tests.factories.interviews import InterviewFactory
from tests.journeys.conftest import session_cookie
from tests.journeys.recording import (
    assert_drafts,
    assert_shown,
    assert_waiting,
    loaded,
    texts,
    wait_for_status,
    wait_until_kept,
    write,
)
from tests.journeys.settling import wait_until

STORES = ["copies", "drafts", "pages", "recordings", "sound"]


@pytest.fixture
def recording(open_page, reviewer, url):
    """The recording page, kept for when there is no connection."""
    page = open_page(reviewer, offline=True)
    page.goto(url)
    wait_until_kept(page, url)
    loaded(page)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def leave(page):
    """Away from the recording page, although words wait."""
    page.goto("about:blank")


def kept_on(page):
    """All that the device holds: {store: number of records}, kept pages, and other storage."""
    return page.evaluate(
        """async () => {
            const names = (await caches.keys()).filter((name) => name !== "recording-files");
            const pages = [];
            for (const name of names) {
                const requests = await (await caches.open(name)).keys();
                pages.push(...requests.map(({ url }) => new URL(url).pathname));
            }
            const records = {};
            for (const { name } of await indexedDB.databases()) {
                const opened = await new Promise((resolve) => {
                    indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result);
                });
                for (const store of opened.objectStoreNames) {
                    records[store] = await new Promise((resolve) => {
                        const all = opened.transaction(store).objectStore(store).count();
                        all.onsuccess = () => resolve(all.result);
                    });
                }
                opened.close();
            }
            const others = localStorage.length + sessionStorage.length;
            return { records, pages: pages.sort(), others };
        }"""
    )


def wait_until_kept_is(page, paths=(), **records):
    """Until the device holds these and nothing else."""
    expected = {"records": dict.fromkeys(STORES, 0) | records, "pages": list(paths), "others": 0}
    wait_until(page, lambda: kept_on(page), expected)


def assert_waiting_list(page, *waits):
    place = page.get_by_role("region", name="Still only on this device")
    place.wait_for()
    wait_until(page, place.get_by_role("listitem").all_inner_texts, list(waits))


def sign_in(page, user):
    page.context.add_cookies([session_cookie(user, "http://localhost")])


def test_recording_goes_on_offline_after_a_reload(recording, interview, url, assert_accessible):
    page = recording
    write(page, "One", "Two", "Three")
    wait_for_status(page, "^Saved$")
    page.context.set_offline(True)
    write(page, "Four")
    page.keyboard.type("in mid-wo")
    wait_for_status(page, "Kept on this device, 2 waiting")
    assert_drafts(page, ["Four", "in mid-wo"])
    page.reload()
    assert_shown(page, ["One", "Two", "Three", "Four", "in mid-wo"])
    page.get_by_role("button", name="Edit segment 2").click()
    page.keyboard.type(", corrected")
    page.keyboard.press("Enter")
    write(page, "Two and a half")
    wait_for_status(page, "Kept on this device, 4 waiting")
    assert_drafts(page, ["Four", "in mid-wo", "Two, corrected", "Two and a half"])
    words = ["One", "Two, corrected", "Two and a half", "Three", "Four", "in mid-wo"]

    page.goto("/")  # what is not kept has a page that says so
    page.get_by_role("heading", name="You are offline").wait_for()
    assert_waiting_list(page, f"4 segments of {interview}, {interview.review}")
    links = page.get_by_role("link", name=re.compile("^Record interview"))
    assert [link.get_attribute("href") for link in links.all()] == [url]
    assert_accessible(page)
    links.press("Enter")
    assert_shown(page, words)
    page.context.set_offline(False)
    wait_for_status(page, "^Saved$")
    assert texts(interview) == words


def test_pages_of_today_and_tomorrow_are_kept_before_they_are_opened(
    open_page, reviewer, outsider, review
):
    def plan(number, days, user):
        at = timezone.now() + timedelta(days=days)
        InterviewFactory(
            review=review, number=number, status="planned", scheduled_at=at
        ).reviewers.set([user])
        return reverse("interviews:record", args=[review.slug, number])

    today, tomorrow = plan(1, 0, reviewer), plan(2, 1, reviewer)
    plan(3, 3, reviewer)
    plan(4, 0, outsider)
    page = open_page(reviewer, offline=True)
    wait_until_kept(page, tomorrow)
    assert page.evaluate("indexedDB.databases()") == []
    wait_until(page, lambda: kept_on(page)["pages"], [today, tomorrow])
    Session.objects.all().delete()
    page.goto(today)
    page.get_by_role("heading", name="Sign in").wait_for()
    page.context.set_offline(True)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(today)
    write(page, "In the basement")
    wait_for_status(page, "Kept on this device, 1 waiting")
    sign_in(page, reviewer)
    page.context.set_offline(False)
    wait_for_status(page, "^Saved$")
    assert texts(review.interviews.get(number=1)) == ["In the basement"]
    review.memberships.filter(user=reviewer).delete()
    assert page.goto(today).status == 404
    wait_until_kept_is(page)


def test_nothing_is_left_on_the_device_of_an_interview_that_has_ended(recording, interview, url):
    page = recording
    write(page, "All", "is saved")
    wait_for_status(page, "^Saved$")
    page.get_by_label("Pump-priming fund").check()
    wait_until_kept_is(page, [url], copies=2, pages=1)
    page.get_by_role("link", name="End interview").click()
    page.get_by_role("button", name="End interview").click()
    page.get_by_text("Interview 1 has ended").wait_for()
    wait_until_kept_is(page)
    assert texts(interview) == ["All", "is saved"]


def test_words_that_wait_are_named_before_signing_out_and_stay(
    recording, interview, reviewer, assert_accessible
):
    page, review = recording, interview.review
    url = reverse("interviews:record", args=[review.slug, 1])
    write(page, "Saved")
    wait_for_status(page, "^Saved$")
    page.context.set_offline(True)
    write(page, "Waits", "as well")
    wait_for_status(page, "Kept on this device, 2 waiting")
    assert_waiting(page, 2)
    leave(page)
    page.context.set_offline(False)
    waits = f"2 segments of {interview}, {review}"
    for path in (reverse("interviews:list", args=[review.slug]), "/"):
        page.goto(path)
        assert_waiting_list(page, waits)
        assert_accessible(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign out?").wait_for()
    assert_waiting_list(page, waits)
    assert_accessible(page)
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    wait_until_kept_is(page, drafts=2, pages=1)

    other = MembershipFactory(role="reviewer", review=review).user
    sign_in(page, other)
    page.goto("/")
    page.goto(url)
    loaded(page)
    assert_shown(page, ["Saved"])
    page.goto("/")
    assert not page.get_by_role("region", name="Still only on this device").is_visible()
    assert texts(interview) == ["Saved"]
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()

    sign_in(page, reviewer)
    page.goto("/")
    assert_waiting_list(page, waits)
    page.get_by_role("region", name="Still only on this device").get_by_role("link").click()
    wait_for_status(page, "^Saved$")
    assert texts(interview) == ["Saved", "Waits", "as well"]
    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    wait_until_kept_is(page)


def test_drafts_of_the_first_version_of_the_store_are_kept(open_page, reviewer):
    page = open_page(reviewer)
    page.goto("/")
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
