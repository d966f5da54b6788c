"""What is typed survives faults: characters in and characters out, by equality."""

import os
import random
import re
import shutil
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from interviews.models import Segment
from tests.journeys.conftest import CHROMIUM_FLAGS, session_cookie
from tests.journeys.recording import (
    assert_drafts,
    assert_shown,
    assert_waiting,
    drafts,
    kill_tab,
    loaded,
    texts,
    wait_for_status,
    wait_until_kept,
    write,
)
from tests.journeys.settling import wait_until

EXECUTABLE = shutil.which("chromium") or shutil.which("chromium-browser")
HERE = Path(__file__).parent / "faults"


@pytest.fixture
def recording(recording):
    """The page may be left while words wait."""
    recording.on("dialog", lambda dialog: dialog.accept())
    return recording


def assert_all_there_once(interview, lines):
    """The server has these segments and no others, each version once."""
    assert texts(interview) == lines
    for segment in Segment.objects.all():
        versions = list(segment.versions.values_list("text", "kind", "deleted"))
        assert len(set(versions)) == len(versions)


TYPE_FAST = """async ([words, pause]) => {
    for (const word of words) {
        document.execCommand("insertText", false, word);
        await new Promise((resolve) => setTimeout(resolve, pause));
    }
}"""


def test_ten_minutes_of_typing_without_a_network(recording, interview):
    """1,000 words in 20 segments, as 100 words a minute make, as fast as the page takes them."""
    page = recording
    lines = [
        "".join(
            f"{word}-{line}{end}" for word, end in zip(range(50), "  .,é€🩺’" * 7, strict=False)
        )
        for line in range(20)
    ]
    page.context.set_offline(True)
    for line in lines:
        page.locator("textarea:focus").wait_for()
        page.evaluate(TYPE_FAST, [re.findall(r".+?\D(?=\d|$)", line), 0])
        page.keyboard.press("Enter")
    wait_for_status(page, "Kept on this device, 20 waiting")
    assert_drafts(page, lines)
    assert texts(interview) == []
    page.context.set_offline(False)
    wait_for_status(page, "^Saved$", timeout=60_000)
    assert_all_there_once(interview, lines)
    assert_waiting(page, 0)
    assert sum(map(len, texts(interview))) == sum(map(len, lines))


@pytest.fixture
def laptop(browser, server, tmp_path):
    """A function: open the laptop's own browser, whose profile outlives it."""
    opened = []

    def open_laptop():
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=EXECUTABLE,
            args=CHROMIUM_FLAGS,
            base_url=server.url,
        )
        context.set_default_timeout(30_000)
        opened.append(context)
        page = context.pages[0]
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    yield open_laptop
    for context in opened:
        context.close()


def test_laptop_goes_on_while_the_server_is_killed_and_it_is_closed(
    laptop, server, interview, reviewer, url
):
    """kill -9 in mid-save, twice; browser closed and opened again while nothing answers."""
    page = laptop()
    page.context.add_cookies([session_cookie(reviewer, server.url)])
    page.goto(url)
    wait_until_kept(page, url)
    loaded(page)
    lines = [f"Line {number}, typed while it was killed 🩺" for number in range(9)]
    for place, line in enumerate(lines[:6]):
        page.keyboard.type(line, delay=15)
        page.keyboard.press("Enter")
        if place in (1, 3):
            page.keyboard.press("Control+s")
            server.kill()
        if place == 2:
            server.start()
    wait_for_status(page, "Kept on this device", timeout=30_000)
    page.keyboard.type(lines[6])
    wait_until(page, lambda: drafts(page)[-1:], [lines[6]])
    page.context.close()

    page = laptop()
    page.goto(url)
    assert_shown(page, lines[:7])
    write(page, lines[7])
    wait_until(page, lambda: drafts(page)[-1:], [lines[7]])
    page.reload()
    assert_shown(page, lines[:8])
    write(page, lines[8])
    server.start()
    page.keyboard.press("Control+s")
    # The session went with the browser.
    page.get_by_text("You are signed out. Sign in to send the words.").first.wait_for()
    page.context.add_cookies([session_cookie(reviewer, server.url)])
    page.keyboard.press("Control+s")
    wait_for_status(page, "^Saved$", timeout=30_000)
    assert_all_there_once(interview, lines)
    assert_waiting(page, 0)


def test_tab_killed_in_mid_word(recording, interview, url):
    page = recording
    page.route("**/segments/**", lambda route: route.abort())
    write(page, "The first line")
    page.keyboard.type("and then in mid-wo")
    assert_drafts(page, ["The first line", "and then in mid-wo"])
    page.keyboard.type("rd")
    kill_tab(page)
    again = page.context.new_page()
    again.faults = []
    again.goto(url)
    wait_for_status(again, "^Saved$")
    first, second = texts(interview)
    assert first == "The first line"
    assert second in [f"and then in mid-wo{more}" for more in ("", "r", "rd")]


def marks_of(page, interview, lines) -> list[int]:
    """Time marks of the lines once they are sent, in milliseconds; none before an earlier one."""
    page.unroute("**/segments/**")
    page.keyboard.press("Control+s")
    wait_for_status(page, "^Saved$")
    assert_all_there_once(interview, lines)
    marks = list(interview.segments.values_list("start_ms", flat=True))
    assert marks == sorted(marks)
    return marks


def test_times_and_order_are_right_with_a_wrong_clock(open_page, reviewer, interview, url):
    """An hour ahead from the start, put back by two in the middle, and on again after a reload."""
    page = open_page(reviewer)
    page.on("dialog", lambda dialog: dialog.accept())
    page.add_init_script(
        """{
            const { now } = Date;
            const shift = () => Number(sessionStorage.getItem("shift") ?? 3_600_000);
            Date.now = () => now() + shift();
        }"""
    )
    page.goto(url)
    started = time.monotonic()
    write(page, "An hour ahead")
    wait_for_status(page, "^Saved$")
    page.route("**/segments/**", lambda route: route.abort())
    page.evaluate("sessionStorage.setItem('shift', -3_600_000)")
    write(page, "An hour behind")
    wait_for_status(page, "Kept on this device, 1 waiting")
    assert_waiting(page, 1)
    page.reload()
    assert_shown(page, ["An hour ahead", "An hour behind"])
    page.evaluate("sessionStorage.setItem('shift', 3_600_000)")
    write(page, "Ahead again")
    wait_for_status(page, "Kept on this device, 2 waiting")
    took = (time.monotonic() - started) * 1_000
    marks = marks_of(page, interview, ["An hour ahead", "An hour behind", "Ahead again"])
    assert marks[0] >= 0 and marks[-1] <= took
    interview.refresh_from_db()
    assert abs(timezone.now() - interview.started_at) < timedelta(milliseconds=took + 60_000)


def test_time_marks_run_on_where_the_device_lost_its_note_of_the_clock(recording, interview):
    """A page that goes may take along what it was about to write of the clock."""
    page = recording
    page.evaluate(
        """() => {
            const { put } = IDBObjectStore.prototype;
            IDBObjectStore.prototype.put = function (...values) {
                if (this.name === "pages") {
                    throw new DOMException("", "AbortError");
                }
                return put.apply(this, values);
            };
        }"""
    )
    page.route("**/segments/**", lambda route: route.abort())
    write(page, "First")
    page.wait_for_timeout(1_500)
    write(page, "Second, a while later")
    wait_for_status(page, "Kept on this device, 2 waiting")
    assert_waiting(page, 2)
    page.reload()
    assert_shown(page, ["First", "Second, a while later"])
    write(page, "Third")
    wait_for_status(page, "Kept on this device, 3 waiting")
    marks_of(page, interview, ["First", "Second, a while later", "Third"])


def test_full_device_warns_before_words_are_lost_and_takes_them_when_there_is_room(
    recording, interview
):
    """IndexedDB refuses as a full one does; the browser offers no way to fill it in a test."""
    page = recording
    page.route("**/segments/**", lambda route: route.abort())
    write(page, "Kept")
    wait_for_status(page, "Kept on this device, 1 waiting")
    assert_drafts(page, ["Kept"])
    page.evaluate(
        """() => {
            const { put } = IDBObjectStore.prototype;
            window.makeRoom = () => { IDBObjectStore.prototype.put = put; };
            IDBObjectStore.prototype.put = function () {
                this.transaction.abort();
                throw new DOMException("no room", "QuotaExceededError");
            };
        }"""
    )
    long = "a long answer, " * 1_000
    page.keyboard.insert_text(long)
    wait_for_status(page, "Not kept on this device")
    page.get_by_text("its storage is full").first.wait_for()
    assert drafts(page) == ["Kept"]
    page.evaluate("makeRoom()")
    wait_for_status(page, "Kept on this device, 2 waiting")
    assert_drafts(page, ["Kept", long])
    page.unroute("**/segments/**")
    page.keyboard.press("Control+s")
    wait_for_status(page, "^Saved$")
    assert_all_there_once(interview, ["Kept", long])


def test_little_room_is_said_before_there_is_none(recording):
    page = recording
    page.add_init_script(
        "StorageManager.prototype.estimate = async () => ({ quota: 90e6, usage: 9e6 });"
    )
    page.reload()
    loaded(page)
    expect(page.get_by_text("Little room is left on this device.")).to_be_hidden()
    page.add_init_script(
        "StorageManager.prototype.estimate = async () => ({ quota: 90e6, usage: 60e6 });"
    )
    page.reload()
    page.get_by_text("Little room is left on this device.").wait_for()


@pytest.fixture
def run_sequences(open_page, reviewer, url):
    """A function: run sequences of faults with these seeds; what went wrong, a text each."""
    page = open_page(reviewer)
    recording = page.request.get(url).text()

    def serve(route):
        name = route.request.url.rsplit("/", 1)[-1]
        kind = "text/javascript" if name else "text/html"
        start = "<!doctype html><body><script type=module src=/faults/host.js></script></body>"
        body = (HERE / name).read_text() if name else start
        route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")

    page.route("**/faults/*", serve)
    page.goto("/faults/")
    wait_until(page, lambda: page.evaluate("Boolean(window.faults)"), True)

    def run(seeds, at_once=4, breaks=()):
        return page.evaluate(
            "given => faults.run(given)",
            {
                "recording": recording,
                "seeds": list(seeds),
                "atOnce": at_once,
                "breaks": list(breaks),
            },
        )

    run.page = page
    return run


def test_nothing_typed_is_lost_in_random_sequences_of_faults(run_sequences):
    """A writer types, goes back, corrects, deletes; meanwhile, by chance from a seed: offline,
    online, signed out and in, requests and answers lost, slow or answered with 5xx (some after the
    server stored), the clock an hour off, reload, crash, a second tab that takes over.

    Real: the product's page (template and every module), the browser's IndexedDB, locks and
    frames. Made up, so that hundreds take seconds: time; the network; the server, whose rules are
    held against the real one's below; tabs are frames, a crash takes its frame away; no layout.
    FAULTS says how many: .ci/run runs 500. One seed again: FAULTS_SEED=17 FAULTS=1.
    """
    first, many = int(os.environ.get("FAULTS_SEED", "1")), int(os.environ.get("FAULTS", "40"))
    results = run_sequences(range(first, first + many))
    wrong = [each["wrong"] for each in results if each["wrong"]]
    assert not wrong, "\n\n".join(wrong)
    assert [(each["seed"], each["stored"]) for each in results] == [
        (each["seed"], each["typed"]) for each in results
    ]
    assert len(results) == many


def test_the_made_up_server_has_the_rules_of_the_real_one(
    run_sequences, interview, reviewer, signed_in
):
    """The same saves, by chance, to both: the same answers and the same transcript."""
    chance, client = random.Random(1), signed_in(reviewer)
    ids = [str(uuid4()) for _ in range(4)]
    saves = []
    for _ in range(80):
        values = {
            "author": reviewer.pk,
            "base": chance.randint(0, 3),
            "kind": "speech",
            "stage": "",
            "speaker": "P07",
            "text": chance.choice(["one", "two", "two\r\nlines"]),
            "deleted": chance.random() < 0.2,
            "after": chance.choice([None, *ids]),
        }
        saves.append([chance.choice(ids), values])
    path = reverse("interviews:segments", args=[interview.review.slug, 1])
    real = []
    for segment, values in saves:
        answer = client.put(f"{path}{segment}/", values, content_type="application/json")
        real.append([answer.status_code, told(answer.json())])
    made_up = run_sequences.page.evaluate(
        """async ([user, path, saves]) => {
            const { createServer } = await import("/faults/server.js");
            const server = createServer(user);
            const answers = saves.map(([id, values]) =>
                server.answer("PUT", `${path}${id}/`, JSON.stringify(values)));
            return { answers, texts: server.texts() };
        }""",
        [reviewer.pk, path, saves],
    )
    assert [[status, told(data)] for status, data in made_up["answers"]] == real
    assert made_up["texts"] == texts(interview)


def told(data):
    """Of an answer, what the page goes by."""
    segment = data.get("theirs", data)
    names = ("id", "version", "position", "text", "deleted", "revision")
    return [data.get("saved"), *(segment[name] for name in names)]
