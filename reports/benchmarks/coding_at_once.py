"""Five coders adding codes to one text at once, as fast as the server takes them.

Beside Taguette, each for a few seconds by turns.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlencode

from reports.benchmarks.client import Client
from reports.benchmarks.coded_text import CODES, coded_text
from reports.benchmarks.measuring import Failed, Measured
from reports.benchmarks.product import embedded_product
from reports.benchmarks.taguette import Taguette, in_bytes, taguette

CODERS = 5
SECONDS, ROUNDS = 5, 3
SHORTEST = 12  # characters marked


def coding_at_once() -> list[Measured]:
    with taguette() as other, embedded_product() as product:
        made = product.rows("make_coding([1])")
        there_before = product.rows("n_codings()")
        other.add_codes(CODES)
        document = other.add_document(coded_text())
        added = {"ours": 0, "theirs": 0}
        for turn in range(ROUNDS):
            added["ours"] += _at_once(
                [
                    _our_adds(product.port, session, made["texts"]["1"], turn * CODERS + coder)
                    for coder, session in enumerate(made["coders"])
                ]
            )
            added["theirs"] += _at_once(
                [_their_adds(other, document, turn * CODERS + coder) for coder in range(CODERS)]
            )
        kept = product.rows("n_codings()") - there_before
    if kept != added["ours"]:
        raise Failed(f"{added['ours']} codes were added, {kept} are kept")
    seconds = SECONDS * ROUNDS
    rates = {side: many / seconds for side, many in added.items()}
    return [
        Measured(
            what=f"adding a code, {CODERS} coders at once, seconds for each",
            size=f"{seconds} s, {len(coded_text().marks)} marks there",
            ours=1 / rates["ours"],
            compared_with="Taguette",
            theirs=1 / rates["theirs"],
            note=f"{rates['ours']:.0f} and {rates['theirs']:.0f} a second, all of ours kept",
        )
    ]


def _at_once(coders: list[Callable[[], Iterator]]) -> int:
    """How many codes they added together. Raises what stopped one of them."""
    added, stopped = [0] * len(coders), []
    until = time.monotonic() + SECONDS

    def work(number: int, adds: Iterator) -> None:
        try:
            for _ in adds:
                added[number] += 1
                if time.monotonic() > until:
                    return
        except Exception as error:
            stopped.append(error)

    threads = [
        threading.Thread(target=work, args=(number, adds)) for number, adds in enumerate(coders)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if stopped:
        raise stopped[0]
    return sum(added)


def _stretches(coder: int) -> Iterator[tuple[int, int, int, int]]:
    """Turn, offsets in it and code: no coder ever gives the same twice."""
    turns = coded_text().turns
    for start in range(coder, 10_000, CODERS * ROUNDS):
        for place, turn in enumerate(turns):
            if start + SHORTEST < len(turn):
                yield place, start, start + SHORTEST, (place + start) % CODES


def _our_adds(port: int, session: str, text: dict, coder: int) -> Iterator[None]:
    with closing(Client(port, session, "application/x-www-form-urlencoded")) as client:
        for place, start, end, code in _stretches(coder):
            values = {
                "key": text["codes"][code],
                "direction": "helps",
                "start_part": text["segments"][place],
                "start_offset": start,
                "end_part": text["segments"][place],
                "end_offset": end,
                "words": text["turns"][place][start:end],
            }
            status, answer = client.ask("POST", text["add"], urlencode(values).encode())
            if status != 200:
                raise Failed(f"{status} {answer[:200]!r}")
            yield


def _their_adds(other: Taguette, document: int, coder: int) -> Iterator[None]:
    client, text = other.client(), coded_text()
    before = [0]
    for turn in text.turns:
        before.append(before[-1] + len(turn) + 1)
    for place, start, end, code in _stretches(coder):
        begin = before[place]
        client.mark(document, *in_bytes(text, begin + start, begin + end), [code])
        yield
