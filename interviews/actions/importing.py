"""Bringing in a transcript that another program made."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from adoption_reviews import audit
from interviews.actions.recording import LONGEST_TEXT
from interviews.importing import Transcript
from interviews.models import Interview, Segment, SegmentVersion
from interviews.queries.importing import speakers_matched
from interviews.queries.recording import INTERVIEWER


class ImportRefused(ValueError):
    """The transcript cannot go into this interview; the message is a sentence to show."""


@transaction.atomic
def import_transcript(
    *,
    interview: Interview,
    transcript: Transcript,
    by,
    speakers: dict[str, str] | None = None,
    append: bool = False,
) -> list[Segment]:
    """Make a segment of every turn, behind those that are there, and complete the interview.

    `speakers` says who the transcript's speakers are: a pseudonym of the interview, INTERVIEWER,
    or "" to leave the name as written. Without it they are matched by name. Raises ImportRefused
    when there is nothing to import, when somebody has withdrawn, or when the interview has a
    transcript and `append` is not set; then nothing was stored.
    """
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    _check(interview, transcript, append)
    if speakers is None:
        speakers = speakers_matched(interview, transcript.speakers)
    participants = {each.pseudonym: each for each in interview.participants.all()}
    last = interview.segments.aggregate(last=Max("position"))["last"] or 0
    segments = []
    for turn in transcript.turns:
        speaker = speakers.get(turn.speaker) or turn.speaker
        for text in pieces(turn.text):
            segments.append(
                Segment(
                    interview=interview,
                    position=last + len(segments) + 1,
                    kind=Segment.Kind.QUESTION if speaker == INTERVIEWER else Segment.Kind.SPEECH,
                    speaker=speaker,
                    participant=participants.get(speaker),
                    start_ms=turn.start_ms,
                    text=text,
                )
            )
    Segment.objects.bulk_create(segments, batch_size=500)
    SegmentVersion.objects.bulk_create(
        [
            SegmentVersion(
                segment=each,
                version=1,
                kind=each.kind,
                speaker=each.speaker,
                text=each.text,
                by=by,
            )
            for each in segments
        ],
        batch_size=500,
    )
    old_status = interview.status
    _complete(interview, length_ms=max(turn.start_ms for turn in transcript.turns))
    audit.record(
        by=by,
        verb="transcript.imported",
        on=interview,
        review=interview.review,
        cues=transcript.cues,
        imported=transcript.imported,
        left_out=len(transcript.left_out),
        segments=len(segments),
        status=[old_status, interview.status],
    )
    return segments


def _check(interview: Interview, transcript: Transcript, append: bool) -> None:
    if not transcript.turns:
        raise ImportRefused("There are no words to import in this file.")
    withdrawn = interview.participants.filter(withdrawn_at__isnull=False).first()
    if withdrawn:
        raise ImportRefused(f"{withdrawn.pseudonym} has withdrawn, so nothing more may be added.")
    standing = interview.segments.standing().count()
    if standing and not append:
        raise ImportRefused(
            f"{interview} has a transcript already ({standing} segments). "
            "Say that the new one goes behind it, if that is what you want."
        )


def _complete(interview: Interview, *, length_ms: int) -> None:
    """Mark it completed; its times come from the plan and the transcript, where they are known."""
    interview.status = Interview.Status.COMPLETED
    interview.started_at = interview.started_at or interview.scheduled_at
    if interview.started_at and not interview.ended_at:
        interview.ended_at = interview.started_at + timedelta(milliseconds=length_ms)
    interview.save()


def pieces(text: str) -> list[str]:
    """The text in pieces no longer than a segment may be, cut between words where there are any."""
    found = []
    while len(text) > LONGEST_TEXT:
        cut = text.rfind(" ", 0, LONGEST_TEXT + 1)
        cut = cut if cut > 0 else LONGEST_TEXT
        found.append(text[:cut])
        text = text[cut:].lstrip()
    return [*found, text] if text else found
