import os
import signal
import sys
import time
from pathlib import Path

import pytest

from adoption_reviews.running.children import Children

# Starts a process of its own, prints its id, ignores the first request to end, and waits.
STUBBORN_PARENT = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen(["sleep", "60"]).pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def children():
    started = Children()
    yield started
    started.stop(patience=0)


def is_running(pid):
    """A process that has ended and waits for its parent does not count."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return value


def test_children_stop_ends_all(children):
    pids = [children.start(name, ["sleep", "60"]).process.pid for name in ("one", "two")]

    children.stop(patience=5)

    assert [is_running(pid) for pid in pids] == [False, False]


def test_children_stop_with_stubborn_child_ends_its_whole_group(children, tmp_path):
    log = tmp_path / "stubborn.log"
    parent = children.start("stubborn", [sys.executable, "-c", STUBBORN_PARENT], log=log).process
    grandchild = int(eventually(log.read_text))

    children.stop(patience=0.2)

    assert parent.returncode == -signal.SIGKILL
    eventually(lambda: not is_running(grandchild))


def test_children_stop_in_a_hurry_does_not_wait(children, tmp_path):
    log = tmp_path / "stubborn.log"
    children.start("stubborn", [sys.executable, "-c", STUBBORN_PARENT], log=log)
    eventually(log.read_text)
    began = time.monotonic()

    children.stop(patience=30, hurried=lambda: True)

    assert time.monotonic() - began < 5


def test_children_first_ended_names_the_child_and_its_code(children):
    children.start("lasting", ["sleep", "60"])
    assert children.first_ended() is None
    children.start("brief", [sys.executable, "-c", "raise SystemExit(7)"])

    ended = eventually(children.first_ended)

    assert (ended.name, ended.process.returncode) == ("brief", 7)


def test_children_log_of_the_run_before_is_kept(children, tmp_path):
    log = tmp_path / "log" / "echo.log"
    for word in ("first", "second"):
        children.start("echo", ["echo", word], log=log).process.wait()

    assert log.read_text() == "second\n"
    assert log.with_suffix(".log.1").read_text() == "first\n"


def test_children_end_when_their_parent_is_killed(tmp_path):
    script = (
        "from adoption_reviews.running.children import Children\n"
        "child = Children().start('child', ['sleep', '60'])\n"
        "print(child.process.pid, flush=True)\n"
        "child.process.wait()\n"
    )
    starter = Children()
    log = tmp_path / "parent.log"
    parent = starter.start("parent", [sys.executable, "-c", script], log=log).process
    child = int(eventually(log.read_text))

    os.kill(parent.pid, signal.SIGKILL)

    eventually(lambda: not is_running(child))
    starter.stop(patience=0)
