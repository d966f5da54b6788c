"""Taguette, the leading open-source coder, installed into a place of its own and started.

What it is asked here is what its own pages ask it.
"""

import json
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from adoption_reviews.running.ports import HOST
from reports.benchmarks.coded_text import CodedText
from reports.benchmarks.measuring import Failed, Skipped
from reports.benchmarks.product import free_port

RELEASE = "taguette==1.5.2"
ALSO = "setuptools<81"  # it needs a part of it that later ones do not have
PLACE = settings.BASE_DIR / ".build" / "taguette"
SECONDS_TO_START = 60


@dataclass
class Taguette:
    """A running one with one project, and the cookies of somebody who has signed in to it."""

    port: int
    cookies: dict[str, str]
    n_codes: int = 0

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def client(self) -> "Client":
        return Client(self)

    def add_document(self, text: CodedText) -> int:
        """A document with its marks; its number. Raises Failed."""
        client = self.client()
        html = "".join(f"<p>{escape(turn)}</p>\n" for turn in text.turns)
        boundary = "----bench"
        fields = {"name": f"Text of {text.n_words} words", "description": ""}
        body = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="text.html"\r\n'
            f"Content-Type: text/html\r\n\r\n{html}\r\n--{boundary}--\r\n"
        )
        answer = client.ask(
            "POST",
            "/api/project/1/document/new",
            body.encode(),
            f"multipart/form-data; boundary={boundary}",
        )
        document = json.loads(answer)["created"]
        for mark in text.marks:
            client.mark(document, *in_bytes(text, mark.start, mark.end), mark.codes)
        return document

    def add_codes(self, many: int) -> None:
        client = self.client()
        for number in range(many):
            client.post("/api/project/1/tag/new", {"path": f"code {number}", "description": ""})
        self.n_codes = many


def in_bytes(text: CodedText, start: int, end: int) -> tuple[int, int]:
    """Its offsets count the bytes of the text in UTF-8."""
    whole = text.text
    before = len(whole[:start].encode())
    return before, before + len(whole[start:end].encode())


class Client:
    """One connection that stays open, as a browser's does."""

    def __init__(self, taguette: Taguette):
        self.connection = HTTPConnection("localhost", taguette.port, timeout=60)
        self.cookies = taguette.cookies

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            headers |= {"Content-Type": kind, "X-XSRFToken": self.cookies["_xsrf"]}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        answer = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
        if response.status >= 400:
            raise Failed(f"Taguette answered {response.status} to {path}: {answer[:200]!r}")
        return answer

    def post(self, path: str, data) -> dict:
        answer = self.ask("POST", path, json.dumps(data).encode(), "application/json")
        return json.loads(answer)

    def mark(self, document: int, start: int, end: int, codes) -> None:
        self.post(
            f"/api/project/1/document/{document}/highlight/new",
            {"start_offset": start, "end_offset": end, "tags": [code + 1 for code in codes]},
        )


def install() -> Path:
    """Its program. Raises Skipped where it cannot be installed."""
    program = PLACE / "bin" / "taguette"
    if not program.exists():
        uv = settings.BASE_DIR / ".build" / "tools" / "bin" / "uv"
        python = PLACE / "bin" / "python"
        for command in (
            [uv, "venv", "--quiet", "--clear", PLACE],
            [uv, "pip", "install", "--quiet", "--python", python, RELEASE, ALSO],
        ):
            try:
                subprocess.run(command, check=True, capture_output=True, timeout=300)
            except (OSError, subprocess.SubprocessError) as error:
                raise Skipped(f"needs {RELEASE}, which cannot be installed here: {error}") from None
    return program


@contextmanager
def taguette() -> Iterator[Taguette]:
    """Taguette with an empty project, for one person, as it is started on a desktop."""
    program, port = install(), free_port()
    with tempfile.TemporaryDirectory(prefix="adoption-reviews-bench-") as folder:
        said = Path(folder, "said.txt")
        with said.open("w") as output:
            process = subprocess.Popen(
                [
                    *(program, "--no-browser", "--bind", HOST, "--port", str(port)),
                    *("--database", str(Path(folder, "taguette.sqlite3"))),
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
                env={"HOME": folder, "PYTHONUNBUFFERED": "1"},
            )
        try:
            yield _signed_in(port, _token(process, said))
        finally:
            process.terminate()
            process.wait(30)


def _token(process: subprocess.Popen, said: Path) -> str:
    deadline = time.monotonic() + SECONDS_TO_START
    while not (found := re.search(r"token=(\w+)", said.read_text())):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failed(f"Taguette did not start: {said.read_text()[-500:]}")
        time.sleep(0.1)
    return found.group(1)


def _signed_in(port: int, token: str) -> Taguette:
    started = Taguette(port, {"cookies_accepted": "yes"})
    client = started.client()
    client.ask("GET", f"/?token={token}")
    client.ask("GET", "/project/new")
    fields = {"name": "Bench", "description": "", "_xsrf": started.cookies["_xsrf"]}
    client.ask(
        "POST", "/project/new", urlencode(fields).encode(), "application/x-www-form-urlencoded"
    )
    return started
