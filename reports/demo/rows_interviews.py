"""Rows of interviews: participants with their names, interviews, transcripts, coded passages.

Stored in bulk, so everything that the actions would see to is seen to here: pseudonyms and
numbers count up, each segment has its versions, a quote is the words at its offsets, and only
words of people who agreed to it are cleared for use.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Review
from interviews.models import (
    Coding,
    Interview,
    Participant,
    ParticipantIdentity,
    Passage,
    Segment,
    SegmentVersion,
)
from interviews.queries.recording import INTERVIEWER
from reports.demo.dealing import Speaker, deal
from reports.demo.rows_hub import Hub, at
from reports.demo.transcript import Deck, Mark, Turn, transcript
from reports.demo.words import ReviewPlan, Words

SLOTS = [(9, 0), (10, 15), (11, 30), (13, 30), (14, 45), (16, 0)]
MODES = [Interview.Mode.IN_PERSON] * 13 + [Interview.Mode.VIDEO] * 6 + [Interview.Mode.PHONE]
CLEARED = {"helps": 2, "hinders": 1, "mixed": 0}  # quotes on each influence in each review
TYPED_TWICE = 40  # every so manyth answer was corrected once


@dataclass
class Taking:
    """One participant's interview on its way into the database."""

    participant: Participant
    interview: Interview
    speaker: Speaker | None  # None: still to be interviewed
    reviewers: list


def make_interviews(words: Words, hub: Hub, rng: Random) -> None:
    """Store participants, interviews, transcripts, passages and codings of all reviews."""
    takings = {}
    for key, review in hub.reviews.items():
        participants = _participants(words, key, review, hub, rng)
        takings[key] = _interviews(words.reviews[key], key, participants, hub, rng)
    speakers = [each.speaker for here in takings.values() for each in here if each.speaker]
    deal(words, speakers, rng)
    for key, review in hub.reviews.items():
        _transcripts(words, review, takings[key], Deck(words, words.reviews[key].wards, rng))


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
        participants.append(
            Participant(
                review=review,
                pseudonym=pseudonym,
                role_group=group,
                division=division,
                consent_to_interview=agreed,
                consent_to_record=agreed and number % 5 != 0,
                consent_to_quote=agreed and pseudonym not in plan.not_quoted,
                consent_taken_on=plan.interviews[0] if agreed else None,
                consent_taken_by=hub.reviewers[0] if agreed else None,
                withdrawn_at=at(left, 11, 20) if left else None,
            )
        )
    Participant.objects.bulk_create(participants)
    ParticipantIdentity.objects.bulk_create(
        ParticipantIdentity(participant=participant, name=name, job_title=job)
        for participant, (_, name, job, _) in zip(participants, people, strict=True)
    )
    review.participants.update(created_at=at(plan.starts_on, 10))
    return participants


def _interviews(
    plan: ReviewPlan, key: str, participants: list[Participant], hub: Hub, rng: Random
) -> list[Taking]:
    """One interview each: those held in an order of their own, then those still planned."""
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


def _transcripts(words: Words, review: Review, takings: list[Taking], deck: Deck) -> None:
    framework = get_framework(review.influences_ref)
    stage_of = {code: framework.stage_of(code).key for code in framework.codes()}
    segments, versions, passages, codings = [], [], [], []
    cleared = Counter()
    for taking in takings:
        if taking.speaker is None:
            continue
        turns, marks = transcript(taking.speaker, deck, stage_of)
        written = _segments(turns, taking, deck.rng)
        segments += written
        versions += _versions(written, marks, taking)
        for mark in marks:
            passage = _passage(mark, written, taking, cleared)
            passages.append(passage)
            codings += [
                Coding(
                    passage=passage,
                    framework_ref=framework.ref,
                    code=code,
                    direction=mark.dealt.direction,
                    author=passage.created_by,
                )
                for code in mark.dealt.codes
            ]
    Segment.objects.bulk_create(segments)
    SegmentVersion.objects.bulk_create(versions)
    Passage.objects.bulk_create(passages)
    Coding.objects.bulk_create(codings)
    _date(takings)


def _segments(turns: list[Turn], taking: Taking, rng: Random) -> list[Segment]:
    """The turns as segments, spread over the time that the interview took."""
    interview, participant = taking.interview, taking.participant
    spoken = [len(turn.text.split()) + 4 for turn in turns]
    took = (interview.ended_at - interview.started_at) / timedelta(milliseconds=1)
    segments = []
    for position, turn in enumerate(turns, start=1):
        is_speech = turn.kind == Segment.Kind.SPEECH
        speaker = participant.pseudonym if is_speech else INTERVIEWER
        segments.append(
            Segment(
                id=UUID(int=rng.getrandbits(128), version=4),
                interview=interview,
                position=position,
                kind=turn.kind,
                stage=turn.stage,
                speaker="" if turn.kind == Segment.Kind.NOTE else speaker,
                participant=participant if is_speech else None,
                start_ms=int(took * sum(spoken[: position - 1]) / sum(spoken)),
                text=turn.text,
            )
        )
    return segments


def _versions(segments: list[Segment], marks: list[Mark], taking: Taking) -> list[SegmentVersion]:
    """What each segment said when. Some answers were tidied up once, but none that is coded."""
    coded = {place for mark in marks for place in range(mark.first, mark.last + 1)}
    versions = []
    for place, segment in enumerate(segments):
        texts = [segment.text]
        is_speech = segment.kind == Segment.Kind.SPEECH
        if is_speech and place not in coded and segment.id.int % TYPED_TWICE == 0:
            texts.insert(0, _as_first_typed(segment.text))
        segment.version = len(texts)
        versions += [
            SegmentVersion(
                segment=segment,
                version=version,
                kind=segment.kind,
                stage=segment.stage,
                speaker=segment.speaker,
                text=text,
                by=taking.reviewers[0],
            )
            for version, text in enumerate(texts, start=1)
        ]
    return versions


def _as_first_typed(text: str) -> str:
    """The text without capital, full stop and the middle of its longest word."""
    longest = max(text.split(), key=len)
    return (text[0].lower() + text[1:]).rstrip(".").replace(longest, longest[:2] + longest[-2:])


def _passage(mark: Mark, segments: list[Segment], taking: Taking, cleared: Counter) -> Passage:
    """A passage; the first ones on each influence are cleared to be quoted, if they may be."""
    direction, [code, *_] = mark.dealt.direction, mark.dealt.codes
    participant = taking.participant
    is_usable = (
        participant.consent_to_quote
        and participant.withdrawn_at is None
        and cleared[code, direction] < CLEARED[direction]
    )
    cleared[code, direction] += is_usable
    return Passage(
        interview=taking.interview,
        start_segment=segments[mark.first],
        start_offset=mark.start,
        end_segment=segments[mark.last],
        end_offset=mark.end,
        quote=mark.quote,
        anonymised_quote=mark.anonymised if is_usable else "",
        is_usable=is_usable,
        created_by=taking.reviewers[0],
    )


def _date(takings: list[Taking]) -> None:
    """What was typed bears the interview's time, what was marked a day of the week after."""
    for taking in takings:
        if taking.speaker is not None:
            ended = taking.interview.ended_at
            SegmentVersion.objects.filter(segment__interview=taking.interview).update(at=ended)
            taking.interview.segments.update(created_at=ended)
            coded = _next_week(ended)
            taking.interview.passages.update(created_at=coded)
            Coding.objects.filter(passage__interview=taking.interview).update(created_at=coded)


def _next_week(moment: datetime) -> datetime:
    return (moment + timedelta(days=7)).replace(hour=11, minute=moment.minute)
