"""Fifty people filling in self-ratings at once: how long an answer takes to be saved beside a plain
signed-in request, whether all is kept, and how heavy a page of a part is.

Each answers every two seconds and opens the plainest page that signing in is needed for, that of
the own password; all of it over HTTP, against the product as it is run.
"""

import gzip
import json
from contextlib import AbstractContextManager, closing
from functools import partial
from statistics import median

from reports.benchmarks.client import Client
from reports.benchmarks.load import Found, at_once, wait_until
from reports.benchmarks.measuring import Failed, Measured, percentile, readable
from reports.benchmarks.product import Product, embedded_product, served_product

PEOPLE = 50
SECONDS = 40
EVERY = 2.0  # seconds between two answers of one person
PAGE_EVERY = 2  # answers for each plain request
HEAVIEST = 100_000  # bytes that a page may have as it is sent
WORDS = "The board agreed it in the spring, and every division has somebody who answers for it. "


def rating_embedded() -> list[Measured]:
    return _measure("saving an answer, SQLite", embedded_product())


def rating_served() -> list[Measured]:
    return _measure("saving an answer, PostgreSQL", served_product())


def _measure(what: str, start: AbstractContextManager[Product]) -> list[Measured]:
    saved: dict[str, list] = {}  # by address, what was last answered to have been saved
    with start as product:
        people = product.rows(f"make_raters({PEOPLE})")
        weight = max(_weights(product.port, people[0]))
        seconds = at_once(
            what,
            [
                partial(_work, port=product.port, person=person, number=number, saved=saved)
                for number, person in enumerate(people)
            ],
        )
        kept = product.rows("kept_ratings()")
    if kept != saved:
        raise Failed(f"{what}: {len(saved)} answers were saved, not all are kept as they were")
    saves, pages = seconds["save"], seconds["page"]
    return [
        Measured(
            what=f"{what}, 95th percentile",
            size=f"{len(saves):,} answers by {PEOPLE} people in {SECONDS} s",
            ours=percentile(saves, 95),
            compared_with=f"a plain signed-in request in the same load (n = {len(pages)})",
            theirs=percentile(pages, 95),
            note=f"medians {readable(median(saves))} and {readable(median(pages))}; heaviest part "
            f"{weight / 1000:.0f} kB compressed, of {HEAVIEST / 1000:.0f} allowed",
        )
    ]


def _weights(port: int, person: dict) -> list[int]:
    """Bytes of each part's page, compressed as web servers do by default."""
    with closing(Client(port, person["session"])) as client:
        return [len(gzip.compress(client.ask("GET", page)[1], 6)) for page in person["parts"]]


def _work(found: Found, begin: float, *, port: int, person: dict, number: int, saved: dict) -> None:
    begin += number * EVERY / PEOPLE  # they did not start together
    with closing(Client(port, person["session"])) as client:
        for turn in range(round(SECONDS / EVERY)):
            address, levels = person["answers"][turn % len(person["answers"])]
            version = saved[address][0] if address in saved else 0
            value, words = levels[turn % len(levels)], f"{turn}: {WORDS}".strip()
            body = {
                "base_version": version,
                "value": value,
                "not_applicable": False,
                "explanation": words,
                "person": person["user"],
            }
            wait_until(begin + turn * EVERY)
            if found.ask(client, "save", "POST", address, json.dumps(body).encode()):
                saved[address] = [version + 1, value, words]
            if (turn + number) % PAGE_EVERY == 0:
                wait_until(begin + (turn + 0.5) * EVERY)
                found.ask(client, "page", "GET", person["page"])
