"""manage.py load_demo: fill an empty database with the demo hub."""

from django.core.management.base import BaseCommand, CommandError

from reports.demo.load import NotEmpty, is_loaded, load_demo_hub
from reports.demo.signins import PASSWORD, sign_ins


class Command(BaseCommand):
    help = (
        "Fill an empty database with the demo hub: five invented trusts, 100 interviews, 21 case "
        "studies, self-ratings. Its passwords are public; never do this to a real hub."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is data already"
        )

    def handle(self, *, if_empty, verbosity, **options):
        if if_empty and is_loaded():
            return
        try:
            loaded = load_demo_hub()
        except NotEmpty:
            raise CommandError(
                "There are organisations in this database already. The demo hub goes into an "
                "empty one only. Nothing was changed."
            ) from None
        if verbosity:
            self.stdout.write(
                f"Loaded the demo hub: {loaded.trusts} trusts, {loaded.reviews} reviews, "
                f"{loaded.participants} participants in {loaded.interviews} interviews "
                f"({loaded.segments:,} segments, {loaded.passages} passages, "
                f"{loaded.codings} codings), {loaded.case_studies} case studies, "
                f"{loaded.ratings} self-ratings."
            )
            if verbosity > 1:
                for each in sign_ins():
                    self.stdout.write(f"{each.email}  {each.role}: {each.what_for}")
                self.stdout.write(f"Password of all: {PASSWORD}")
