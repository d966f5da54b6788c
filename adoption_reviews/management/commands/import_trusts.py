"""manage.py import_trusts FILE: bring in the NHS's own list of trusts."""

import dataclasses
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from adoption_reviews.actions import import_organisations
from adoption_reviews.queries import import_plan
from adoption_reviews.trust_file import LARGEST, TrustFileError, read_trust_file

FIELDS = {"closed_on": "closing date"}


class Command(BaseCommand):
    help = (
        "Bring in the NHS's export of organisations (CSV, 27 columns, no header). Running it again "
        "changes nothing; all rows come in, or none."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change only")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args, file, dry_run, json, **options):
        try:
            with file.open("rb") as opened:
                content = opened.read(LARGEST + 1)
            read = read_trust_file(content)
            if dry_run:
                plan = import_plan(read.rows)
            else:
                plan = import_organisations(rows=read.rows, by=None)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        except TrustFileError as error:
            raise CommandError(f"{file}: {error}. Nothing was changed.") from None
        except IntegrityError:
            raise CommandError(
                "Somebody else added trusts at the same moment. Nothing was changed; run it again."
            ) from None
        self.stdout.write(as_json(plan, read.refused) if json else as_text(plan, read, dry_run))
        if not read.rows:
            raise CommandError(f"{file}: not one row could be used. Nothing was changed.")


def as_json(plan, refused) -> str:
    """`added`, `renamed`, `edited`, `refused` as lists of objects, `unchanged` as codes."""
    outcome = dataclasses.asdict(plan) | {"refused": [dataclasses.asdict(row) for row in refused]}
    return json.dumps(outcome, ensure_ascii=False, indent=2, default=str)  # dates as YYYY-MM-DD


def as_text(plan, read, dry_run) -> str:
    lines = [
        f"Added: {row.ods_code} {row.name}"
        + (f", closed on {row.closed_on.day} {row.closed_on:%B %Y}" if row.closed_on else "")
        for row in plan.added
    ]
    lines += [f"Renamed: {row.ods_code} {row.old} is now {row.new}" for row in plan.renamed]
    lines += [
        f"Changed: {row.ods_code} {row.name}: "
        f"{FIELDS.get(field, field)} {old or 'not known'} is now {new}"
        for row in plan.edited
        for field, (old, new) in row.changed.items()
    ]
    lines += [f"Refused: line {row.line}: {row.reason}" for row in read.refused]
    lines.append(
        f"{len(plan.added)} added, {len(plan.renamed)} renamed, {len(plan.edited)} changed, "
        f"{len(plan.unchanged)} unchanged, {len(read.refused)} refused."
    )
    if dry_run:
        lines.append("Dry run: nothing was changed.")
    return "\n".join(lines)
