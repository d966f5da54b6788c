"""What the recording page shows, and what is missing when an interview ends."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from interviews.guide import guide_of
from interviews.models import Interview, RivalVersion, Segment, SegmentVersion

INTERVIEWER = "Interviewer"


@dataclass(frozen=True, slots=True)
class Missing:
    """What an ended interview lacks; empty lists when it lacks nothing."""

    consents: list[tuple[str, list[str]]]  # pseudonym, what was not agreed to
    stages: list[str]  # titles of the guide's stages with no words in them
    words: bool  # there is not one segment with words
    choices: int  # segments of which two versions wait to be chosen between

    def __bool__(self):
        return bool(self.consents or self.stages or self.words or self.choices)


def missing(interview: Interview) -> Missing:
    """Consents not given, stages not spoken of, choices not made. Three queries."""
    spoken = {segment.stage for segment in interview.segments.standing() if segment.text.strip()}
    consents = []
    for participant in interview.participants.all():
        lacking = [
            words
            for given, words in (
                (participant.consent_to_interview, "being interviewed"),
                (participant.consent_to_quote, "being quoted without a name"),
            )
            if not given
        ]
        if lacking:
            consents.append((participant.pseudonym, lacking))
    return Missing(
        consents=consents,
        stages=[stage.title for stage in guide_of(interview) if stage.key not in spoken],
        words=not spoken,
        choices=choices_waiting(interview),
    )


def choices_waiting(interview: Interview) -> int:
    """How many segments have two versions or more that nobody has chosen between. One query."""
    return interview.segments.filter(_has_rivals()).count()


def interviews_to_record(review):
    """The review's interviews, each with `is_withdrawn`: somebody in it withdrew. A QuerySet."""
    withdrawn = Interview.participants.through.objects.filter(
        interview=OuterRef("pk"), participant__withdrawn_at__isnull=False
    )
    return review.interviews.annotate(is_withdrawn=Exists(withdrawn))


def _has_rivals():
    return Exists(RivalVersion.objects.filter(segment=OuterRef("pk"), settled_at__isnull=True))


def segments_as_recorded(interview: Interview):
    """Segments with `author` and `author_name` of their latest version, and in `waiting` the
    rival versions to choose between: a QuerySet, by position. Two queries.
    """
    latest = SegmentVersion.objects.filter(segment=OuterRef("pk"), version=OuterRef("version"))
    rivals = RivalVersion.objects.filter(settled_at__isnull=True).select_related("by")
    return (
        interview.segments.annotate(
            author=Subquery(latest.values("by")), author_name=Subquery(latest.values("by__name"))
        )
        .prefetch_related(Prefetch("rivals", rivals, to_attr="waiting"))
        .order_by("position", "pk")
    )


def segments_since(interview: Interview, since: int | None):
    """What changed after the revision `since`, deleted ones too; without it, what stands and what
    waits to be chosen between. A list; no query when nothing changed.
    """
    if since == interview.revision:
        return []
    segments = segments_as_recorded(interview)
    if since is None:
        segments = segments.filter(Q(deleted_at__isnull=True) | _has_rivals())
    else:
        segments = segments.filter(revision__gt=since)
    return list(segments)


def segment_values(segment: Segment, user) -> dict:
    """A segment of `segments_as_recorded` as the recording page of `user` knows it."""
    return {
        "id": str(segment.pk),
        "version": segment.version,
        "revision": segment.revision,
        "position": segment.position,
        "kind": segment.kind,
        "stage": segment.stage,
        "question": segment.question,
        "speaker": segment.speaker,
        "text": segment.text,
        "start_ms": segment.start_ms,
        "deleted": segment.deleted_at is not None,
        "by": segment.author_name or "",
        "mine": segment.author == user.pk,
        "rivals": [_rival_values(each, user) for each in segment.waiting],
    }


def _rival_values(rival: RivalVersion, user) -> dict:
    return {
        "id": str(rival.pk),
        "kind": rival.kind,
        "stage": rival.stage,
        "question": rival.question,
        "speaker": rival.speaker,
        "text": rival.text,
        "deleted": rival.deleted,
        "by": rival.by.name,
        "at": rival.at.isoformat(),
        "mine": rival.by_id == user.pk,
    }


def elapsed_ms(interview: Interview) -> int | None:
    """How long the interview has been going on, or did; None before it began."""
    if interview.started_at is None:
        return None
    until = interview.ended_at or timezone.now()
    return max(0, int((until - interview.started_at).total_seconds() * 1000))


def speakers(interview: Interview) -> list[tuple[str, str]]:
    """(label kept with the segment, words beside it): the interviewer, then the participants."""
    return [(INTERVIEWER, "")] + [
        (participant.pseudonym, participant.get_role_group_display())
        for participant in interview.participants.all()
    ]


def not_agreed(interview: Interview) -> list[str]:
    """Pseudonyms of those who have not agreed to be interviewed. One query."""
    asked = interview.participants.filter(consent_to_interview=False)
    return list(asked.values_list("pseudonym", flat=True))


def covered(interview: Interview) -> list[str]:
    """The keys of the prompts ticked as talked about, in the order they were ticked. One query."""
    return list(interview.covered.values_list("key", flat=True))
