"""Saving what is typed while somebody talks, and ending an interview.

Saves write no audit event each: every version of every segment is kept with its author and time,
which is the trail. The log says when an interview was started and when it was ended.

Every save gives the interview a new revision, and each segment it touches the same: whoever asks
for what changed since a revision misses nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.coding.following import Was
from interviews.actions.reanchoring import reanchor
from interviews.guide import stage_keys
from interviews.models import Interview, RivalVersion, Segment, SegmentVersion

LONGEST_TEXT = 20_000  # characters of one segment
LONGEST_CLOCK = timedelta(hours=24)  # an interview that seems to run longer has a wrong clock


class SegmentRefused(ValueError):
    """What was sent cannot be a segment; the message says why, for the writer."""


class InterviewWithdrawn(SegmentRefused):
    """Somebody in the interview has withdrawn: no more words of it are taken."""


class SegmentElsewhere(LookupError):
    """The id belongs to a segment of another interview."""


class SegmentConflict(Exception):
    """Somebody changed the segment since the version this save is based on."""

    def __init__(self, segment: Segment):
        super().__init__(str(segment))
        self.segment = segment


class RivalsSettled(Exception):
    """Somebody has chosen already between the versions that this save would settle."""

    def __init__(self, segment: Segment):
        super().__init__(str(segment))
        self.segment = segment


@dataclass(frozen=True, slots=True)
class SegmentContent:
    """What a segment says, as typed."""

    kind: str
    stage: str
    speaker: str
    text: str
    start_ms: int | None = None  # since the interview began
    deleted: bool = False
    question: str = ""  # key of the guide's question that it asks


@dataclass(frozen=True, slots=True)
class Saved:
    segment: Segment  # as it stands now
    version: int  # the version that holds what was sent


@transaction.atomic
def save_segment(
    *,
    interview: Interview,
    segment_id: UUID,
    base: int,
    content: SegmentContent,
    by,
    after: UUID | None = None,
    elapsed_ms: int = 0,
    settles: Collection[UUID] = (),
) -> Saved:
    """Store `content` as the version after `base` (0: a new segment). Sending twice is safe.

    `after` is the segment a new one goes behind; without it, or when it is not known here, the
    new one goes to the end, in the order of arrival. `elapsed_ms` is how long the interview has
    been going on by the writer's clock; the first save starts it. A completed interview takes
    saves too: words may have waited on a device. `settles` are the rival versions that this
    chooses between: they wait no longer.

    Raises SegmentRefused, InterviewWithdrawn, SegmentElsewhere, SegmentConflict, RivalsSettled;
    then nothing was stored.
    """
    interview = open_to_words(interview)
    segment = Segment.objects.filter(pk=segment_id).first()
    if segment is not None and segment.interview_id != interview.pk:
        raise SegmentElsewhere
    content = checked(content, interview, segment)
    rivals = _to_settle(segment, settles, base, content) if segment and settles else []
    if segment is None:
        segment = Segment(pk=segment_id, interview=interview, version=0)
        is_new, version = True, 1
    elif base == segment.version:
        is_new = not _is_stored(segment, base, content)
        version = base + is_new
    elif _is_stored(segment, base + 1, content):
        is_new, version = False, base + 1
    else:
        raise SegmentConflict(segment)
    if is_new or rivals:
        segment.revision = next_revision(interview)
    if is_new:
        if segment.version == 0:
            segment.position = _make_room(segment, after)
        _store(segment, content, by)
        start_interview(interview, elapsed_ms, by)
    if rivals:
        segment.save(update_fields=["revision"])
        RivalVersion.objects.filter(pk__in=[each.pk for each in rivals]).update(
            settled_at=timezone.now(), settled_by=by
        )
    return Saved(segment, version)


def open_to_words(interview: Interview) -> Interview:
    """The interview, locked: one save at a time, so that positions, versions and revisions are
    given out once. Raises InterviewWithdrawn.
    """
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    withdrawn = interview.participants.filter(withdrawn_at__isnull=False).first()
    if withdrawn:
        raise InterviewWithdrawn(
            f"{withdrawn.pseudonym} has withdrawn: no more words of this interview are taken"
        )
    return interview


def next_revision(interview: Interview) -> int:
    """Count up the revision of an interview that is locked."""
    interview.revision += 1
    interview.save(update_fields=["revision"])
    return interview.revision


def _to_settle(
    segment: Segment, settles: Collection[UUID], base: int, content: SegmentContent
) -> list[RivalVersion]:
    """Those of `settles` that still wait; empty when this same choice was made already."""
    waiting = list(segment.rivals.filter(pk__in=settles, settled_at__isnull=True))
    is_chosen = _is_stored(segment, base + 1, content) or (
        base == segment.version and _is_stored(segment, base, content)
    )
    if not waiting and not is_chosen:
        raise RivalsSettled(segment)
    return waiting


def checked(
    content: SegmentContent, interview: Interview, segment: Segment | None
) -> SegmentContent:
    """The content as it can be stored. Raises SegmentRefused."""
    for words in (content.text, content.speaker, content.question):
        if "\x00" in words:
            raise SegmentRefused("The words hold a character that cannot be stored (NUL)")
    if len(content.text) > LONGEST_TEXT:
        raise SegmentRefused(
            f"This segment has {len(content.text):,} characters; {LONGEST_TEXT:,} are the most. "
            "Press Enter inside it to make two of it"
        )
    if len(content.speaker) > 100:
        raise SegmentRefused("The speaker's name is longer than 100 characters")
    if len(content.question) > 60:
        raise SegmentRefused("The key of the guide's question is longer than 60 characters")
    if content.kind not in Segment.Kind.values:
        raise SegmentRefused(f"There is no kind of segment called {content.kind}")
    # A segment may keep a stage that the guide no longer has.
    stages = {"", segment.stage if segment else "", *stage_keys(interview.review.influences_ref)}
    if content.stage not in stages:
        raise SegmentRefused(f"The guide has no stage called {content.stage}")
    # One kind of line break, as a browser counts it: offsets must mean the same everywhere.
    return replace(content, text=content.text.replace("\r\n", "\n").replace("\r", "\n"))


def _make_room(segment: Segment, after: UUID | None) -> int:
    """The position of a new segment; those behind it move up, which is a change of theirs too."""
    others = segment.interview.segments.all()
    anchor = others.filter(pk=after).first() if after else None
    if anchor is None:
        return (others.aggregate(last=Max("position"))["last"] or 0) + 1
    others.filter(position__gt=anchor.position).update(
        position=F("position") + 1, revision=segment.revision
    )
    return anchor.position + 1


def _is_stored(segment: Segment, version: int, content: SegmentContent) -> bool:
    return SegmentVersion.objects.filter(
        segment=segment,
        version=version,
        kind=content.kind,
        stage=content.stage,
        question=content.question,
        speaker=content.speaker,
        text=content.text,
        deleted=content.deleted,
    ).exists()


def _store(segment: Segment, content: SegmentContent, by) -> None:
    old_version, old_text, was_deleted = segment.version, segment.text, segment.deleted_at
    if content.speaker != segment.speaker:
        segment.participant = segment.interview.participants.filter(
            pseudonym=content.speaker
        ).first()
    segment.kind, segment.stage, segment.question = content.kind, content.stage, content.question
    segment.speaker, segment.text = content.speaker, content.text
    if content.start_ms is not None:
        segment.start_ms = content.start_ms
    segment.deleted_at = (was_deleted or timezone.now()) if content.deleted else None
    segment.version = old_version + 1
    segment.save()
    SegmentVersion.objects.create(
        segment=segment,
        version=segment.version,
        kind=segment.kind,
        stage=segment.stage,
        question=segment.question,
        speaker=segment.speaker,
        text=segment.text,
        deleted=content.deleted,
        by=by,
    )
    if segment.text != old_text or bool(segment.deleted_at) != bool(was_deleted):
        reanchor(segment=segment, was=Was(old_version, old_text, stood=not was_deleted))


def start_interview(interview: Interview, elapsed_ms: int, by) -> None:
    """Part of the first save of words or sound: a planned interview is in progress now."""
    if interview.status != Interview.Status.PLANNED:
        return
    interview.status = Interview.Status.IN_PROGRESS
    interview.started_at = timezone.now() - min(timedelta(milliseconds=elapsed_ms), LONGEST_CLOCK)
    interview.save()
    audit.record(by=by, verb="interview.started", on=interview, review=interview.review)


@transaction.atomic
def end_interview(*, interview: Interview, by) -> Interview:
    """Mark the interview as completed. What is missing does not stand in the way."""
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    if interview.status != Interview.Status.COMPLETED:
        interview.status = Interview.Status.COMPLETED
        interview.ended_at = timezone.now()
        interview.save()
        audit.record(by=by, verb="interview.ended", on=interview, review=interview.review)
    return interview
