"""What goes when somebody withdraws or takes a consent back, for saying so before it happens."""

from dataclasses import dataclass
from datetime import datetime

from adoption_reviews.models import AuditEvent
from interviews.models import Interview, Participant, Passage
from interviews.queries.passages import said_by


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the report that was released, and so stays as it is."""

    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Effects:
    held: list[Interview]  # begun or completed: they stop counting, for everybody in them
    planned: list[Interview]  # with nobody else: they are not held
    joint_planned: list[Interview]  # they are held without this person
    others: list[str]  # pseudonyms of those who took part in interviews that stop counting
    n_passages: int  # marked passages that stop counting
    n_quotes: int  # of these, those cleared to be quoted
    n_with_sound: int  # interviews whose sound is deleted
    released: list[Release]


def withdrawal_effects(participant: Participant) -> Effects:
    """What happens when `participant` withdraws. Five queries."""
    interviews = list(participant.interviews.prefetch_related("participants").order_by("number"))
    planned = [each for each in interviews if each.status == Interview.Status.PLANNED]
    held = [each for each in interviews if each.status != Interview.Status.PLANNED]
    joint = [each for each in planned if len(each.participants.all()) > 1]
    passages = Passage.objects.filter(interview__in=held)
    return Effects(
        held=held,
        planned=[each for each in planned if each not in joint],
        joint_planned=joint,
        others=sorted(
            {
                other.pseudonym
                for each in held
                for other in each.participants.all()
                if other != participant and other.withdrawn_at is None
            }
        ),
        n_passages=passages.count(),
        n_quotes=passages.filter(is_usable=True).count(),
        n_with_sound=n_with_sound(participant),
        released=releases(participant.review),
    )


def n_with_sound(participant: Participant) -> int:
    """How many of somebody's interviews have sound."""
    return participant.interviews.filter(recordings__deleted_at__isnull=True).distinct().count()


def n_quotes_of(participant: Participant) -> int:
    """How many cleared quotes need this participant's agreement."""
    return said_by(participant).filter(is_usable=True).count()


def releases(review) -> list[Release]:
    """The versions of the review's report that were released, first to last: from the log."""
    events = AuditEvent.objects.filter(review=review, verb="report.released").order_by("pk")
    return [Release(event.detail["version"], event.at) for event in events]
