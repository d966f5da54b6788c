"""Web server, worker and clock run as one: started, watched, stopped."""

import shlex
import signal
import sys
import tempfile
import time
from pathlib import Path

from adoption_reviews.running.children import Child, Children
from adoption_reviews.running.commands import web_command, worker_command
from adoption_reviews.running.readiness import unready_checks
from adoption_reviews.running.stopping import StopRequests

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
PAUSE = 0.1


class Failed(Exception):
    """What was started cannot go on; the message says why."""


def run_together(*, listener, until, logs, host_header, on_ready, on_stop) -> int:
    """Run until asked to stop, or until the manage.py command `until` ends; return its code, or 0.

    `listener` is the web server's listening socket, None for no web server; `logs` the folder for
    log files. `on_ready()` is called once the web server answers, `on_stop()` when stopping
    begins. Raises Failed when a process ends by itself or does not get ready. However it ends,
    nothing that was started is left.
    """
    requests = StopRequests()
    children = Children()
    with tempfile.TemporaryDirectory(prefix="adoption-reviews-") as scratch:
        try:
            worker = worker_command(Path(scratch) / "schedule")
            children.start("worker", worker, log=logs / "worker.log")
            if listener:
                fd = listener.fileno()
                children.start("web server", web_command(fd), log=logs / "web.log", pass_fds=[fd])
                _wait_until_ready(children, requests, listener.getsockname(), host_header)
            if not requests.any():
                on_ready()
            return _watch(children, requests, until)
        finally:
            on_stop()
            children.stop(patience=SECONDS_TO_STOP, hurried=requests.hurried)


def _wait_until_ready(children, requests, address, host_header):
    deadline = time.monotonic() + SECONDS_TO_START
    while not requests.any():
        unready = unready_checks(*address, host_header=host_header)
        if unready == []:
            return
        _refuse_ended(children.first_ended())
        if time.monotonic() > deadline:
            reason = ", ".join(unready) if unready else "the web server does not answer"
            raise Failed(f"Not ready after {SECONDS_TO_START} seconds: {reason}.")
        time.sleep(PAUSE)


def _watch(children, requests, until) -> int:
    task = None
    if until and not requests.any():
        task = children.start("command", [sys.executable, "manage.py", *shlex.split(until)])
    while not requests.any():
        ended = children.first_ended()
        if ended and ended is task:
            return ended.process.returncode
        _refuse_ended(ended)
        time.sleep(PAUSE)
    return 1 if task else 0  # a command that was cut short has not succeeded


def _refuse_ended(child: Child | None):
    if not child:
        return
    code = child.process.returncode
    how = f"exit code {code}" if code >= 0 else signal.Signals(-code).name
    lines = child.log.read_text(errors="replace").split("\n") if child.log else []
    last = next((line.strip() for line in reversed(lines) if line.strip()), "nothing was logged")
    raise Failed(f"The {child.name} stopped by itself ({how}): {last} (all of it: {child.log})")
