"""manage.py import_transcript FILE: bring a transcript into an interview."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from adoption_reviews.access import Access
from adoption_reviews.models import User
from adoption_reviews.roles import Permission
from interviews.actions.importing import ImportRefused, import_transcript
from interviews.importing import MAX_WORD_BYTES, UnreadableTranscript, read_transcript
from interviews.models import Interview

STANDARD_INPUT = "-"


class Command(BaseCommand):
    help = (
        "Bring a transcript (WebVTT, SRT, Word or plain text) into an interview. All of it comes "
        "in, or nothing; each cue that is left out is named with its line and the reason. No "
        "speaker's name is kept: they become pseudonyms where the names match, else Speaker 1, 2."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="a file, or - for standard input")
        parser.add_argument("--review", metavar="SLUG", help="the review, e.g. rx1-1")
        parser.add_argument(
            "--interview", metavar="[REVIEW/]NUMBER", help="where it goes, e.g. rx1-1/12"
        )
        parser.add_argument("--by", metavar="EMAIL", help="a reviewer of the review")
        parser.add_argument(
            "--append", action="store_true", help="behind the transcript that is there already"
        )
        parser.add_argument("--dry-run", action="store_true", help="read the file only")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args, file, review, interview, by, append, dry_run, json, **options):
        if not dry_run and not (interview and by):
            raise CommandError("Say where it goes with --interview and who brings it with --by.")
        try:
            transcript = read(file)
            if not dry_run:
                place = f"{review}/{interview}" if review else interview
                transcript = bring_in(transcript, place, by, append)
        except CommandError as error:
            if json:
                self.stdout.write(as_json(None, refused=str(error)))
            raise
        self.stdout.write(as_json(transcript) if json else as_text(transcript, dry_run))


def read(file: str):
    """The transcript in the file. Raises CommandError."""
    most = MAX_WORD_BYTES + 1  # enough to know that it is too large
    try:
        if file == STANDARD_INPUT:
            data = sys.stdin.buffer.read(most)
        else:
            with Path(file).open("rb") as opened:
                data = opened.read(most)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    try:
        return read_transcript(data)
    except UnreadableTranscript as error:
        raise CommandError(f"{file}: {error}") from None


def bring_in(transcript, place: str, by: str, append: bool):
    """The transcript as it came in. Raises CommandError."""
    user = user_of(by)
    interview = interview_of(place, user)
    try:
        return import_transcript(interview=interview, transcript=transcript, by=user, append=append)
    except ImportRefused as error:
        hint = " Use --append." if "behind it" in str(error) else ""
        raise CommandError(f"{error}{hint}") from None


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


def as_json(transcript, refused: str | None = None) -> str:
    """The same keys for every format, refused or not; `cues` is what `found` was called before."""
    found = transcript.cues if transcript else 0
    left_out, mended = (transcript.left_out, transcript.mended) if transcript else ((), ())
    return json.dumps(
        {
            "format": transcript.format if transcript else None,
            "encoding": transcript.encoding if transcript else None,
            "unit": transcript.unit if transcript else None,
            "found": found,
            "cues": found,
            "imported": transcript.imported if transcript else 0,
            "joined": transcript.joined if transcript else 0,
            "segments": len(transcript.turns) if transcript else 0,
            "left_out": [
                {"line": each.line, "reason": each.reason, "words": each.words} for each in left_out
            ],
            "mended": [{"line": each.line, "reason": each.reason} for each in mended],
            "speakers": transcript.speakers if transcript else [],
            "notes": list(transcript.notes) if transcript else [],
            "refused": refused,
        },
        ensure_ascii=False,
    )


def as_text(transcript, dry_run: bool) -> str:
    where = "paragraph" if transcript.unit == "paragraph" else "line"
    lines = [f"Left out: {where} {each.line}: {each.reason}" for each in transcript.left_out]
    lines += [f"Mended: {where} {each.line}: {each.reason}" for each in transcript.mended]
    lines += [f"Note: {note}" for note in transcript.notes]
    if transcript.speakers:
        lines.append(f"Speakers: {'; '.join(transcript.speakers)}")
    outcome = f"{transcript.imported} of {transcript.cues} {transcript.unit}s"
    lines.append(
        f"{transcript.format}: {outcome} {'can be ' if dry_run else ''}imported, "
        f"{transcript.joined} of them joined to the one before."
    )
    if dry_run:
        lines.append("Dry run: nothing was changed.")
    return "\n".join(lines)
