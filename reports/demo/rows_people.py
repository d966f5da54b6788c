"""Rows of participants, their names and their interviews, held and planned.

Pseudonyms and interview numbers count up within each review, as the actions would have it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from adoption_reviews.models import Review
from interviews.models import (
    Consent,
    ConsentState,
    Interview,
    Participant,
    ParticipantIdentity,
)
from reports.demo.dealing import Speaker
from reports.demo.rows_hub import Hub, at
from reports.demo.words import Words

SLOTS = [(9, 0), (10, 15), (11, 30), (13, 30), (14, 45), (16, 0)]
MODES = [Interview.Mode.IN_PERSON] * 13 + [Interview.Mode.VIDEO] * 6 + [Interview.Mode.PHONE]


@dataclass
class Taking:
    """One participant's interview on its way into the database."""

    participant: Participant
    interview: Interview
    speaker: Speaker | None  # None: still to be interviewed
    reviewers: list


def make_people(words: Words, hub: Hub, rng: Random) -> dict[str, list[Taking]]:
    """Store everybody's participation, one interview each; by review."""
    return {
        key: _interviews(words, key, _participants(words, key, review, hub, rng), hub, rng)
        for key, review in hub.reviews.items()
    }


def _participants(
    words: Words, key: str, review: Review, hub: Hub, rng: Random
) -> list[Participant]:
    plan = words.reviews[key]
    people = [(group, *each) for group, them in words.people[key].items() for each in them]
    rng.shuffle(people)
    participants = []
    for number, (group, _, _, division) in enumerate(people, start=1):
        pseudonym = f"P{number:02d}"
        agreed = pseudonym not in plan.planned
        left = plan.withdrawn.get(pseudonym)
        participant = Participant(
            review=review,
            pseudonym=pseudonym,
            role_group=group,
            division=division,
            withdrawn_at=at(left, 11, 20) if left else None,
        )
        given = {
            Consent.INTERVIEW: agreed,
            Consent.RECORD: agreed and number % 5 != 0,
            Consent.QUOTE: agreed and pseudonym not in plan.not_quoted,
        }
        for consent, is_given in given.items():
            asked = (plan.interviews[0], hub.reviewers[0]) if is_given else (None, None)
            participant.set_consent(ConsentState(consent, is_given, *asked))
        participants.append(participant)
    Participant.objects.bulk_create(participants)
    ParticipantIdentity.objects.bulk_create(
        ParticipantIdentity(participant=participant, name=name, job_title=job)
        for participant, (_, name, job, _) in zip(participants, people, strict=True)
    )
    review.participants.update(created_at=at(plan.starts_on, 10))
    return participants


def _interviews(
    words: Words, key: str, participants: list[Participant], hub: Hub, rng: Random
) -> list[Taking]:
    """One interview each: those held in an order of their own, then those still planned."""
    plan = words.reviews[key]
    held = [each for each in participants if each.pseudonym not in plan.planned]
    rng.shuffle(held)
    days = _working_days(*plan.interviews)
    takings = []
    for place, participant in enumerate(held):
        scheduled = at(days[place * len(days) // len(held)], *SLOTS[(place * 5) % len(SLOTS)])
        started = scheduled + timedelta(minutes=rng.randint(0, 9))
        interview = Interview(
            status=Interview.Status.COMPLETED,
            scheduled_at=scheduled,
            started_at=started,
            ended_at=started + timedelta(minutes=rng.randint(31, 58)),
        )
        speaker = Speaker(key, participant.pseudonym, participant.role_group)
        takings.append(Taking(participant, interview, speaker, []))
    for place, (pseudonym, day) in enumerate(plan.planned.items()):
        [participant] = [each for each in participants if each.pseudonym == pseudonym]
        interview = Interview(scheduled_at=at(day, *SLOTS[place]))
        takings.append(Taking(participant, interview, None, []))
    for number, taking in enumerate(takings, start=1):
        taking.interview.review = participants[0].review
        taking.interview.number = number
        taking.interview.guide_version = hub.guide_version if plan.has_hub_guide else None
        taking.interview.mode = rng.choice(MODES)
        first, second = hub.reviewers if number % 3 else reversed(hub.reviewers)
        taking.reviewers = [first, second] if number % 4 == 0 else [first]
    Interview.objects.bulk_create(each.interview for each in takings)
    Interview.participants.through.objects.bulk_create(
        Interview.participants.through(interview=each.interview, participant=each.participant)
        for each in takings
    )
    Interview.reviewers.through.objects.bulk_create(
        Interview.reviewers.through(interview=each.interview, user=user)
        for each in takings
        for user in each.reviewers
    )
    participants[0].review.interviews.update(created_at=at(plan.starts_on, 10, 30))
    return takings


def _working_days(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]
