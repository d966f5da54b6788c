import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from adoption_reviews.health import CHECKS, readiness


class Command(BaseCommand):
    help = "Waits until what the product stands on answers: for scripts and containers."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "checks", nargs="*", metavar="CHECK", help=f"only these of {', '.join(CHECKS)}"
        )
        parser.add_argument("--timeout", type=float, default=60, help="seconds (default 60)")

    def handle(self, *, checks, timeout, **options):
        unknown = set(checks) - set(CHECKS)
        if unknown:
            raise CommandError(
                f"There is no check called {', '.join(sorted(unknown))}; "
                f"the checks are {', '.join(CHECKS)}."
            )
        deadline = time.monotonic() + timeout
        while failing := failing_checks(*checks):
            if time.monotonic() >= deadline:
                raise CommandError(f"Not ready after {timeout:g} seconds: {', '.join(failing)}.")
            time.sleep(0.5)
        self.stdout.write(f"Ready: {', '.join(checks or CHECKS)}.")


def failing_checks(*names: str) -> list[str]:
    """Those of the named checks, or of all, that fail now."""
    states = readiness(*names)
    connections.close_all()  # a connection that failed once must not be tried again
    return [name for name, state in states.items() if state != "ok"]
