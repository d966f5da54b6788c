"""A real browser, a real server and a real worker on the test's own database."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from adoption_reviews.running.commands import worker_command
from interviews.models import Interview
from tests.factories.interviews import InterviewFactory
from tests.journeys.recording import loaded
from tests.journeys.servers import KillableServer
from tests.journeys.settling import resize

# Playwright's loop runs in this thread; Django would refuse to touch the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# Django's test server sends heads and bodies apart, and each body would wait 40 ms for a receipt.
WSGIRequestHandler.disable_nagle_algorithm = True

PATIENCE = 60_000  # ms: a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)

PASSWORD = "correct-horse-battery"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
# What is in order is left out: bringing it over from the browser would take as long as finding it.
# No rule that is on reads the style sheets, which axe would fetch and parse for itself.
FIND_VIOLATIONS = """axe.run({ resultTypes: ["violations"], preload: { assets: ["media"] } })
    .then((found) => found.violations)"""
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


def chromium_path() -> str | None:
    """Chromium without windows where there is one: it opens a page with a third of the work."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def scikit_learn():
    """Loaded. On a busy machine the first page that needs it would wait for that too long."""
    import_module("sklearn.feature_extraction.text")
    import_module("sklearn.preprocessing")


@pytest.fixture
def open_page(browser, live_server, transactional_db):
    """A function: a page in which `user` is signed in on the real server; it shows nothing yet.

    With `by_hand` they sign in on the sign-in page; otherwise a session is handed to the browser,
    which saves two seconds a test. Either way the password is PASSWORD. A service worker, which
    keeps requests from `page.route`, is let in with `offline`: it comes with the start page.
    """
    contexts = []

    def open_as(user, viewport=WIDE, *, by_hand=False, offline=False):
        user.password = make_password(PASSWORD)
        user.save()
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            accept_downloads=True,
            service_workers="allow" if offline else "block",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "console",
            lambda said: page.faults.append(said.text) if "Content Security" in said.text else None,
        )
        if by_hand:
            page.goto("/account/login/")
            page.get_by_label("E-mail address").fill(user.email)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{live_server.url}/")
        else:
            context.add_cookies([session_cookie(user, live_server.url)])
            if offline:
                page.goto("/")
        return page

    yield open_as
    faults = [fault for context in contexts for page in context.pages for fault in page.faults]
    for context in contexts:
        context.close()
    assert faults == []


def session_cookie(user, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def worker_environment() -> dict[str, str]:
    """What makes another process use this test run's database, broker and files."""
    environment = {**os.environ, "DATA_DIR": str(settings.DATA_DIR)}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    name = str(connection.settings_dict["NAME"])
    if settings.SERVED:
        parts = urlsplit(os.environ["DATABASE_URL"])
        environment["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
        environment["REDIS_URL"] = settings.REDIS_URL
    else:
        environment["SQLITE_NAME"] = name.rsplit("/", 1)[-1]
    return environment


@pytest.fixture
def worker(transactional_db, tmp_path):
    """A Celery worker with the sweep, as `make run` starts it, gone at the end of the test."""
    log = tmp_path / "worker.log"
    command = worker_command(tmp_path / "schedule")
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            env=worker_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 180
        while "ready." not in log.read_text():
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # asked to end, it would think for seconds
        process.wait()


@pytest.fixture(scope="session")
def static_root():
    """The static files as production serves them: under names with a hash, modules too.

    Collected by one process of the run for all; nobody writes there.
    """
    run = Path(os.environ["TEST_RUN_DIR"])
    root, new = run / "static", run / "static.new"
    environment = {**os.environ, "STATIC_ROOT": str(new)}
    environment["DJANGO_SETTINGS_MODULE"] = "adoption_reviews.settings"
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    with (run / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=True)
            new.rename(root)
    return root


@pytest.fixture
def server(transactional_db, static_root, tmp_path):
    """A server that can be killed, started."""
    environment = worker_environment() | {
        "DJANGO_SETTINGS_MODULE": "adoption_reviews.settings",
        "STATIC_ROOT": str(static_root),
        "HTTPS": "false",
        "ALLOWED_HOSTS": "localhost",
        "LOG_LEVEL": "WARNING",
    }
    server = KillableServer(environment, tmp_path / "web.log")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def assert_accessible():
    """A function: axe finds nothing on `page` at 1280 and at 320 px, and it does not scroll
    sideways."""

    def check(page):
        for viewport in (WIDE, NARROW):
            resize(page, viewport)
            if not page.evaluate("Boolean(window.axe)"):
                page.evaluate(AXE_SCRIPT)
            found = page.evaluate(FIND_VIOLATIONS)
            assert [
                (page.url, viewport["width"], each["id"], each["nodes"][0]["html"])
                for each in found
            ] == []
            assert (
                page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                == 0
            ), f"{page.url} scrolls sideways at {viewport['width']} px"
        resize(page, WIDE)

    return check


@pytest.fixture
def interview(review):
    """A planned interview with P07; journeys that need another have their own."""
    return InterviewFactory(
        review=review, number=1, status=Interview.Status.PLANNED, participants__pseudonym="P07"
    )


@pytest.fixture
def url(interview):
    """Where the interview is recorded."""
    return reverse("interviews:record", args=[interview.review.slug, interview.number])


@pytest.fixture
def recording(open_page, reviewer, url):
    """The recording page, the keyboard in an empty segment."""
    page = open_page(reviewer)
    page.goto(url)
    loaded(page)
    return page


@pytest.fixture
def two(open_page, reviewer, colleague, url):
    """Two reviewers' recording pages of the interview, each in a browser of their own."""
    pages = open_page(reviewer), open_page(colleague)
    for page in pages:
        page.goto(url)
        loaded(page)
    pages[0].locator("[data-here]", has_text="Carys Penhale").wait_for()
    return pages
