"""manage.py import_transcript FILE: bring a WebVTT transcript into an interview."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from adoption_reviews.access import Access
from adoption_reviews.models import User
from adoption_reviews.roles import Permission
from interviews.actions.importing import ImportRefused, import_transcript
from interviews.importing import MAX_BYTES, UnreadableTranscript, read_transcript
from interviews.models import Interview


class Command(BaseCommand):
    help = (
        "Bring a transcript (WebVTT, as Teams and Zoom export it) into an interview. All of it "
        "comes in, or nothing; each cue that is left out is named with its line and the reason."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--interview", metavar="REVIEW/NUMBER", help="where it goes, e.g. rx1-1/12"
        )
        parser.add_argument("--by", metavar="EMAIL", help="a reviewer of the review")
        parser.add_argument(
            "--append", action="store_true", help="behind the transcript that is there already"
        )
        parser.add_argument("--dry-run", action="store_true", help="read the file only")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args, file, interview, by, append, dry_run, json, **options):
        if not dry_run and not (interview and by):
            raise CommandError("Say where it goes with --interview and who brings it with --by.")
        transcript = read(file)
        if not dry_run:
            by = user_of(by)
            interview = interview_of(interview, by)
            try:
                import_transcript(interview=interview, transcript=transcript, by=by, append=append)
            except ImportRefused as error:
                hint = " Use --append." if "behind it" in str(error) else ""
                raise CommandError(f"{error}{hint}") from None
        self.stdout.write(as_json(transcript) if json else as_text(transcript, dry_run))


def read(path: Path):
    """The transcript in the file. Raises CommandError."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # enough to know that it is too large
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        return read_transcript(data)
    except UnreadableTranscript as error:
        raise CommandError(f"{path}: {error}") from None


def user_of(email: str) -> User:
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody signs in as {email}.")
    return user


def interview_of(place: str, by: User) -> Interview:
    """The interview at REVIEW/NUMBER, which `by` must have the right to import into."""
    slug, _, number = place.rpartition("/")
    access = Access(by)
    review = access.reviews().filter(slug=slug).first()
    if review is None or Permission.RECORD_INTERVIEWS not in access.in_review(review):
        raise CommandError(f"There is no review {slug or place} in which {by.email} is a reviewer.")
    is_number = number.isdecimal() and len(number) <= 9
    interview = review.interviews.filter(number=number).first() if is_number else None
    if interview is None:
        raise CommandError(f"There is no interview {number} in {slug}.")
    return interview


def as_json(transcript) -> str:
    return json.dumps(
        {
            "cues": transcript.cues,
            "imported": transcript.imported,
            "left_out": [
                {"line": each.line, "reason": each.reason} for each in transcript.left_out
            ],
            "speakers": transcript.speakers,
        },
        ensure_ascii=False,
    )


def as_text(transcript, dry_run: bool) -> str:
    lines = [f"Left out: line {each.line}: {each.reason}" for each in transcript.left_out]
    lines += [f"Mended: line {each.line}: {each.reason}" for each in transcript.mended]
    if transcript.speakers:
        lines.append(f"Speakers: {'; '.join(transcript.speakers)}")
    lines.append(
        f"{transcript.imported} of {transcript.cues} cues {'can be ' if dry_run else ''}imported."
    )
    if dry_run:
        lines.append("Dry run: nothing was changed.")
    return "\n".join(lines)
