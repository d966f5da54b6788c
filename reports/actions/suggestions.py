"""Deciding on suggested codes. What is accepted becomes a coding like any other."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.codes import split_key
from adoption_reviews.coding.actions import CodingRefused, add_coding
from adoption_reviews.coding.sources import Span
from interviews.models import Interview, Suggestion


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a code suggested for some words. Offsets in code points."""

    segment: UUID
    start: int
    end: int
    words: str  # what they read there
    key: str  # of the code
    similarity: float  # 0 to 1
    direction: str  # a Direction; empty: refused


@dataclass(frozen=True, slots=True)
class Decided:
    accepted: int
    refused: int
    failed: list[str]  # why what was accepted could not be coded, each once


@transaction.atomic
def decide_suggestions(*, interview: Interview, decisions: list[Decision], by) -> Decided:
    """Keep what was decided, and code what was accepted. One that cannot be coded, as when its
    words were corrected meanwhile, is left undecided and stops none of the others.
    """
    known = set(interview.segments.standing().values_list("pk", flat=True))
    accepted = refused = 0
    failed = {}
    for decision in decisions:
        if decision.segment not in known:
            failed["Some of these words are no longer in the transcript"] = None
            continue
        try:
            with transaction.atomic():
                _decide(interview, decision, by)
        except CodingRefused as refusal:
            failed[str(refusal)] = None
            continue
        accepted += bool(decision.direction)
        refused += not decision.direction
    if accepted or refused:
        audit.record(
            by=by,
            verb="suggestions.decided",
            on=interview,
            review=interview.review,
            interview=interview.number,
            accepted=accepted,
            refused=refused,
        )
    return Decided(accepted, refused, list(failed))


def _decide(interview: Interview, decision: Decision, by) -> None:
    framework_ref, code = split_key(decision.key)
    if decision.direction:
        segment = str(decision.segment)
        add_coding(
            source=interview,
            span=Span(segment, decision.start, segment, decision.end),
            framework_ref=framework_ref,
            code=code,
            direction=decision.direction,
            words=decision.words,
            by=by,
        )
    Suggestion.objects.update_or_create(
        segment_id=decision.segment,
        start_offset=decision.start,
        end_offset=decision.end,
        framework_ref=framework_ref,
        code=code,
        by=by,
        defaults={
            "words": decision.words,
            "similarity": decision.similarity,
            "is_accepted": bool(decision.direction),
        },
    )
