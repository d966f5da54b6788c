"""Fifty reviewers typing at once: how long a save takes beside a plain page, and is all kept?

Every reviewer saves a segment every two seconds, asks for what others changed as often, and opens
a page now and then; all of it over HTTP, from this process, against the product as it is run.
"""

import json
import uuid
from contextlib import AbstractContextManager, closing
from functools import partial
from statistics import median

from reports.benchmarks.client import Client
from reports.benchmarks.load import Found, at_once, wait_until
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


def _measure(what: str, start: AbstractContextManager[Product]) -> Measured:
    saved: dict[str, list[str]] = {}  # by segment, what was answered to have been saved
    with start as product:
        reviewers = product.rows(f"make_reviewers({REVIEWERS})")
        _warm_up(product.port, reviewers)
        seconds = at_once(
            what,
            [
                partial(_work, port=product.port, reviewer=reviewer, number=number, saved=saved)
                for number, reviewer in enumerate(reviewers)
            ],
        )
        kept = product.rows("kept_texts()")
    if kept != saved:
        wrong = [each for each in kept.keys() | saved.keys() if kept.get(each) != saved.get(each)]
        raise Failed(f"{what}: {len(wrong)} of {len(saved)} segments are not as they were saved")
    saves, polls, pages = seconds["save"], seconds["poll"], seconds["page"]
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


def _work(
    found: Found, begin: float, *, port: int, reviewer: dict, number: int, saved: dict
) -> None:
    """One reviewer for a minute."""
    begin += number * EVERY / REVIEWERS  # they did not start together
    revision, segment, before = "", None, None
    with closing(Client(port, reviewer["session"])) as client:
        for turn in range(round(SECONDS / EVERY)):
            at = begin + turn * EVERY
            if turn % VERSIONS == 0:
                before, segment = segment, str(uuid.uuid4())
            texts = saved.setdefault(segment, [])
            text, path, body = _version(reviewer, turn, len(texts), segment, before)
            wait_until(at)
            if found.ask(client, "save", "PUT", path, body):
                texts.append(text)
            wait_until(at + EVERY / 3)
            changes = f"{reviewer['segments']}?since={revision}"
            if answer := found.ask(client, "poll", "GET", changes):
                revision = json.loads(answer)["revision"]
            if (turn + number) % PAGE_EVERY == 0:
                wait_until(at + EVERY * 2 / 3)
                found.ask(client, "page", "GET", reviewer["interviews"])


def _version(reviewer: dict, turn: int, base: int, segment: str, after: str | None):
    """(text, address, body) of the next version of a segment."""
    text = f"{turn}: " + WORDS * (turn % VERSIONS + 1)
    body = {
        "author": reviewer["user"],
        "base": base,
        "kind": "speech",
        "stage": "",
        "speaker": "P01",
        "text": text,
        "after": after,
        "elapsed_ms": round(turn * EVERY * 1000),
    }
    return text, f"{reviewer['segments']}{segment}/", json.dumps(body).encode()
