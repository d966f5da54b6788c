"""What interviews say, for counting: the functions other apps stand on. Nothing here has a name.

Only `InterviewQuerySet.evidence` counts: interviews completed, in which nobody has withdrawn.
"""

from collections import defaultdict
from dataclasses import dataclass

from interviews.models import Coding, Interview, Participant

Taking = Interview.participants.through  # one row for each participant of each interview


@dataclass(frozen=True, slots=True)
class CodedPassage:
    """One passage coded once. `participant_id` is who counts as having said it."""

    review_id: int
    coding_id: int
    passage_id: int
    interview_id: int
    interview_number: int
    participant_id: int
    pseudonym: str
    role_group: str  # a RoleGroup
    framework_ref: str
    code: str
    direction: str  # a Direction
    quote: str  # the words as marked, possibly with names: never for a report
    usable_quote: str  # anonymised, cleared and consented to; "" when it may not be quoted


@dataclass(frozen=True, slots=True)
class Person:
    review_id: int
    participant_id: int
    role_group: str  # a RoleGroup


def coded_passages(reviews, framework_ref: str | None = None, viewer=None) -> list[CodedPassage]:
    """Every coding of `reviews` (Review rows or a QuerySet) that counts, in the order made.

    Three queries, however many reviews. With `framework_ref` only codings of that framework. Who
    said a passage is the participant of its first segment that is no question or, where that is not
    known, the interview's first participant: a joint interview then counts as one person, and may
    be quoted only when everybody in it agreed to be. Passages wholly within questions do not count,
    nor those in segments deleted since. Of an interview that `viewer` codes blind nothing does.
    """
    codings = (
        Coding.objects.seen_by(viewer)
        .counting()
        .with_speaker()
        .filter(
            passage__interview__in=Interview.objects.filter(review__in=reviews).evidence(),
            passage__start_segment__deleted_at__isnull=True,
            passage__end_segment__deleted_at__isnull=True,
        )
        .exclude(passage__start_segment__participant__withdrawn_at__isnull=False)
    )
    if framework_ref is not None:
        codings = codings.filter(framework_ref=framework_ref)
    participants = Participant.objects.filter(review__in=reviews).in_bulk()
    taking_part = _taking_part(reviews)
    found = []
    for row in codings.values_list(
        "passage__interview__review_id",
        "pk",
        "passage_id",
        "passage__interview_id",
        "passage__interview__number",
        "passage__start_segment__participant_id",
        "speaker_id",
        "framework_ref",
        "code",
        "direction",
        "passage__quote",
        "passage__anonymised_quote",
        "passage__is_usable",
        "passage__needs_a_look",
    ).order_by("pk"):
        review, coding, passage, interview, number, begins, speaker_id, ref, code = row[:9]
        direction, quote, anonymised, is_usable, needs_a_look = row[9:]
        asked = [begins] if begins else taking_part[interview]  # for consent, as its page does
        asked = [participants[pk] for pk in asked if pk in participants]
        said_by = participants.get(speaker_id) or next(iter(asked), None)
        if said_by is None:
            continue  # an interview without participants is nobody's evidence
        is_cleared = is_usable and not needs_a_look
        may_quote = is_cleared and all(each.consent_to_quote for each in {*asked, said_by})
        found.append(
            CodedPassage(
                review_id=review,
                coding_id=coding,
                passage_id=passage,
                interview_id=interview,
                interview_number=number,
                participant_id=said_by.pk,
                pseudonym=said_by.pseudonym,
                role_group=said_by.role_group,
                framework_ref=ref,
                code=code,
                direction=direction,
                quote=quote,
                usable_quote=anonymised if may_quote else "",
            )
        )
    return found


def _taking_part(reviews) -> dict[int, list[int]]:
    """Participant ids by interview id, in the order the participants were added."""
    taking_part = defaultdict(list)
    for interview, participant in (
        Taking.objects.filter(interview__review__in=reviews)
        .order_by("participant_id")
        .values_list("interview_id", "participant_id")
    ):
        taking_part[interview].append(participant)
    return taking_part


def people_interviewed(reviews) -> list[Person]:
    """Everybody in an interview that counts, once each, by review and participant. One query."""
    return [
        Person(*row)
        for row in Taking.objects.filter(
            interview__in=Interview.objects.filter(review__in=reviews).evidence()
        )
        .order_by("interview__review_id", "participant_id")
        .values_list("interview__review_id", "participant_id", "participant__role_group")
        .distinct()
    ]
