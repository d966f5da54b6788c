"""What the coding page shows: the transcript with its marks."""

import re
from collections import defaultdict
from dataclasses import dataclass

from adoption_reviews.frameworks import InfluencesFramework, get_framework
from adoption_reviews.vocabulary import Direction
from interviews.guide import guide_of
from interviews.models import Coding, Interview, Passage, Segment

SIGNS = {Direction.HELPS: "+", Direction.HINDERS: "−", Direction.MIXED: "±"}
MANY = 200  # codings looked through for the codes used lately


@dataclass(frozen=True, slots=True)
class Mark:
    """One coding, as the margin shows it."""

    coding: Coding
    title: str  # of the influence
    stage: int  # the place of its stage in the framework, from 1
    sign: str
    until: int | None  # the number of the segment where it ends, when that is another one


@dataclass(frozen=True, slots=True)
class Row:
    """A segment with its number in the transcript and the marks that begin in it."""

    number: int
    segment: Segment
    marks: list[Mark]
    stage: str  # title of the guide's stage where it begins, else ""


def code_groups(framework: InfluencesFramework) -> list[dict]:
    """The influences by stage, as the code picker wants them."""
    return [
        {
            "stage": number,
            "title": stage.title,
            "codes": [
                {"code": each.key, "title": each.title, "description": each.description}
                for each in stage.influences
            ],
        }
        for number, stage in enumerate(framework.stages, 1)
    ]


def transcript(interview: Interview) -> list[Row]:
    """The standing segments in order with the marks of all coders. Two queries."""
    segments = list(interview.segments.standing())
    numbers = {segment.pk: number for number, segment in enumerate(segments, 1)}
    marks = defaultdict(list)
    for coding in codings(interview):
        marks[coding.passage.start_segment_id].append(_mark(coding, numbers))
    titles = {stage.key: stage.title for stage in guide_of(interview)}
    rows, stage = [], ""
    for segment in segments:
        title = titles.get(segment.stage, "") if segment.stage != stage else ""
        stage = segment.stage or stage
        rows.append(Row(numbers[segment.pk], segment, marks[segment.pk], title))
    return rows


def marks_of_passage(passage: Passage) -> list[Mark]:
    return [_mark(coding, {}) for coding in codings(passage.interview).filter(passage=passage)]


def codings(interview: Interview):
    """Everything marked in an interview, in the order of the text: a QuerySet."""
    return (
        Coding.objects.filter(passage__interview=interview)
        .select_related("passage", "author")
        .order_by("passage__start_offset", "passage_id", "pk")
    )


def _mark(coding: Coding, numbers: dict) -> Mark:
    """`numbers`: of the segments, by id. A code its framework lacks keeps its key as its title."""
    framework = get_framework(coding.framework_ref)
    title, stage = coding.code, 1
    if coding.code in framework.codes():
        title = framework.influence(coding.code).title
        stage = framework.stages.index(framework.stage_of(coding.code)) + 1
    passage = coding.passage
    is_one = passage.start_segment_id == passage.end_segment_id
    until = None if is_one else numbers.get(passage.end_segment_id)
    return Mark(coding, title, stage, SIGNS[coding.direction], until)


def drawn(marks: list[Mark]) -> list[dict]:
    """Where each marked passage is drawn, once each: its ends, its words, its marks' stages."""
    passages = {}
    for mark in marks:
        passage = mark.coding.passage
        entry = passages.setdefault(
            passage.pk,
            {
                "id": passage.pk,
                "start": [str(passage.start_segment_id), passage.start_offset],
                "end": [str(passage.end_segment_id), passage.end_offset],
                "words": passage.quote,
                "stages": [],
            },
        )
        entry["stages"].append(mark.stage)
    return list(passages.values())


def to_look_at(interview: Interview) -> list[Passage]:
    """Passages that a correction of the transcript took the words from, or changed."""
    return list(interview.passages.filter(needs_a_look=True))


def recent_codes(interview: Interview, user) -> list[str]:
    """The codes this user gave last in the review, latest first, nine at most."""
    used = Coding.objects.filter(
        author=user,
        passage__interview__review=interview.review_id,
        framework_ref=interview.review.influences_ref,
    ).order_by("-pk")[:MANY]
    return list(dict.fromkeys(used.values_list("code", flat=True)))[:9]


def n_segments_coded(rows: list[Row]) -> int:
    """In how many segments a passage begins, runs through or ends."""
    numbers = set()
    for row in rows:
        for mark in row.marks:
            numbers |= set(range(row.number, (mark.until or row.number) + 1))
    return len(numbers)


def words_in(segment: Segment, words: str) -> list[tuple[int, int]]:
    """Where `words` stand in a segment, however they are broken into lines."""
    wanted = words.split()
    if not wanted:
        return []
    pattern = re.compile(r"\s+".join(re.escape(word) for word in wanted))
    return [match.span() for match in pattern.finditer(segment.text)]
