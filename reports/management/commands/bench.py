"""manage.py bench: measure, one line a benchmark."""

import logging
import signal
import sys
import tempfile
from contextlib import contextmanager, nullcontext

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import override_settings

from reports.benchmarks import ALL, ON_THE_DEMO
from reports.benchmarks.measuring import Skipped


class Command(BaseCommand):
    help = (
        "Measure ours beside something known: ratio | what | size | figure | compared with. Uses "
        "databases, servers and files of its own, which are thrown away."
    )

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}")

    def handle(self, *, names, **options):
        logging.disable(logging.INFO)
        # Asked to end, it still ends what it has started.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        if unknown := set(names) - set(ALL):
            self.stderr.write(
                f"There is no benchmark called {', '.join(sorted(unknown))}; there are "
                f"{', '.join(ALL)}."
            )
            sys.exit(2)
        names = names or list(ALL)
        failed = False
        with database() if set(names) & set(ON_THE_DEMO) else nullcontext():
            for name in names:
                for benchmark in ALL[name]:
                    failed |= not self.ran(name, benchmark)
        if failed:
            sys.exit(1)

    def ran(self, name, benchmark) -> bool:
        """Run it and print its lines; whether it did not fail."""
        try:
            for measured in benchmark():
                self.stdout.write(measured.line())
        except Skipped as reason:
            self.stdout.write(f"skipped | {name} | {reason}")
        except Exception as error:  # the others are measured all the same
            self.stdout.write(f"failed | {name} | {type(error).__name__}: {error}")
            return False
        finally:
            self.stdout.flush()
        return True


@contextmanager
def database():
    """A database with the demo hub, and a folder for files."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="adoption-reviews-bench-") as media,
            override_settings(MEDIA_ROOT=media),
        ):
            call_command("load_demo", verbosity=0)
            yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
