"""What ends by itself is started again, a limited number of times."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from adoption_reviews.running.children import Child, Children

PAUSES = (0, 1, 5, 15, 30)  # seconds before the first, second ... restart; then no more
SECONDS_OF_CALM = 600  # what has run this long counts anew


class Failed(Exception):
    """What was started cannot go on; the message says why."""


@dataclass
class Restarts:
    """Starts children again by the name they had.

    `starts` says how; `can_be_missed` are the names without which the rest goes on when they end
    too often; `say` takes a line for people.
    """

    children: Children
    starts: dict[str, Callable[[], Child]]
    can_be_missed: set[str]
    say: Callable[[str], None]
    _times: dict[str, int] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)

    def plan(self, child: Child) -> None:
        """Have an ended child started after its pause. Raises Failed when it ended too often."""
        now, name = time.monotonic(), child.name
        if now - self._last.get(name, now) > SECONDS_OF_CALM:
            self._times[name] = 0
        self._last[name] = now
        times = self._times[name] = self._times.get(name, 0) + 1
        self.children.clear(child)
        if times <= len(PAUSES):
            self._due[name] = now + PAUSES[times - 1]
            self.say(f"{how_it_ended(child)}. It is started again ({times} of {len(PAUSES)}).")
            return
        reason = f"{how_it_ended(child)}. It was started again {len(PAUSES)} times in vain."
        if name not in self.can_be_missed:
            raise Failed(reason)
        self.say(f"{reason} Pages work and words are saved; reports wait for a new start.")

    def start_due(self) -> None:
        """Start those whose pause is over."""
        now = time.monotonic()
        for name in [name for name, due in self._due.items() if due <= now]:
            del self._due[name]
            self.starts[name]()


def how_it_ended(child: Child) -> str:
    """The child, its exit code or signal, and the last words of its log."""
    code = child.process.returncode
    how = f"exit code {code}" if code >= 0 else signal.Signals(-code).name
    lines = child.log.read_text(errors="replace").split("\n") if child.log else []
    last = next((line.strip() for line in reversed(lines) if line.strip()), "nothing was logged")
    return f"The {child.name} stopped by itself ({how}): {last} (all of it: {child.log})"
