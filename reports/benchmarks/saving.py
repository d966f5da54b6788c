"""Fifty reviewers typing at once: how long a save takes beside a plain page, and is all kept?

Every reviewer saves a segment every two seconds, asks for what others changed as often, and opens
a page now and then; all of it over HTTP, from this process, against the product as it is run.
"""

import json
import threading
import time
import uuid
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from http.client import HTTPException
from statistics import median

from reports.benchmarks.client import Client
from reports.benchmarks.measuring import Failed, Measured, percentile, readable
from reports.benchmarks.product import Product, embedded_product, served_product

REVIEWERS = 50
SECONDS = 60
EVERY = 2.0  # seconds between two saves of one reviewer
VERSIONS = 5  # saves of a segment before the next one is begun
PAGE_EVERY = 3  # saves for each page that is opened
WORDS = "and then we ring the other ward to hear how they did it – "


def saving_embedded() -> list[Measured]:
    return [_measure("saving, SQLite", embedded_product())]


def saving_served() -> list[Measured]:
    return [_measure("saving, PostgreSQL", served_product())]


@dataclass
class Found:
    """Seconds of each request by its kind; what was answered to have been saved; what failed."""

    seconds: dict[str, list[float]] = field(
        default_factory=lambda: {"save": [], "poll": [], "page": []}
    )
    saved: dict[str, list[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def _measure(what: str, start: AbstractContextManager[Product]) -> Measured:
    with start as product:
        reviewers = product.rows(f"make_reviewers({REVIEWERS})")
        everyone = [Found() for _ in reviewers]
        _warm_up(product.port, reviewers)
        begin = time.monotonic() + 1
        threads = [
            threading.Thread(target=_work, args=(product.port, reviewer, number, begin, found))
            for number, (reviewer, found) in enumerate(zip(reviewers, everyone, strict=True))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = product.rows("kept_texts()")
    failures = [failure for found in everyone for failure in found.failures]
    if failures:
        raise Failed(f"{what}: {len(failures)} requests failed, the first: {failures[0]}")
    saved = {segment: texts for found in everyone for segment, texts in found.saved.items()}
    if kept != saved:
        wrong = [each for each in kept.keys() | saved.keys() if kept.get(each) != saved.get(each)]
        raise Failed(f"{what}: {len(wrong)} of {len(saved)} segments are not as they were saved")
    return _result(what, everyone, saved)


def _result(what: str, everyone: list[Found], saved: dict[str, list[str]]) -> Measured:
    saves, polls, pages = (
        [seconds for found in everyone for seconds in found.seconds[kind]]
        for kind in ("save", "poll", "page")
    )
    characters = sum(len(text) for texts in saved.values() for text in texts)
    return Measured(
        what=f"{what}, 95th percentile",
        size=f"{len(saves):,} saves by {REVIEWERS} reviewers in {SECONDS} s, {characters:,} "
        "characters in and out",
        ours=percentile(saves, 95),
        compared_with=f"a plain page in the same load (n = {len(pages)})",
        theirs=percentile(pages, 95),
        note=f"medians {readable(median(saves))} and {readable(median(pages))}; asking for changes "
        f"{readable(percentile(polls, 95))} (n = {len(polls):,})",
    )


def _warm_up(port: int, reviewers: list[dict]) -> None:
    """What a server does once a process is not what is measured."""
    for reviewer in reviewers[:20]:
        with closing(Client(port, reviewer["session"])) as client:
            client.ask("GET", reviewer["interviews"])
            client.ask("GET", reviewer["segments"])


def _work(port: int, reviewer: dict, number: int, begin: float, found: Found) -> None:
    """One reviewer for a minute."""
    begin += number * EVERY / REVIEWERS  # they did not start together
    revision, segment, before = "", None, None
    with closing(Client(port, reviewer["session"])) as client:
        for turn in range(round(SECONDS / EVERY)):
            at = begin + turn * EVERY
            if turn % VERSIONS == 0:
                before, segment = segment, str(uuid.uuid4())
            _wait_until(at)
            _save(client, found, reviewer, turn, segment=segment, after=before)
            _wait_until(at + EVERY / 3)
            changes = f"{reviewer['segments']}?since={revision}"
            if answer := _ask(client, found, "poll", "GET", changes):
                revision = json.loads(answer)["revision"]
            if (turn + number) % PAGE_EVERY == 0:
                _wait_until(at + EVERY * 2 / 3)
                _ask(client, found, "page", "GET", reviewer["interviews"])


def _save(client: Client, found: Found, reviewer: dict, turn: int, *, segment, after) -> None:
    """Send the segment's next words."""
    texts = found.saved.setdefault(segment, [])
    text = f"{turn}: " + WORDS * (turn % VERSIONS + 1)
    body = {
        "author": reviewer["user"],
        "base": len(texts),
        "kind": "speech",
        "stage": "",
        "speaker": "P01",
        "text": text,
        "after": after,
        "elapsed_ms": round(turn * EVERY * 1000),
    }
    path = f"{reviewer['segments']}{segment}/"
    if _ask(client, found, "save", "PUT", path, json.dumps(body).encode()):
        texts.append(text)


def _ask(client: Client, found: Found, kind: str, *request) -> bytes | None:
    """The body of a 200, its time noted; None for what failed, noted too."""
    started = time.perf_counter()
    try:
        status, answer = client.ask(*request)
    except (OSError, HTTPException) as error:
        found.failures.append(f"{kind}: {error!r}")
        return None
    found.seconds[kind].append(time.perf_counter() - started)
    if status == 200:
        return answer
    found.failures.append(f"{kind}: {status} {answer[:200]!r}")
    return None


def _wait_until(moment: float) -> None:
    time.sleep(max(0, moment - time.monotonic()))
