"""Many people at work at once, each in a thread with a connection of their own."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException

from reports.benchmarks.client import Client
from reports.benchmarks.measuring import Failed


@dataclass
class Found:
    """One person's requests: seconds of each by its kind, and what failed."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)

    def ask(self, client: Client, kind: str, *request) -> bytes | None:
        """The body of a 200, its time noted; None for what failed, noted too."""
        started = time.perf_counter()
        try:
            status, answer = client.ask(*request)
        except (OSError, HTTPException) as error:
            self.failures.append(f"{kind}: {error!r}")
            return None
        self.seconds[kind].append(time.perf_counter() - started)
        if status == 200:
            return answer
        self.failures.append(f"{kind}: {status} {answer[:200]!r}")
        return None


def at_once(what: str, works: Sequence[Callable[[Found, float], None]]) -> dict[str, list[float]]:
    """Let everybody work, each with a `Found` and the moment to begin: seconds by kind of request.

    Raises Failed when a request failed.
    """
    everyone = [Found() for _ in works]
    begin = time.monotonic() + 1
    threads = [
        threading.Thread(target=work, args=(found, begin))
        for work, found in zip(works, everyone, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failures = [failure for found in everyone for failure in found.failures]
    if failures:
        raise Failed(f"{what}: {len(failures)} requests failed, the first: {failures[0]}")
    kinds = {kind for found in everyone for kind in found.seconds}
    return {kind: [each for found in everyone for each in found.seconds[kind]] for kind in kinds}


def wait_until(moment: float) -> None:
    time.sleep(max(0, moment - time.monotonic()))
