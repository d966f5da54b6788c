"""Suggested codes for the words of an interview that nobody has coded, and how good they were.

A suggestion is never evidence, and stands on nothing that its reader may not see: a second coder
at work is shown what their own codings and other interviews teach.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from adoption_reviews.codes import Code, code_groups, codes_by_key, key_of
from adoption_reviews.models import Review
from interviews.models import Interview, Passage, SecondCoding, Segment, Suggestion
from reports.queries.codings import GivenCoding, codings
from reports.suggesting import Example, Likely, likely_codes

LONGEST = 320  # characters suggested on at once; longer segments are taken by sentences
SHORTEST = 25  # characters; less is not worth a question
A_TEXT = 3  # codes considered for the same words
# Worth asking about: one passage that is alike by 0.2, or several that are by less. On the demo hub
# 16 in 100 codes are right below a score of 0.1, 39 from there on, 79 from 0.15 on.
LEAST_SURE = 0.04
SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'”’)]*(?=\s)|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one segment that nobody has coded. Offsets in code points."""

    segment: Segment
    number: int  # of the segment in the transcript, from 1
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.segment.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A code for a stretch, and the passage it comes from."""

    stretch: Stretch
    code: Code
    similarity: float  # 0 to 1, to `like`
    like: GivenCoding
    where: str  # that passage stands


def suggestions(interview: Interview, reviews: list[Review], viewer) -> list[Suggested]:
    """What may be suggested to `viewer`, surest first: one code for each stretch.

    `reviews` are those whose passages may be learnt from. What this person decided already is
    left out, as long as the words are the same; the stretch's next likely code takes its place.
    """
    given = codings(reviews, viewer)
    codes = codes_by_key(code_groups(interview.review))
    by_passage = defaultdict(list)
    for each in given:
        if each.key in codes and codes[each.key].is_given:
            by_passage[each.passage_key].append(each)
    passages = list(by_passage.values())
    examples = [
        Example(each[0].quote, tuple(dict.fromkeys(coding.key for coding in each)))
        for each in passages
    ]
    uncoded = stretches(interview, viewer)
    decided = _decided(interview, viewer)
    found = []
    for stretch, likely in zip(
        uncoded, likely_codes(examples, [each.words for each in uncoded], A_TEXT), strict=True
    ):
        open_ones = [
            each
            for each in likely
            if each.score >= LEAST_SURE and (*_place(stretch), each.key) not in decided
        ]
        if open_ones:
            found.append((open_ones[0], stretch))
    found.sort(key=lambda each: (-each[0].score, each[1].number, each[1].start))
    names = {each.pk: str(each) for each in reviews if each.pk != interview.review_id}
    return [
        _suggested(stretch, codes[likely.key], likely, passages[likely.example], names)
        for likely, stretch in found
    ]


def _suggested(stretch, code: Code, likely: Likely, passage: list[GivenCoding], names: dict):
    """`names`: of the other reviews, by id."""
    like = next(each for each in passage if each.key == likely.key)
    where = f"{like.text_kind.replace('-', ' ')} {like.text_number}"
    if like.review_id in names:
        where += f", {names[like.review_id]}"
    return Suggested(stretch, code, likely.similarity, like, where)


def _place(stretch: Stretch) -> tuple:
    return stretch.segment.pk, stretch.start, stretch.end, stretch.words


def _decided(interview: Interview, viewer) -> set[tuple]:
    rows = Suggestion.objects.filter(segment__interview=interview, by=viewer)
    return {
        (*place, key_of(framework_ref, code))
        for *place, framework_ref, code in rows.values_list(
            "segment_id", "start_offset", "end_offset", "words", "framework_ref", "code"
        )
    }


def stretches(interview: Interview, viewer) -> list[Stretch]:
    """The words that no passage which `viewer` may see touches, questions left out. Two queries."""
    segments = list(interview.segments.standing())
    order = {segment.pk: at for at, segment in enumerate(segments)}
    coded = defaultdict(list)
    for passage in Passage.objects.seen_by(viewer).filter(interview=interview):
        first, last = order.get(passage.start_segment_id), order.get(passage.end_segment_id)
        if first is None or last is None:
            continue
        for at in range(first, last + 1):
            start = passage.start_offset if at == first else 0
            end = passage.end_offset if at == last else len(segments[at].text)
            coded[at].append((start, end))
    return [
        Stretch(segment, at + 1, start, end)
        for at, segment in enumerate(segments)
        if segment.kind != Segment.Kind.QUESTION
        for start, end in pieces(segment.text)
        if not any(start < over and under < end for under, over in coded[at])
    ]


def pieces(text: str) -> list[tuple[int, int]]:
    """A short text whole, a long one by sentences, as many together as are short enough."""
    if len(text.strip()) < SHORTEST:
        return []
    if len(text) <= LONGEST:
        return [_trimmed(text, 0, len(text))]
    found: list[tuple[int, int]] = []
    for match in SENTENCE.finditer(text):
        start, end = _trimmed(text, *match.span())
        if found and end - found[-1][0] <= LONGEST:
            found[-1] = (found[-1][0], end)
        elif start < end:
            found.append((start, end))
    return [(start, end) for start, end in found if end - start >= SHORTEST]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))


@dataclass(frozen=True, slots=True)
class HitRate:
    """How many suggestions were accepted, of those decided."""

    title: str
    accepted: int
    decided: int

    @property
    def percent(self) -> int:
        return round(100 * self.accepted / self.decided)


def hit_rates(review: Review, viewer) -> list[HitRate]:
    """Of the review's suggestions overall, then by code, those decided most first; empty when
    nothing is decided. What a second coder decides at work stays between them and nobody."""
    at_work = SecondCoding.objects.at_work()
    mine = at_work.filter(coder=viewer).values("interview")
    rows = Suggestion.objects.filter(
        segment__interview__in=Interview.objects.filter(review=review).counting()
    ).select_related("segment")
    blind = set(mine.values_list("interview", flat=True))
    hidden = set(at_work.exclude(coder=viewer).values_list("interview", "coder"))
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for each in rows:
        interview = each.segment.interview_id
        if each.by_id != viewer.pk and (interview in blind or (interview, each.by_id) in hidden):
            continue
        for key in ("", key_of(each.framework_ref, each.code)):
            counts[key][0] += each.is_accepted
            counts[key][1] += 1
    if not counts:
        return []
    codes = codes_by_key(code_groups(review))
    overall = counts.pop("")
    rates = [
        HitRate(codes[key].title if key in codes else key, *numbers)
        for key, numbers in counts.items()
    ]
    rates.sort(key=lambda rate: (-rate.decided, rate.title))
    return [HitRate("All codes", *overall), *rates]
