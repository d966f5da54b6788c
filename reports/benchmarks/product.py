"""The product as people run it, on free ports of this machine, with nothing in it; gone at the end.

The served one has a PostgreSQL and a Redis of its own, with the settings they are installed with:
a commit waits for the disk.
"""

import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from adoption_reviews.running.ports import HOST
from adoption_reviews.running.readiness import unready_checks
from reports.benchmarks.measuring import Failed, Skipped

SECONDS_TO_START = 90
ROWS = ("rows", "coding_rows", "rating_rows")
NOT_PASSED_ON = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "STATIC_ROOT", "DEBUG")


@dataclass(frozen=True)
class Product:
    """A product that answers at `port` of this machine."""

    port: int
    environment: dict[str, str]

    def rows(self, call: str):
        """What a call of a function gives in the product's database.

        `call` is Python: `make_reviewers(50)`, of a module in ROWS.
        """
        return self.run(call, [f"reports.benchmarks.{each}" for each in ROWS])

    def run(self, call: str, modules: Sequence[str]):
        """What a call of a function of one of `modules` gives, run as the product runs."""
        imports = "".join(f"from {each} import *; " for each in modules)
        code = f"import json; {imports}print(json.dumps({call}))"
        return json.loads(manage(self.environment, "shell", "--no-imports", "--command", code))


@contextmanager
def embedded_product() -> Iterator[Product]:
    """The product on SQLite, as `make run` starts it."""
    with tempfile.TemporaryDirectory(prefix="adoption-reviews-bench-") as folder:
        yield from _serve({"DATA_DIR": folder})


@contextmanager
def served_product() -> Iterator[Product]:
    """The product on PostgreSQL and Redis. Raises Skipped where there are none to start."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs or not shutil.which("redis-server"):
        raise Skipped("needs PostgreSQL and Redis: adoption_reviews/bin/install servers")
    started = []
    with tempfile.TemporaryDirectory(prefix="adoption-reviews-bench-") as folder:
        scratch = Path(folder)
        scratch.chmod(0o711)  # PostgreSQL's own user passes through, and sees nothing
        password = secrets.token_hex(16)
        try:
            postgres, redis = free_port(), free_port()
            started.append(_start_postgres(programs[-1], scratch, postgres, password))
            started.append(_start_redis(scratch, redis, password))
            environment = {
                "DATA_DIR": str(scratch / "data"),
                "DATABASE_URL": f"postgres://reviews:{password}@{HOST}:{postgres}/postgres",
                "REDIS_URL": f"redis://:{password}@{HOST}:{redis}/0",
                "SECRET_KEY": password * 2,
                "ALLOWED_HOSTS": HOST,
                "HTTPS": "false",  # nothing stands before it here that would speak TLS
            }
            manage(_whole(environment), "wait_ready", "database", "broker")
            yield from _serve(environment)
        finally:
            for process in started:
                process.send_signal(signal.SIGINT)
            for process in started:
                process.wait(30)


def free_port() -> int:
    """A port that nothing listens on, of those that the system does not hand out by itself."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                return port


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a manage.py command; what it printed. Raises Failed with its last words."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"manage.py {arguments[0]}: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def _whole(environment: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    return kept | environment


def _serve(environment: dict[str, str]) -> Iterator[Product]:
    environment, port = _whole(environment), free_port()
    said = Path(environment["DATA_DIR"]) / "said.txt"
    said.parent.mkdir(exist_ok=True)
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--no-demo"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while unready_checks(HOST, port, host_header=HOST) != []:
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"The product did not start: {said.read_text()}")
            time.sleep(0.2)
        yield Product(port, environment)
    finally:
        process.terminate()
        process.wait(60)


def _as_postgres(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; its package brings a user for it."""
    if os.getuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", *command]


def _start_postgres(programs: Path, scratch: Path, port: int, password: str) -> subprocess.Popen:
    data, word = scratch / "postgres", scratch / "password"
    data.mkdir()
    word.write_text(password)
    if os.getuid() == 0:
        for path in (data, word):
            shutil.chown(path, "postgres")
    made = subprocess.run(
        _as_postgres(
            [
                *(f"{programs}/initdb", f"--pgdata={data}", "--username=reviews"),
                *(f"--pwfile={word}", "--auth=scram-sha-256", "--encoding=UTF8"),
                "--locale=C.UTF-8",
            ]
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise Skipped(f"PostgreSQL cannot be set up here: {made.stderr.strip()}")
    options = [f"port={port}", f"listen_addresses={HOST}", "unix_socket_directories="]
    return _start(
        _as_postgres([f"{programs}/postgres", "-D", str(data), *_each("-c", options)]),
        scratch / "postgres.log",
    )


def _start_redis(scratch: Path, port: int, password: str) -> subprocess.Popen:
    configuration = scratch / "redis.conf"
    configuration.write_text(
        f"bind {HOST}\nport {port}\nrequirepass {password}\ndir {scratch}\nappendonly yes\n"
    )
    return _start(["redis-server", str(configuration)], scratch / "redis.log")


def _each(flag: str, values: list[str]) -> list[str]:
    return [part for value in values for part in (flag, value)]


def _start(command: list[str], log: Path) -> subprocess.Popen:
    with log.open("wb") as output:
        return subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
