"""manage.py maturity_summary: what the cohort's self-ratings on a framework add up to."""

import csv
import io
import json

from django.core.management.base import BaseCommand, CommandError

from adoption_reviews.frameworks import FrameworkError
from adoption_reviews.rated import rated_framework
from maturity.adding_up import Area, by_rank
from maturity.queries.cohort import cohort_summary


class Command(BaseCommand):
    help = (
        "Print what self-ratings add up to, of every organisation its latest round whose "
        "self-rating is submitted, agreed or brought in from elsewhere: domains, sub-domains and "
        "indicators, each in the order of its rank. Shares are whole "
        "percentages of those who answered, and nothing where nobody did."
    )

    def add_arguments(self, parser):
        parser.add_argument("--framework", required=True, help="KEY@VERSION")
        parser.add_argument("--format", required=True, choices=["csv", "json"])
        parser.add_argument(
            "--round", type=int, help="of every organisation this round, if it counts"
        )

    def handle(self, *args, framework, round, **options):
        try:
            framework = rated_framework(framework)
        except FrameworkError as error:
            raise CommandError(str(error)) from None
        found = cohort_summary(framework, round)
        kinds = (found.domains, found.sub_domains, found.indicators)
        rows = [as_row(area) for areas in kinds for area in by_rank(areas)]
        levels = [level.value for level in framework.scale]
        self.stdout.write(as_json(rows) if options["format"] == "json" else as_csv(rows, levels))


def as_row(area: Area) -> dict:
    return {
        "level": area.kind.value,
        "code": area.key,
        "title": area.title,
        "n_answered": area.n_answered,
        "n_not_applicable": area.n_not_applicable,
        "n_silent": area.n_silent,
        "n_per_level": area.n_per_level,
        "share_per_level": area.percentage_per_level,
        "rank": area.rank,
    }


def as_json(rows: list[dict]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=2)  # makes text of the levels


def as_csv(rows: list[dict], levels: list[int]) -> str:
    """A column a level: n_1, n_3, n_5, share_1 and so on. What there is not is empty."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    plain = ("level", "code", "title", "n_answered", "n_not_applicable", "n_silent")
    writer.writerow(
        [*plain, *(f"n_{each}" for each in levels), *(f"share_{each}" for each in levels), "rank"]
    )
    for row in rows:
        writer.writerow(
            [
                *(row[name] for name in plain),
                *row["n_per_level"].values(),
                *row["share_per_level"].values(),
                row["rank"],
            ]
        )
    return written.getvalue()
