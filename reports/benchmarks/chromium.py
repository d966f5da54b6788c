"""The system's Chromium, for benchmarks of pages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from reports.benchmarks.measuring import Skipped

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def chromium_path() -> str:
    """Raises Skipped where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        raise Skipped("needs Chromium, as `make test` does")
    return path


@contextmanager
def chromium() -> Iterator:
    """A browser of Playwright. Raises Skipped where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Skipped("needs the packages of `make test`") from None
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
