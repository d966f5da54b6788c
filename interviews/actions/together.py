"""What two people at one interview need besides saving: rival versions, and ticks of prompts."""

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from interviews.actions.recording import (
    RivalsSettled,
    SegmentContent,
    SegmentElsewhere,
    checked,
    next_revision,
    open_to_words,
)
from interviews.guide import guide_of
from interviews.models import CoveredPrompt, Interview, RivalVersion


class NoSuchPrompt(LookupError):
    """The interview's guide has no prompt with this key."""


@transaction.atomic
def keep_rival(
    *,
    interview: Interview,
    segment_id: UUID,
    rival_id: UUID,
    base: int,
    content: SegmentContent,
    by,
) -> RivalVersion:
    """Keep `content` beside the segment until somebody chooses between them.

    `base` is the segment's version that it was made from. Sending again is safe, and changes what
    waits. Raises SegmentRefused, InterviewWithdrawn; SegmentElsewhere when there is no such
    segment, or the id is of somebody else's rival; RivalsSettled when it waits no longer.
    """
    interview = open_to_words(interview)
    segment = interview.segments.filter(pk=segment_id).first()
    rival = RivalVersion.objects.filter(pk=rival_id).first()
    if segment is None or (rival and (rival.segment_id, rival.by_id) != (segment.pk, by.pk)):
        raise SegmentElsewhere
    content = checked(content, interview, segment)
    values = asdict(content)
    del values["start_ms"]  # that of the segment
    if rival is None:
        rival = RivalVersion(pk=rival_id, segment=segment, base=base, by=by)
    elif all(getattr(rival, name) == value for name, value in values.items()):
        return rival
    elif rival.settled_at:
        raise RivalsSettled(segment)
    for name, value in values.items():
        setattr(rival, name, value)
    rival.save()
    segment.revision = next_revision(interview)
    segment.save(update_fields=["revision"])
    return rival


@transaction.atomic
def set_covered(*, interview: Interview, key: str, is_covered: bool, by) -> None:
    """Tick a prompt of the guide as talked about, or take the tick away. Twice is once.

    Raises NoSuchPrompt for a tick that the guide has no place for.
    """
    if not is_covered:
        interview.covered.filter(key=key).delete()
        return
    if key not in {prompt.key for stage in guide_of(interview) for prompt in stage.prompts}:
        raise NoSuchPrompt(key)
    CoveredPrompt.objects.get_or_create(interview=interview, key=key, defaults={"by": by})
