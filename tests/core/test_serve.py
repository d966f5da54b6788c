"""`manage.py serve` as `make run` starts it: a process with a data folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from adoption_reviews.running.ports import HOST

NOT_PASSED_ON = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
# The beginning of a request whose body the server reads before it can answer.
SENT_SO_FAR = (
    b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nCookie: csrftoken=%b\r\n\r\nlogin=a"
) % (b"b" * 32)


def own_environment(data):
    """The environment of a process with a data folder of its own: that of `make run`."""
    kept = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON}
    return kept | {"DATA_DIR": str(data)}


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A data folder with an empty database that is up to date."""
    data = tmp_path_factory.mktemp("migrated")
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=own_environment(data), check=True)
    return data


@pytest.fixture
def serve(tmp_path, migrated):
    """A function: starts `manage.py serve` with the given arguments, its output in `.said`."""
    started = []
    shutil.copytree(migrated, tmp_path / "data")

    def start(*arguments):
        environment = own_environment(tmp_path / "data")
        said = tmp_path / "said.txt"
        with said.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *map(str, arguments)],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process.said = said.read_text
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(condition, process, seconds=180):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert process.poll() is None, process.said()
        assert time.monotonic() < deadline, process.said()
        time.sleep(0.1)
    return value


def descendants(pid):
    """Every process below `pid`, from what Linux says of parents."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found, new = set(), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def leader(pids, program):
    """The oldest of the processes whose command line names `program`; None without one."""
    return next((pid for pid in sorted(pids) if program in command_line(pid)), None)


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def assert_gone(pids):
    """What was killed may still wait for its new parent to take notice; it runs no more."""
    assert [pid for pid in pids if is_running(pid)] == []


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def get(port, path):
    with closing(HTTPConnection(HOST, port, timeout=10)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()


def test_serve_answers_also_beside_slow_senders_until_interrupted_and_leaves_nothing(
    serve, tmp_path, free_port
):
    shutil.rmtree(tmp_path / "data")  # the first start of all
    process = serve("--port", free_port, "--no-demo")
    wait_for(lambda: f"http://{HOST}:{free_port}/" in process.said(), process)
    assert get(free_port, "/healthz") == (200, b"ok\n")
    assert get(free_port, f"/healthz?q={'a' * 5_000}") == (200, b"ok\n")
    all_started = 6  # server and its two workers; Celery, one of its pool, the clock
    below = wait_for(
        lambda: len(found := descendants(process.pid)) >= all_started and found, process
    )

    senders = [socket.create_connection((HOST, free_port)) for _ in range(6)]
    for sender in senders:
        sender.sendall(SENT_SO_FAR)
    assert get(free_port, "/healthz") == (200, b"ok\n")
    for sender in senders:
        sender.close()

    process.send_signal(signal.SIGINT)

    assert process.wait(30) == 0
    assert_gone(below)


def test_serve_asked_to_end_leaves_nothing(serve, tmp_path):
    process = serve("--no-web", "--no-demo")
    log = tmp_path / "data/log/worker.log"
    wait_for(lambda: log.exists() and " ready." in log.read_text(), process)
    below = descendants(process.pid)

    process.send_signal(signal.SIGTERM)

    assert process.wait(30) == 0
    assert_gone(below)


def test_serve_with_port_taken_says_so_in_one_line(serve):
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        process = serve("--port", port)
        code = process.wait(30)

    assert code == 1
    (line,) = process.said().splitlines()
    assert line.startswith(f"Port {port} is taken by another program.")


def test_serve_starts_again_what_ended_by_itself(serve, free_port):
    process = serve("--port", free_port, "--no-demo")
    wait_for(lambda: f"http://{HOST}:{free_port}/" in process.said(), process)

    for name, program in [("worker", b"celery"), ("web server", b"gunicorn")]:
        before = descendants(process.pid)
        os.kill(leader(before, program), signal.SIGKILL)
        wait_for(lambda said=f"The {name} stopped": said in process.said(), process)
        assert f"The {name} stopped by itself (SIGKILL): " in process.said()
        assert "It is started again (1 of 5)." in process.said().splitlines()[-1]
        assert get(free_port, "/healthz") == (200, b"ok\n")
        wait_for(lambda was=before, of=program: leader(descendants(process.pid) - was, of), process)

    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("wait_ready broker", 0, "Ready: broker."),
        ("wait_ready moon", 1, "CommandError: There is no check called moon"),
    ],
)
def test_serve_until_command_ends_with_its_code(serve, command, code, said):
    process = serve("--no-web", "--no-demo", "--until", command)

    assert process.wait(60) == code
    assert said in process.said()
