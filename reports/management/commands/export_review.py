"""manage.py export_review REVIEW: take a review's evidence out."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from adoption_reviews.models import Review
from reports.actions.exchange import export_review
from reports.queries.exchange import FORMATS
from reports.queries.exchange_words import IdentifiersFound

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = (
        "Write a review's evidence to a file: a REFI-QDA project or codebook, or the codings and "
        "codes as tables. Only what counts as evidence is in it. Names are left out unless asked "
        "for, and nothing is written when a text may give somebody away."
    )

    def add_arguments(self, parser):
        parser.add_argument("review", help="the review, e.g. rx1-1")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument(
            "-o",
            "--output",
            required=True,
            help="a file, or - for standard output; with csv the codes go to a second file beside "
            "it, FILE-codes.csv",
        )
        parser.add_argument(
            "--with-identities", action="store_true", help="with participants' and coders' names"
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="put what stands in quotes instead of words that may give somebody away",
        )

    def handle(self, *args, review, output, with_identities, replace, **options):
        kind = options["format"]
        row = Review.objects.select_related("organisation").filter(slug=review).first()
        if row is None:
            raise CommandError(f"There is no review {review}.")
        try:
            exported = export_review(
                review=row,
                kind=kind,
                viewer=None,
                by=None,
                with_identities=with_identities,
                replace=replace,
            )
        except IdentifiersFound as found:
            for place in found.places:
                self.stderr.write(f"{place.where}: {', '.join(place.words)}")
            raise CommandError(
                f"{found} Mend the texts, or use --replace or --with-identities. Nothing was "
                "written."
            ) from None
        if output == STANDARD_OUTPUT:
            sys.stdout.buffer.write(exported.data)
            return
        path = Path(output)
        write(path, exported.data)
        if exported.codes:
            write(path.with_name(f"{path.stem}-codes{path.suffix}"), exported.codes)
        for remark in exported.remarks:
            self.stderr.write(remark)
        size = len(exported.data) / 1000
        self.stdout.write(f"{row}: {exported.n_codings} codings, {size:,.0f} kB in {path}.")


def write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
