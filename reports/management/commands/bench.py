"""manage.py bench: measure, one line a benchmark."""

import logging
import tempfile

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import override_settings

from reports.benchmarks import ALL


class Command(BaseCommand):
    help = (
        "Measure ours beside something known: what | size | figure | compared with | ratio. Uses a "
        "database and files of its own, which are thrown away."
    )

    def handle(self, **options):
        logging.disable(logging.INFO)
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            with (
                tempfile.TemporaryDirectory(prefix="adoption-reviews-bench-") as media,
                override_settings(MEDIA_ROOT=media),
            ):
                call_command("load_demo", verbosity=0)
                for benchmark in ALL:
                    self.stdout.write(benchmark().line())
                    self.stdout.flush()
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
