"""manage.py import_review FILE: bring a REFI-QDA project or codebook into a review."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from adoption_reviews.access import Access
from adoption_reviews.models import Review, User
from adoption_reviews.office_files import RefusedFile
from adoption_reviews.roles import Permission
from adoption_reviews.vocabulary import Direction
from interviews.queries.interviews import reviewers_of
from reports.actions.exchange import NothingToImport, import_project
from reports.exchange.account import Account, What
from reports.exchange.archive import MAX_BYTES
from reports.exchange.project import Project
from reports.exchange.reading import read_exchange_file

STANDARD_INPUT = "-"
NO_FILE = Project(name="")


class Command(BaseCommand):
    help = (
        "Bring a REFI-QDA project (.qdpx) or codebook (.qdc) into a review. All that can be comes "
        "in, or nothing; everything else is named with the reason. Importing a file again adds "
        "nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="a file, or - for standard input")
        parser.add_argument("--review", metavar="SLUG", help="where it goes, e.g. rx1-1")
        parser.add_argument(
            "--by", metavar="EMAIL", help="a reviewer of the review; needed when there are several"
        )
        parser.add_argument(
            "--direction",
            choices=Direction.values,
            default=Direction.MIXED.value,
            help="of codings that say none (default: mixed)",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="change nothing; without a review, read the file only",
        )
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args, file, review, by, direction, dry_run, json, **options):
        project, account, outcome = NO_FILE, Account(), None
        try:
            if not review and not dry_run:
                raise CommandError("Say where it goes with --review, or use --dry-run.")
            project, account = read(file)
            if review:
                row = review_of(review)
                outcome = import_project(
                    review=row,
                    project=project,
                    account=account,
                    by=user_of(by, row),
                    direction=direction,
                    is_trial=dry_run,
                )
        except (CommandError, NothingToImport) as error:
            if json:
                self.stdout.write(as_json(project, account, outcome, error=str(error)))
            raise CommandError(str(error)) from None
        written = as_json if json else as_text
        self.stdout.write(written(project, account, outcome))
        if dry_run and not json:
            self.stdout.write("Dry run: nothing was changed.")


def read(file: str) -> tuple[Project, Account]:
    """Raises CommandError."""
    try:
        if file == STANDARD_INPUT:
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        return read_exchange_file(data)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    except RefusedFile as error:
        raise CommandError(f"{file}: {error}") from None


def review_of(slug: str) -> Review:
    review = Review.objects.select_related("organisation").filter(slug=slug).first()
    if review is None:
        raise CommandError(f"There is no review {slug}.")
    return review


def user_of(email: str | None, review: Review) -> User:
    """A reviewer of the review: the one of that address or, without one, the only one."""
    if email is None:
        people = list(reviewers_of(review)[:2])
        if len(people) != 1:
            raise CommandError(f"Say who brings it in with --by: a reviewer of {review.slug}.")
        return people[0]
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None or Permission.CODE_PASSAGES not in Access(user).in_review(review):
        raise CommandError(f"{email} is not a reviewer of {review.slug}.")
    return user


def as_json(project: Project, account: Account, outcome, error: str | None = None) -> str:
    """The same keys for every file, refused or not. found = imported + refused, for each kind."""
    codes = outcome.codes if outcome else None
    return json.dumps(
        {
            "name": project.name,
            "origin": project.origin,
            "sources": asdict(account.count(What.SOURCE)),
            "codes": asdict(account.count(What.CODE)),
            "selections": asdict(account.count(What.SELECTION)),
            "codings": asdict(account.count(What.CODING)),
            "notes": len(project.notes),
            "users": len(project.users),
            "cases": len(project.cases),
            "refused": [asdict(each) for each in account.refused],
            "no_equal": dict(account.no_equal),
            "texts": [asdict(each) for each in outcome.texts] if outcome else None,
            "offsets": account.offsets,
            "remarks": account.remarks,
            "made": {
                "interviews": outcome.n_interviews,
                "case_studies": outcome.n_case_studies,
                "participants": outcome.n_people,
                "themes": list(codes.new_themes),
                "memos": outcome.n_memos,
            }
            if outcome
            else None,
            "there_already": {
                "sources": outcome.n_texts_there,
                "codes": codes.n_matched,
                "selections": outcome.n_selections_there,
                "codings": outcome.n_codings_there,
                "memos": outcome.n_memos_there,
            }
            if outcome
            else None,
            "error": error,
        },
        ensure_ascii=False,
    )


def as_text(project: Project, account: Account, outcome) -> str:
    lines = []
    for what in What:
        count = account.count(what)
        lines.append(
            f"{what.capitalize()}s: {count.found} found, {count.imported} imported, "
            f"{count.refused} refused."
        )
    for each in account.reasons():
        names = f" ({'; '.join(each.names)})" if each.names else ""
        lines.append(f"Refused: {each.number} {each.what}s: {each.reason}{names}")
    lines += [f"No equal here: {number} × {words}" for words, number in account.no_equal.items()]
    lines += [account.offsets] if account.offsets else []
    lines += account.remarks
    if outcome:
        lines.append(
            f"Made: {outcome.n_interviews} interviews, {outcome.n_case_studies} case studies, "
            f"{outcome.n_people} participants, {len(outcome.codes.new_themes)} themes, "
            f"{outcome.n_memos} memos."
        )
    return "\n".join(lines)
