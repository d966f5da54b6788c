"""Ctrl-C, `kill` and a closed terminal, as one number to look at."""

import signal


class StopRequests:
    """Counts the requests to stop from now on: one means stop, two mean at once."""

    def __init__(self):
        self.count = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number, frame):
        self.count += 1

    def any(self) -> bool:
        return self.count > 0

    def hurried(self) -> bool:
        return self.count > 1
