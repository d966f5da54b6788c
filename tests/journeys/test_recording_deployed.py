"""A new version is deployed while a device keeps the recording page: no page is of both."""

import json
import shutil

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from adoption_reviews.static_storage import StaticStorage
from tests.journeys.conftest import session_cookie
from tests.journeys.recording import (
    assert_shown,
    assert_waiting,
    assert_words_on,
    loaded,
    ready,
    texts,
    wait_for_status,
    wait_until_kept,
    write,
)
from tests.journeys.settling import settle, wait_until

CHANGED = "js/recording/merge.js"  # three modules import it; theirs and the page's hash change too


class Release(ManifestStaticFilesStorage):
    support_js_module_import_aggregation = StaticStorage.support_js_module_import_aggregation


def names_in(root):
    """{file: the name with a hash that it is served under}"""
    return json.loads((root / "staticfiles.json").read_text())["paths"]


@pytest.fixture
def roots(static_root, tmp_path):
    """The static files of this version, and of the next: it differs in one module, and has nothing
    under the names that only this one's files have."""
    root = tmp_path / "next"
    for name in names_in(static_root):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(static_root / name, root / name)
    with (root / CHANGED).open("a") as module:
        module.write("globalThis.isNextVersion = true;\n")
    release = Release(location=root, base_url="/static/")
    for name, _, problem in release.post_process({n: (release, n) for n in names_in(static_root)}):
        assert not isinstance(problem, Exception), name
    return static_root, root


@pytest.fixture
def page(browser, server, reviewer):
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(30_000)
    context.add_cookies([session_cookie(reviewer, server.url)])
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()
    assert page.faults == []


def files_of(page):
    """The static files that this page was made of, as it asked for them."""
    prefix = "/static/"
    addresses = page.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"
    )
    return {path.removeprefix(prefix) for path in addresses if path.startswith(prefix)}


def assert_files_of(page, files):
    """What it is made of is asked for as the page needs it."""
    ready(page)
    wait_until(page, lambda: files_of(page), files)


def wait_until_kept_with(page, url, name):
    """Until the page kept for when there is no connection names the file."""
    match = "async (url) => (await caches.match(url, { ignoreVary: true })).text()"
    wait_until(page, lambda: name in page.evaluate(match, url), True)


def reload_offline(page):
    """What the browser's own cache has by chance does not help."""
    page.context.set_offline(True)
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.reload()


def test_page_is_of_one_version_before_and_after_the_next_is_deployed(
    page, server, roots, interview, url
):
    ours, theirs = map(names_in, roots)
    changed = {name for name in ours if ours[name] != theirs[name]}
    assert {CHANGED, "js/recording/outbox.js", "js/recording/page.js"} <= changed

    def is_next():
        return page.evaluate("globalThis.isNextVersion === true")

    page.goto(url)
    wait_until_kept(page, url)
    loaded(page)
    settle(page)
    files = {name: file for file, name in ours.items()}
    used = {files[name] for name in files_of(page)}
    assert {CHANGED, "js/recording/page.js"} <= used
    write(page, "With the first version")
    wait_for_status(page, "^Saved$")

    server.kill()
    server.start(STATIC_ROOT=str(roots[1]))
    reload_offline(page)
    assert_files_of(page, {ours[file] for file in used})
    assert not is_next()
    write(page, "Offline, with the first")
    wait_for_status(page, "Kept on this device, 1 waiting")

    page.context.set_offline(False)
    page.reload()
    assert_files_of(page, {theirs[file] for file in used})
    assert is_next()
    wait_until_kept_with(page, url, theirs["js/recording/page.js"])
    write(page, "With the next")
    wait_for_status(page, "^Saved$")

    reload_offline(page)
    assert_files_of(page, {theirs[file] for file in used})
    assert is_next()
    write(page, "Offline, with the next")
    wait_for_status(page, "Kept on this device, 1 waiting")
    lines = [
        "With the first version",
        "Offline, with the first",
        "With the next",
        "Offline, with the next",
    ]
    assert_words_on(page, lines)
    page.context.set_offline(False)
    wait_for_status(page, "^Saved$")
    assert texts(interview) == lines
    assert_shown(page, lines)
    assert_waiting(page, 0)
