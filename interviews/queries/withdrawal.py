"""What goes when somebody withdraws or takes a consent back, and what has gone since."""

from dataclasses import dataclass
from datetime import datetime

from adoption_reviews.models import AuditEvent
from interviews.models import Consent, Interview, Participant, Passage, Recording
from interviews.queries.passages import said_by


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the report that was released, and so stays as it is."""

    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Effects:
    held: list[Interview]  # begun or completed: they stop counting, for everybody in them
    called_off: list[Interview]  # planned with nobody else
    without: list[Interview]  # planned with others: they are held without this person
    others: list[str]  # pseudonyms of others in interviews that stop counting
    n_passages: int  # marked passages that stop counting
    n_quotes: int  # of these, those cleared to be quoted
    n_with_sound: int  # interviews whose sound is deleted
    released: list[Release]


def withdrawal_effects(participant: Participant, viewer=None) -> Effects:
    """What happens when `participant` withdraws, counting what `viewer` may see or, for
    None, everything. Six queries."""
    interviews = list(participant.interviews.prefetch_related("participants").order_by("number"))
    others = {
        interview.pk: [
            each.pseudonym
            for each in interview.participants.all()
            if each != participant and each.withdrawn_at is None
        ]
        for interview in interviews
    }
    planned = [each for each in interviews if each.status == Interview.Status.PLANNED]
    held = [each for each in interviews if each.status != Interview.Status.PLANNED]
    passages = Passage.objects.filter(interview__in=held)
    if viewer is not None:
        passages = passages.seen_by(viewer)
    return Effects(
        held=held,
        called_off=[each for each in planned if not others[each.pk]],
        without=[each for each in planned if others[each.pk]],
        others=sorted({other for each in held for other in others[each.pk]}),
        n_passages=passages.count(),
        n_quotes=passages.filter(is_usable=True).count(),
        n_with_sound=with_sound(participant).count(),
        released=releases(participant.review),
    )


def with_sound(participant: Participant):
    """Somebody's interviews of which there is recorded sound: a QuerySet."""
    sounding = Recording.objects.filter(deleted_at__isnull=True)
    return participant.interviews.filter(pk__in=sounding.values("interview"))


def n_quotes_of(participant: Participant, viewer) -> int:
    """How many cleared quotes that `viewer` may see need this participant's agreement."""
    return said_by(participant).seen_by(viewer).filter(is_usable=True).distinct().count()


def releases(review) -> list[Release]:
    """The versions of the review's report that were released, first to last: from the log."""
    events = AuditEvent.objects.filter(review=review, verb="report.released").order_by("pk")
    return [Release(event.detail["version"], event.at) for event in events]


def is_shut(review, number: int) -> bool:
    """Whether somebody in the interview has withdrawn, so that nobody reads it any more."""
    return Participant.objects.filter(
        interviews__review=review, interviews__number=number, withdrawn_at__isnull=False
    ).exists()


def last_left_at(reviews) -> dict[int, datetime]:
    """Review id → when somebody last withdrew there, or last took back to be quoted.

    What was made before then may hold words that must not be passed on any more. Two queries,
    however many reviews; those that nobody left are not in it.
    """
    withdrawn = Participant.objects.filter(review__in=reviews, withdrawn_at__isnull=False)
    unquoted = AuditEvent.objects.filter(
        review__in=reviews, verb="consent.taken_back", detail__consent=Consent.QUOTE.value
    )
    found = {}
    for review, at in [
        *withdrawn.order_by().values_list("review", "withdrawn_at"),
        *unquoted.order_by().values_list("review", "at"),
    ]:
        found[review] = max(at, found.get(review, at))
    return found
