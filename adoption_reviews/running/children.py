"""Processes that live and die together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>


@dataclass(frozen=True)
class Child:
    """A started process; `log` is the file its output goes to, None for the terminal."""

    name: str
    process: subprocess.Popen
    log: Path | None


class Children:
    """Starts processes, each leading a process group of its own, and stops whole groups.

    A group of its own keeps the terminal's Ctrl-C away from them: the parent alone decides the
    order of things, and what a child has started goes when the child goes.
    """

    def __init__(self):
        self._children: list[Child] = []

    def start(
        self, name: str, command: list[str], *, log: Path | None = None, pass_fds=()
    ) -> Child:
        """Start `command` and return its Child. The log of the run before is kept as `*.log.1`."""
        output = None
        if log:
            log.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                log.replace(log.with_suffix(".log.1"))
            output = log.open("wb")
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            pass_fds=pass_fds,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 (there are no threads here)
        )
        if output:
            output.close()
        child = Child(name, process, log)
        self._children.append(child)
        return child

    def first_ended(self) -> Child | None:
        """The first child, in the order of starting, that has ended; None while all run."""
        return next((child for child in self._children if child.process.poll() is not None), None)

    def any(self) -> bool:
        """Whether any is known, running or ended."""
        return bool(self._children)

    def clear(self, child: Child) -> None:
        """Forget a child that has ended; what it had started is ended by force."""
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        self._children.remove(child)

    def stop(self, *, patience: float, hurried=lambda: False) -> None:
        """Ask all to end, wait up to `patience` seconds, then end their groups by force.

        `hurried` is asked while waiting; once it is true the waiting is over.
        """
        for child in self._children:
            child.process.terminate()
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and not hurried() and self._any_runs():
            time.sleep(0.05)
        for child in self._children:
            with suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
        self._children.clear()

    def _any_runs(self) -> bool:
        return any(child.process.poll() is None for child in self._children)


def _end_with_parent():
    """Have Linux send SIGTERM when the parent is gone, however it went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
