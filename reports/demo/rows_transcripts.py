"""Rows of what was said: transcripts, the passages marked in them and their codings.

Stored in bulk, so everything that the actions would see to is seen to here: each segment has its
versions, a quote is the words at its offsets, and only words of people who agreed to it are
cleared for use.
"""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Review
from interviews.models import Coding, CoveredPrompt, Passage, Segment, SegmentVersion
from interviews.queries.guides import content_of
from interviews.queries.recording import INTERVIEWER
from reports.demo.dealing import deal
from reports.demo.rows_hub import Hub
from reports.demo.rows_people import Taking
from reports.demo.transcript import Deck, Mark, Turn, transcript
from reports.demo.words import Words

CLEARED = {"helps": 2, "hinders": 1, "mixed": 0}  # quotes on each influence in each review
TYPED_TWICE = 40  # every so manyth answer was corrected once


def make_transcripts(words: Words, hub: Hub, takings: dict[str, list[Taking]], rng: Random) -> None:
    """Store the transcript of every interview held, with its passages and codings."""
    speakers = [each.speaker for here in takings.values() for each in here if each.speaker]
    deal(words, speakers, rng)
    for key, review in hub.reviews.items():
        _transcripts(review, takings[key], Deck(words, words.reviews[key].wards, rng))


def _transcripts(review: Review, takings: list[Taking], deck: Deck) -> None:
    framework = get_framework(review.influences_ref)
    stage_of = {code: framework.stage_of(code).key for code in framework.codes()}
    segments, versions, passages, codings, covered = [], [], [], [], []
    cleared = Counter()
    for taking in takings:
        if taking.speaker is None:
            continue
        turns, marks = transcript(taking.speaker, deck, stage_of)
        written = _segments(turns, taking, deck.rng)
        segments += written
        versions += _versions(written, marks, taking)
        covered += _covered(marks, taking)
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
    CoveredPrompt.objects.bulk_create(covered)
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
                question=turn.question if interview.guide_version else "",
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
                question=segment.question,
                speaker=segment.speaker,
                text=text,
                by=taking.reviewers[0],
            )
            for version, text in enumerate(texts, start=1)
        ]
    return versions


def _covered(marks: list[Mark], taking: Taking) -> list[CoveredPrompt]:
    """The influences spoken of, ticked in the guide where it has them."""
    version = taking.interview.guide_version
    if version is None:
        return []
    prompts = content_of(version).prompt_keys()
    spoken_of = {code for mark in marks for code in mark.dealt.codes}
    return [
        CoveredPrompt(interview=taking.interview, key=code, by=taking.reviewers[0])
        for code in sorted(spoken_of & prompts)
    ]


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
            taking.interview.covered.update(at=ended)
            coded = _next_week(ended)
            taking.interview.passages.update(created_at=coded)
            Coding.objects.filter(passage__interview=taking.interview).update(created_at=coded)


def _next_week(moment: datetime) -> datetime:
    return (moment + timedelta(days=7)).replace(hour=11, minute=moment.minute)
