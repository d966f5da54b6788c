"""Bringing in a transcript that another program made."""

import uuid
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from adoption_reviews import audit
from interviews.actions.recording import LONGEST_TEXT
from interviews.actions.rows import insert_alike
from interviews.importing import Transcript, without_speakers
from interviews.models import Interview, KnownSpeaker, Segment, SegmentVersion
from interviews.queries.importing import (
    LEFT_OUT,
    OTHER,
    is_numbered,
    speaker_key,
    speakers_matched,
)
from interviews.queries.recording import INTERVIEWER


class ImportRefused(ValueError):
    """The transcript cannot go into this interview; the message is a sentence to show."""


class AlreadyImported(ImportRefused):
    """This very import was confirmed before."""


@transaction.atomic
def import_transcript(
    *,
    interview: Interview,
    transcript: Transcript,
    by,
    speakers: dict[str, str] | None = None,
    append: bool = False,
    import_id: uuid.UUID | None = None,
) -> Transcript:
    """Make a segment of every turn, behind those that are there, and complete the interview.

    `speakers` says who the transcript's speakers are: a pseudonym of the interview, INTERVIEWER,
    OTHER or LEFT_OUT; "" stands for words without a speaker, who stay without one unless told.
    It is remembered for the review's next import. Without it they are matched by name. No name
    that the file gives is stored: whoever is OTHER becomes "Speaker 1" and so on. Gives the
    transcript as it came in, without those who were left out.

    The same `import_id` brings nothing in twice. Raises AlreadyImported then, and ImportRefused
    when there is nothing to import, when somebody has withdrawn, or when the interview has a
    transcript and `append` is not set; then nothing was stored.
    """
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    import_id = import_id or uuid.uuid4()
    if Segment.objects.filter(pk=_segment_id(import_id, 0)).exists():
        raise AlreadyImported("This transcript has been imported already.")
    if speakers is None:
        speakers = speakers_matched(interview, transcript.speakers)
    else:
        _remember(interview, speakers)
    left_out = {speaker for speaker, who in speakers.items() if who == LEFT_OUT}
    transcript = without_speakers(transcript, left_out) if left_out else transcript
    _check(interview, transcript, append)
    n_segments = _store(interview, transcript, speakers, import_id, by)
    old_status = interview.status
    starts = [turn.start_ms for turn in transcript.turns if turn.start_ms is not None]
    _complete(interview, length_ms=max(starts, default=None))
    audit.record(
        by=by,
        verb="transcript.imported",
        on=interview,
        review=interview.review,
        format=transcript.format,
        cues=transcript.cues,
        imported=transcript.imported,
        joined=transcript.joined,
        left_out=len(transcript.left_out),
        segments=n_segments,
        status=[old_status, interview.status],
    )
    return transcript


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


def _store(
    interview: Interview,
    transcript: Transcript,
    speakers: dict[str, str],
    import_id: uuid.UUID,
    by,
) -> int:
    """Write a segment of each turn, and its first version; they share a new revision of the
    interview. Gives their number.
    """
    labels = _labels(interview, transcript, speakers)
    participants = {each.pseudonym: each.pk for each in interview.participants.all()}
    last = interview.segments.aggregate(last=Max("position"))["last"] or 0
    said = [
        (labels[turn.speaker], turn.start_ms, text)
        for turn in transcript.turns
        for text in pieces(turn.text)
    ]
    interview.revision += 1
    id_of = Segment._meta.pk.get_db_prep_save
    insert_alike(
        Segment(interview=interview, revision=interview.revision),
        ["id", "position", "kind", "speaker", "participant_id", "start_ms", "text"],
        (
            (
                id_of(_segment_id(import_id, number), connection),
                last + number + 1,
                Segment.Kind.QUESTION.value
                if speaker == INTERVIEWER
                else Segment.Kind.SPEECH.value,
                speaker,
                participants.get(speaker),
                start_ms,
                text,
            )
            for number, (speaker, start_ms, text) in enumerate(said)
        ),
    )
    _store_first_versions(interview, by)
    return len(said)


def _store_first_versions(interview: Interview, by) -> None:
    """Straight from the segments of the interview's latest revision."""
    same = "version, kind, stage, question, speaker, text"
    sql = (
        f"INSERT INTO {SegmentVersion._meta.db_table} (segment_id, deleted, by_id, at, {same}) "
        f"SELECT id, %s, %s, %s, {same} FROM {Segment._meta.db_table} "
        "WHERE interview_id = %s AND revision = %s"
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, [False, by.pk, now, interview.pk, interview.revision])


def _segment_id(import_id: uuid.UUID, number: int) -> uuid.UUID:
    return uuid.uuid5(import_id, str(number))


def _labels(
    interview: Interview, transcript: Transcript, speakers: dict[str, str]
) -> dict[str, str]:
    """What is kept with the words for each speaker of the transcript: never a name."""
    taken = set(interview.segments.values_list("speaker", flat=True).distinct())
    taken |= {name for name in transcript.speakers if is_numbered(name)}
    labels, number = {"": ""}, 0
    for speaker in ["", *transcript.speakers]:
        who = speakers.get(speaker, "")
        if who not in ("", OTHER):
            labels[speaker] = who
        elif is_numbered(speaker):
            labels[speaker] = speaker
        elif speaker or who == OTHER:
            number += 1
            while f"Speaker {number}" in taken:
                number += 1
            labels[speaker] = f"Speaker {number}"
    return labels


def _remember(interview: Interview, speakers: dict[str, str]) -> None:
    """Keep who each name stands for, under a key that does not give the name away."""
    people = {each.pseudonym: each for each in interview.participants.all()}
    roles = {INTERVIEWER: "interviewer", OTHER: "other", LEFT_OUT: "left-out"}
    found = {
        speaker_key(interview.review_id, speaker): who
        for speaker, who in speakers.items()
        if speaker and not is_numbered(speaker) and (who in people or who in roles)
    }
    known = KnownSpeaker.objects.filter(review=interview.review_id)
    known.filter(key__in=found).delete()
    KnownSpeaker.objects.bulk_create(
        KnownSpeaker(
            review_id=interview.review_id,
            key=key,
            participant=people.get(who),
            role=roles.get(who, ""),
        )
        for key, who in found.items()
    )


def _complete(interview: Interview, *, length_ms: int | None) -> None:
    """Mark it completed; its times come from the plan and the transcript, where they are known."""
    interview.status = Interview.Status.COMPLETED
    interview.started_at = interview.started_at or interview.scheduled_at
    if interview.started_at and not interview.ended_at and length_ms is not None:
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
