"""Faults by chance, one after the other, on the real page, service worker and server: characters
in and characters out, by equality. The 500 made-up sequences are in test_recording_faults.py."""

import random
import re

import pytest
from django.contrib.sessions.models import Session

from interviews.models import Segment
from tests.journeys.conftest import session_cookie
from tests.journeys.recording import (
    assert_waiting,
    assert_words_on,
    drafts,
    kill_tab,
    ready,
    texts,
    wait_until_kept,
)
from tests.journeys.settling import wait_until

HOUR = 3_600_000  # ms
WORDS = ["ward", "don’t", "€5k", "🩺", "näher", "nurse,", "and then", "trial."]
CLOCK = "{ const { now } = Date; Date.now = () => now() + Number(localStorage.shift ?? 0); }"


class Writer:
    """Types, at a laptop where one thing after the other goes wrong. `texts`: what was typed."""

    def __init__(self, chance, context, server, user, url):
        self.chance, self.context, self.server = chance, context, server
        self.user, self.url = user, url
        self.texts = []
        self.is_in_line = False
        self.losing = 0  # answers that will be lost
        self.lost = 0
        self.sign_in()
        self.page = self.new_page()
        self.page.goto(url)
        wait_until_kept(self.page, url)
        self.wait_to_write()

    def new_page(self):
        page = self.context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        self.devtools = self.context.new_cdp_session(page)
        self.devtools.on("Fetch.requestPaused", self.lose_or_give)
        return page

    def lose_or_give(self, paused):
        """An answer of the server is here: the page gets it, or never hears of it."""
        is_save = paused["request"]["method"] == "PUT" and "responseStatusCode" in paused
        request = {"requestId": paused["requestId"]}
        if is_save and self.losing:
            self.losing -= 1
            self.lost += 1
            self.devtools.send("Fetch.failRequest", request | {"errorReason": "ConnectionReset"})
        else:
            self.devtools.send("Fetch.continueResponse", request)

    def wait_to_write(self):
        """The page is ready, and says what was typed before."""
        ready(self.page)
        assert_words_on(self.page, self.texts)
        self.is_in_line = False

    def open(self):
        """The page again, as after a reload or in a new tab. Whoever is signed out signs in."""
        if self.page.url.split("?")[0] != self.server.url + self.url:
            self.page.get_by_role("heading", name="Sign in").wait_for()
            self.sign_in()
            self.page.goto(self.url)
        self.wait_to_write()

    # --- What the writer does

    def type(self):
        words = f"{self.chance.choice(WORDS)} {len(''.join(self.texts))}"
        if self.is_in_line:
            self.texts[-1] += words
        else:
            self.texts.append(words)
            self.is_in_line = True
        self.page.keyboard.type(words)

    def press_enter(self):
        if self.is_in_line:
            self.page.keyboard.press("Enter")
            self.is_in_line = False

    def correct(self):
        """Goes back to a line, adds to it, goes on at the end."""
        if self.texts:
            place = self.chance.randrange(len(self.texts))
            if not (self.is_in_line and place == len(self.texts) - 1):
                name = f"Edit segment {place + 1}"
                self.page.get_by_role("button", name=name, exact=True).click()
            self.page.keyboard.type(" (sic)")
            self.page.keyboard.press("Escape")
            self.texts[place] += " (sic)"
            self.is_in_line = False

    def go_on(self):
        for _ in range(self.chance.randint(1, 3)):
            self.chance.choice([self.type, self.type, self.press_enter, self.correct])()
        if self.chance.random() < 0.3:
            self.page.keyboard.press("Control+s")  # so that something is on its way

    # --- What strikes

    def go_offline(self):
        self.context.set_offline(True)

    def go_online(self):
        self.context.set_offline(False)

    def reload(self):
        self.page.reload()
        self.open()

    def not_kept(self):
        """What neither the device nor the server has of what was typed."""
        stored = Segment.objects.values_list("text", flat=True)
        return set(self.texts) - {*drafts(self.page), *stored}

    def crash(self):
        """In a moment all is on the device; a crash after that takes nothing."""
        wait_until(self.page, self.not_kept, set())
        kill_tab(self.page)
        self.page.close()
        self.page = self.new_page()
        self.page.goto(self.url)
        self.open()

    def kill_server(self):
        self.server.kill()

    def start_server(self):
        if not self.server.process:
            self.server.start()

    def lose_answers(self):
        self.losing = self.chance.randint(1, 2)
        pattern = {"urlPattern": "*/segments/*", "requestStage": "Response"}
        self.devtools.send("Fetch.enable", {"patterns": [pattern]})

    def sign_out(self):
        Session.objects.all().delete()

    def sign_in(self):
        self.context.add_cookies([session_cookie(self.user, self.server.url)])

    def put_clock_off(self):
        self.page.evaluate(
            "shift => localStorage.setItem('shift', shift)", self.chance.choice([-HOUR, 0, HOUR])
        )

    def pause(self):
        self.page.wait_for_timeout(self.chance.choice([50, 250, 1_200]))

    def all_is_well_again(self):
        self.losing = 0
        self.go_online()
        self.start_server()
        self.sign_in()

        def is_saved():
            # What was asked before signing in may be answered after it, and sign out again.
            if self.says("You are signed out"):
                print("signs in again")
                self.sign_in()
            self.page.keyboard.press("Control+s")
            return self.says("^(Saved|Ready)$")

        wait_until(self.page, is_saved, True)

    def says(self, words):
        status = self.page.locator("[data-status-title], [data-status-words]")
        return status.filter(has_text=re.compile(words)).count() > 0


FAULTS = [
    Writer.go_offline,
    Writer.go_online,
    Writer.reload,
    Writer.crash,
    Writer.kill_server,
    Writer.start_server,
    Writer.lose_answers,
    Writer.sign_out,
    Writer.sign_in,
    Writer.put_clock_off,
    Writer.pause,
]


@pytest.fixture
def context(browser, server):
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(30_000)
    context.add_init_script(CLOCK)
    yield context
    context.close()


@pytest.fixture
def writer(seed, context, server, reviewer, url):
    return Writer(random.Random(seed), context, server, reviewer, url)


@pytest.mark.parametrize("seed", range(1, 7))
def test_everything_typed_arrives_once_and_in_order_whatever_strikes(writer, interview):
    """Each fault strikes at least once, in an order by chance from the seed."""
    for strike in writer.chance.sample(FAULTS, len(FAULTS)):
        writer.go_on()
        print(strike.__name__)  # shown when the test fails
        strike(writer)
    writer.go_on()
    writer.all_is_well_again()
    page = writer.page
    assert texts(interview) == writer.texts
    assert_words_on(page, writer.texts)
    assert_waiting(page, 0)
    for segment in Segment.objects.all():
        versions = list(segment.versions.values_list("text", "kind", "deleted"))
        assert len(set(versions)) == len(versions)
