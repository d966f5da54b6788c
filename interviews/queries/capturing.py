"""Whether an interview may be recorded as sound, and what is there of it."""

from dataclasses import dataclass
from enum import StrEnum

from adoption_reviews.queries import hub_settings
from interviews.models import Interview


class Obstacle(StrEnum):
    """Why there is no recording. The device deletes what it holds for all but `HUB`."""

    HUB = "hub"  # the hub records no sound
    CONSENT = "consent"  # somebody has not agreed, or no longer agrees, to be recorded
    DELETED = "deleted"  # the sound was deleted


@dataclass(frozen=True, slots=True)
class NotRecorded:
    obstacle: Obstacle
    words: str  # one sentence for the reviewer


def why_not_recorded(interview: Interview) -> NotRecorded | None:
    """What stands in the way of recording the interview's sound; None: nothing. Two queries."""
    if not hub_settings().audio_is_recorded:
        return NotRecorded(Obstacle.HUB, "The hub has switched off the recording of sound.")
    participants = list(interview.participants.order_by("pk"))
    withdrawn = [each for each in participants if each.withdrawn_at]
    refusing = [each for each in participants if not each.consent_to_record]
    if withdrawn:
        words = f"{_names(withdrawn)} withdrawn: nothing can be recorded."
    elif refusing:
        words = f"{_names(refusing)} not agreed to be recorded."
    elif not participants:
        words = "Nobody is named as taking part, so nobody has agreed to be recorded."
    else:
        return None
    return NotRecorded(Obstacle.CONSENT, words)


def _names(participants) -> str:
    """P01 has; P01 and P02 have; P01, P02 and P03 have."""
    names = [each.pseudonym for each in participants]
    if len(names) == 1:
        return f"{names[0]} has"
    return f"{', '.join(names[:-1])} and {names[-1]} have"
