"""Web server, worker and clock run as one: started, watched, stopped."""

import shlex
import sys
import tempfile
import time
from pathlib import Path

from adoption_reviews.running.children import Children
from adoption_reviews.running.commands import web_command, worker_command
from adoption_reviews.running.readiness import unready_checks
from adoption_reviews.running.restarts import Failed, Restarts, how_it_ended
from adoption_reviews.running.stopping import StopRequests

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
PAUSE = 0.1


def run_together(*, listener, until, logs, host_header, on_ready, on_stop, say) -> int:
    """Run until asked to stop, or until the manage.py command `until` ends; return its code, or 0.

    `listener` is the web server's listening socket, None for no web server; `logs` the folder for
    log files. `on_ready()` is called once the web server answers, `on_stop()` when stopping
    begins, `say(line)` when a process ended by itself and is started again. Raises Failed when one
    does not get ready or ends too often; pages go on without the worker. However it ends, nothing
    that was started is left.
    """
    requests = StopRequests()
    children = Children()
    with tempfile.TemporaryDirectory(prefix="adoption-reviews-") as scratch:
        worker = worker_command(Path(scratch) / "schedule")
        starts = {"worker": lambda: children.start("worker", worker, log=logs / "worker.log")}
        if listener:
            fd = listener.fileno()
            starts["web server"] = lambda: children.start(
                "web server", web_command(fd), log=logs / "web.log", pass_fds=[fd]
            )
        try:
            for start in starts.values():
                start()
            if listener:
                _wait_until_ready(children, requests, listener.getsockname(), host_header)
            if not requests.any():
                on_ready()
            can_be_missed = {"worker"} if listener else set()
            restarts = Restarts(children, starts, can_be_missed, say)
            return _watch(children, requests, restarts, until)
        finally:
            on_stop()
            children.stop(patience=SECONDS_TO_STOP, hurried=requests.hurried)


def _wait_until_ready(children, requests, address, host_header):
    deadline = time.monotonic() + SECONDS_TO_START
    while not requests.any():
        unready = unready_checks(*address, host_header=host_header)
        if unready == []:
            return
        if ended := children.first_ended():
            raise Failed(how_it_ended(ended))
        if time.monotonic() > deadline:
            reason = ", ".join(unready) if unready else "the web server does not answer"
            raise Failed(f"Not ready after {SECONDS_TO_START} seconds: {reason}.")
        time.sleep(PAUSE)


def _watch(children, requests, restarts, until) -> int:
    task = None
    if until and not requests.any():
        task = children.start("command", [sys.executable, "manage.py", *shlex.split(until)])
    while not requests.any():
        ended = children.first_ended()
        if ended and ended is task:
            return ended.process.returncode
        if ended:
            restarts.plan(ended)
        restarts.start_due()
        time.sleep(PAUSE)
    return 1 if task else 0  # a command that was cut short has not succeeded
