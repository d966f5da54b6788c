"""A real web server on the test's database, as production runs it, that can be killed."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path


def free_port() -> int:
    """Below those that outgoing connections get."""
    while True:
        port = random.randint(20_000, 30_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


class KillableServer:
    """gunicorn in a process group of its own. `environment`: which database, which static files."""

    def __init__(self, environment: dict[str, str], log: Path):
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.environment = environment
        self.log = log
        self.process = None

    def start(self, **environment: str) -> None:
        """Start and wait until it answers. `environment` is added to what it was made with."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "adoption_reviews.wsgi:application"),
                    *("--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--no-control-socket"),
                ],
                env=self.environment | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + 180  # a busy machine is slow, not wrong
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def send(self, number: signal.Signals) -> None:
        os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """As the power going: `kill -9`, whatever it was doing."""
        if self.process:
            self.send(signal.SIGKILL)
            self.process.wait()
            self.process = None
