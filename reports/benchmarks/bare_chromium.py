"""The system's Chromium, told only where to go.

Playwright has the browser report every request and piece of a page, and reads the reports on the
same processors: that was 15 to 20 of some 140 ms in which a page opened. Here nothing is asked of
the browser until the page has said that it is there.
"""

import fcntl
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from reports.benchmarks.chromium import FLAGS, chromium_path
from reports.benchmarks.measuring import Failed

SIZE = (1280, 720)
# What Playwright starts its browser with that has to do with time: nothing else runs in it.
QUIET = (
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-breakpad",
    "--disable-component-extensions-with-background-pages",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-features=PaintHolding,Translate,OptimizationHints,MediaRouter,HttpsUpgrades",
    "--disable-hang-monitor",
    "--disable-ipc-flooding-protection",
    "--disable-renderer-backgrounding",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--metrics-recording-only",
    "--mute-audio",
)
PATIENCE = 5 * 60_000  # milliseconds that a page may take


@contextmanager
def bare_chromium() -> Iterator["Browser"]:
    """A browser over pipes, as `--remote-debugging-pipe` takes them: its 3 and 4. Raises Skipped
    where there is none.
    """
    path = chromium_path()
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        (theirs_in, ours_out), (ours_in, theirs_out) = _pipe(), _pipe()
        size = ",".join(map(str, SIZE))
        command = [path, "--headless", "--remote-debugging-pipe", f"--user-data-dir={profile}"]
        pid = os.posix_spawn(
            path,
            [*command, f"--window-size={size}", "--hide-scrollbars", *FLAGS, *QUIET],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, theirs_in, 3),
                (os.POSIX_SPAWN_DUP2, theirs_out, 4),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            yield Browser(ours_out, ours_in)
        finally:
            os.close(ours_out)  # without anybody at the other end it goes
            os.waitpid(pid, 0)
            os.close(ours_in)


def _pipe() -> list[int]:
    """A pipe whose ends are none of the first few numbers: the browser wants those for itself."""
    ends = os.pipe()
    found = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 10) for each in ends]
    for each in ends:
        os.close(each)
    return found


@dataclass
class Browser:
    """One question and its answer at a time; what it tells unasked is passed over."""

    out: int
    into: int
    n_asked: int = 0
    unread: bytes = b""

    def ask(self, method: str, session: str | None = None, **params) -> dict:
        """Raises Failed for an error, and when the browser is gone."""
        self.n_asked += 1
        question = {"id": self.n_asked, "method": method, "params": params}
        if session:
            question["sessionId"] = session
        os.write(self.out, json.dumps(question).encode() + b"\0")
        while (said := self._next()).get("id") != self.n_asked:
            pass
        if "error" in said:
            raise Failed(f"{method}: {said['error']['message']}")
        return said["result"]

    def _next(self) -> dict:
        while b"\0" not in self.unread:
            more = os.read(self.into, 65_536)
            if not more:
                raise Failed("Chromium ended")
            self.unread += more
        said, _, self.unread = self.unread.partition(b"\0")
        return json.loads(said)

    def visitor(self, address: str, cookies: dict[str, str], script: str) -> "Visitor":
        """Somebody with cookies for `address`, on whose pages `script` runs before all others."""
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        values = [{"name": name, "value": v, "url": address} for name, v in cookies.items()]
        self.ask("Storage.setCookies", browserContextId=context, cookies=values)
        return Visitor(self, context, address, script)


@dataclass
class Visitor:
    browser: Browser
    context: str
    address: str
    script: str

    def opened(self, path: str, *, before: str, rest: float, promise: str):
        """What `promise` of the page at `path` gives, opened in a tab that has shown the page at
        `before` for `rest` seconds. Raises Failed when it answers otherwise than with 200.
        """
        ask = self.browser.ask
        tab = ask("Target.createTarget", url="about:blank", browserContextId=self.context)
        session = ask("Target.attachToTarget", **tab, flatten=True)["sessionId"]
        ask("Page.enable", session)
        ask("Page.addScriptToEvaluateOnNewDocument", session, source=self.script)
        ask("Page.navigate", session, url=self.address + before)
        time.sleep(rest)
        ask("Page.navigate", session, url=self.address + path)
        status = "performance.getEntriesByType('navigation')[0].responseStatus"
        late = f"setTimeout(fail, {PATIENCE}, new Error('Nothing came of it'))"
        both = f"Promise.race([{promise}, new Promise((_, fail) => {late})])"
        found = self._value(session, both)
        if (code := self._value(session, status)) != 200:
            raise Failed(f"{path} answered {code}")
        ask("Target.closeTarget", **tab)
        return found

    def _value(self, session: str, expression: str):
        given = self.browser.ask(
            "Runtime.evaluate",
            session,
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in given:
            raise Failed(given["exceptionDetails"]["text"])
        return given["result"]["value"]
