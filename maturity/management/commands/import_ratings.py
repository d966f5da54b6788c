"""manage.py import_ratings FILE: bring in self-ratings from elsewhere."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from adoption_reviews.frameworks import FrameworkError
from adoption_reviews.models import Membership
from adoption_reviews.rated import rated_framework
from adoption_reviews.roles import Role
from maturity.actions.importing import ImportRefused, import_ratings
from maturity.queries.importing import ImportPlan, import_plan
from maturity.ratings_file import LARGEST, RatingsFile, RatingsFileError, read_ratings_file


class Command(BaseCommand):
    help = (
        "Bring in self-ratings from elsewhere: CSV with the columns organisation, round, "
        "indicator, value, not_applicable and explanation. All rows come in, or none; each row "
        "that cannot is named with its line and the reason. Running it again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--framework", required=True, help="KEY@VERSION that was rated on")
        parser.add_argument(
            "--create-organisations", action="store_true", help="add those that are not known"
        )
        parser.add_argument("--by", metavar="EMAIL", help="a hub administrator who brings them in")
        parser.add_argument("--dry-run", action="store_true", help="say what would change only")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args, file, framework, create_organisations, by, dry_run, **options):
        try:
            framework = rated_framework(framework)
            by = administrator(by) if by else None
            with file.open("rb") as opened:
                read = read_ratings_file(opened.read(LARGEST + 1), framework)
            asked = {"framework": framework, "create_organisations": create_organisations}
            if dry_run or read.refused:
                plan = import_plan(read.rows, **asked)
            else:
                plan = import_ratings(rows=read.rows, **asked, by=by)
        except ImportRefused as refusal:
            plan = refusal.plan
        except FrameworkError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        except RatingsFileError as error:
            raise CommandError(f"{file}: {error}. Nothing was changed.") from None
        except (IntegrityError, ValidationError):
            raise CommandError(
                "Somebody else changed the same at that moment. Nothing was changed; run it again."
            ) from None
        found = outcome(read, plan, dry_run)
        self.stdout.write(as_json(found) if options["json"] else as_text(found))
        if found["refused"]:
            raise CommandError(f"{file}: not every row can be brought in. Nothing was changed.")


def administrator(email: str):
    """Raises CommandError for somebody who is no hub administrator."""
    held = Membership.objects.filter(
        role=Role.HUB_ADMINISTRATOR, user__email__iexact=email.strip(), user__is_active=True
    )
    found = held.select_related("user").first()
    if found is None:
        raise CommandError(f"{email} is not a hub administrator.")
    return found.user


def outcome(read: RatingsFile, plan: ImportPlan, dry_run: bool) -> dict:
    """What the import did; what it would do in a dry run or were no row refused."""
    refused = sorted([*((row.line, row.reason) for row in read.refused), *plan.refused])
    return {
        "is_written": not (dry_run or refused),
        "encoding": read.encoding,
        "organisations_added": [
            {"ods_code": each.ods_code, "name": each.name} for each in plan.new_organisations
        ],
        "self_ratings": [
            {
                "ods_code": each.organisation.ods_code,
                "name": each.organisation.name,
                "round": each.number,
                "added": len(each.added),
                "changed": len(each.changed),
                "unchanged": each.n_unchanged,
            }
            for each in plan.rounds
        ],
        "refused": [{"line": line, "reason": reason} for line, reason in refused],
    } | {
        "added": sum(len(each.added) for each in plan.rounds),
        "changed": sum(len(each.changed) for each in plan.rounds),
        "unchanged": sum(each.n_unchanged for each in plan.rounds),
    }


def as_json(found: dict) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)


def as_text(found: dict) -> str:
    lines = []
    if found["encoding"] != "UTF-8":
        lines.append(f"Read as {found['encoding']}, as it is not UTF-8: look at accented letters.")
    lines += [
        f"Organisation: {each['ods_code']} {each['name']}" for each in found["organisations_added"]
    ]
    lines += [
        f"{each['name']}, round {each['round']}: {counted(each['added'], 'answer')} added, "
        f"{each['changed']} changed, {each['unchanged']} unchanged"
        for each in found["self_ratings"]
        if each["added"] or each["changed"]
    ]
    lines += [f"Refused: line {each['line']}: {each['reason']}" for each in found["refused"]]
    lines.append(
        f"{counted(len(found['organisations_added']), 'organisation')} added, "
        f"{counted(found['added'], 'answer')} added, {found['changed']} changed, "
        f"{found['unchanged']} unchanged, "
        f"{len(found['refused'])} refused."
    )
    if not found["is_written"]:
        lines.append("Nothing was changed.")
    return "\n".join(lines)


def counted(n: int, one: str) -> str:
    """ "0 answers", "1 answer", "2 answers"."""
    return f"{n} {one if n == 1 else one + 's'}"
