"""What the recording page shows, and what is missing when an interview ends."""

from dataclasses import dataclass

from django.utils import timezone

from interviews.guide import guide_of
from interviews.models import Interview, Segment

INTERVIEWER = "Interviewer"


@dataclass(frozen=True, slots=True)
class Missing:
    """What an ended interview lacks; empty lists when it lacks nothing."""

    consents: list[tuple[str, list[str]]]  # pseudonym, what was not agreed to
    stages: list[str]  # titles of the guide's stages with no words in them
    words: bool  # there is not one segment with words

    def __bool__(self):
        return bool(self.consents or self.stages or self.words)


def missing(interview: Interview) -> Missing:
    """Consents not given and stages not spoken of. Two queries."""
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
    )


def segment_values(segment: Segment, version: int | None = None) -> dict:
    """A segment as the recording page knows it. `version`: another than the latest."""
    return {
        "id": str(segment.pk),
        "version": version or segment.version,
        "position": segment.position,
        "kind": segment.kind,
        "stage": segment.stage,
        "speaker": segment.speaker,
        "text": segment.text,
        "start_ms": segment.start_ms,
        "deleted": segment.deleted_at is not None,
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
