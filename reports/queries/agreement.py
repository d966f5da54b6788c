"""Interviews coded by two people apart: how far they agreed, and what was settled since."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from adoption_reviews.codes import (
    Code,
    code_groups,
    codes_by_key,
    key_of,
    split_key,
    unknown_code,
)
from adoption_reviews.models import Review, User
from interviews.models import Coding, Interview, SecondCoding, Segment
from interviews.queries.second_coding import coded_blind
from reports.agreement.differences import Comparison, Kind, Marked, compare
from reports.agreement.units import Given, Text


@dataclass(frozen=True, slots=True)
class Compared:
    """An interview with at least one second coding finished, and both as they were given."""

    interview: Interview
    second_codings: tuple[SecondCoding, ...]  # in the order finished
    first_coders: tuple[str, ...]  # who made the first coding
    text: Text
    n_corrected: int  # segments left out: corrected between one second coding and the next

    @property
    def coders(self) -> list[str]:
        """What to call each coding in `text`, the first one first."""
        return [", ".join(self.first_coders) or "First coding"] + [
            str(each.coder) for each in self.second_codings
        ]


def compared_interviews(review: Review, viewer) -> list[Compared]:
    """By number; those that `viewer` codes blind are left out. Three queries."""
    blind = coded_blind([review], viewer).values("pk")
    interviews = review.interviews.counting().exclude(pk__in=blind).in_bulk()
    finished = defaultdict(list)
    for second in (
        SecondCoding.objects.finished()
        .filter(interview__in=interviews)
        .select_related("coder")
        .order_by("finished_at", "pk")
    ):
        second.interview = interviews[second.interview_id]
        finished[second.interview_id].append(second)
    first_coders = _first_coders(finished)
    return [
        Compared(
            interviews[pk],
            tuple(finished[pk]),
            first_coders[pk],
            *text_of([each.as_given for each in finished[pk]]),
        )
        for pk in sorted(finished, key=lambda pk: interviews[pk].number)
    ]


def _first_coders(finished: dict[int, list[SecondCoding]]) -> dict[int, tuple[str, ...]]:
    """Who coded each interview in the open before the first second coding was finished."""
    rows = (
        Coding.objects.filter(passage__interview__in=finished, second_coding=None)
        .order_by("author__name", "author")
        .values_list("passage__interview", "author__name", "created_at")
    )
    names = defaultdict(dict)
    for interview, name, at in rows:
        if at <= min(each.finished_at for each in finished[interview]):
            names[interview][name] = None
    return {pk: tuple(names[pk]) for pk in finished}


def text_of(codings: list[dict]) -> tuple[Text, int]:
    """The text of an interview as `SecondCoding.as_given` keeps it, one for each second coder.

    Only segments that were the same each time are compared; how many were not is the second value.
    The first coding is that of the second coding finished first.
    """
    same = set.intersection(*({tuple(row) for row in each["segments"]} for each in codings))
    lengths = [row[1] for row in codings[0]["segments"] if tuple(row) in same]
    given = []
    for coder, each in enumerate(codings, 1):
        given += _given(coder, each["second"], each["segments"], same)
    given += _given(0, codings[0]["first"], codings[0]["segments"], same)
    n_segments = max(len(each["segments"]) for each in codings)
    return Text(tuple(lengths), len(codings) + 1, tuple(given)), n_segments - len(lengths)


def _given(coder: int, rows: list, segments: list, same: set) -> list[Given]:
    """Offsets from the beginning of the text; what stands in no segment compared is left out."""
    begins, total = [], 0
    for segment in segments:
        begins.append(total)
        total += segment[1] if tuple(segment) in same else 0
    found = []
    for code, direction, first, start_offset, last, end_offset in rows:
        start = begins[first] + (start_offset if tuple(segments[first]) in same else 0)
        end = begins[last] + (end_offset if tuple(segments[last]) in same else 0)
        if start < end:
            found.append(Given(coder, code, direction, start, end))
    return found


def codes_of(review: Review) -> dict[str, Code]:
    """The codes of the review by key. One query."""
    return codes_by_key(code_groups(review))


def code_named(codes: dict[str, Code], key: str) -> Code:
    return codes.get(key) or unknown_code(*split_key(key))


@dataclass(frozen=True, slots=True)
class Settled:
    """What was agreed last about a difference."""

    first_counts: bool
    second_counts: bool
    note: str
    by: User
    at: datetime

    @property
    def words(self) -> str:
        return {
            (True, True): "Both count",
            (True, False): "The first counts",
            (False, True): "The second counts",
            (False, False): "Neither counts",
        }[self.first_counts, self.second_counts]


@dataclass(frozen=True, slots=True)
class Side:
    """One coding as the page shows it."""

    coding: Coding
    segment: int  # number of the segment it begins in
    until: int | None  # of the one it ends in, when that is another


@dataclass(frozen=True, slots=True)
class Difference:
    """What both codings say with one code at one place, agreed or not."""

    kind: Kind
    code: Code
    first: tuple[Side, ...]
    second: tuple[Side, ...]
    settled: Settled | None

    @property
    def codings(self) -> list[Coding]:
        return [side.coding for side in self.first + self.second]

    @property
    def pk(self) -> int:
        """The coding that stands for it in addresses."""
        return min(coding.pk for coding in self.codings)

    @property
    def segment(self) -> int:
        """The number of the first segment that it touches."""
        return min(side.segment for side in self.first + self.second)

    @property
    def is_open(self) -> bool:
        """Whether somebody must still say what counts."""
        return self.kind.is_difference and self.settled is None


@dataclass(frozen=True, slots=True)
class SideBySide:
    second_coding: SecondCoding
    differences: tuple[Difference, ...]  # in the order of the text, agreed ones too

    def n_of(self, kind: Kind) -> int:
        return sum(each.kind is kind for each in self.differences)

    @property
    def to_settle(self) -> list[Difference]:
        return [each for each in self.differences if each.kind.is_difference]

    @property
    def open(self) -> list[Difference]:
        return [each for each in self.differences if each.is_open]

    @property
    def n_settled(self) -> int:
        return len(self.to_settle) - len(self.open)


def side_by_side(second: SecondCoding, codes: dict[str, Code]) -> SideBySide:
    """A finished second coding beside the first one, as both stand now. Two queries."""
    return sides_by_side([second], codes)[0]


def sides_by_side(seconds: list[SecondCoding], codes: dict[str, Code]) -> list[SideBySide]:
    """Several finished second codings, each beside the first one. Two queries for all.

    What was coded in the open only after one was finished is no difference by itself: it is there
    where it stands beside something of the second coder.
    """
    interviews = {each.interview_id for each in seconds}
    numbers = defaultdict(dict)  # interview → id of a standing segment → its number
    for pk, interview in (
        Segment.objects.filter(interview__in=interviews)
        .standing()
        .values_list("pk", "interview_id")
    ):
        numbers[interview][pk] = len(numbers[interview]) + 1
    codings = defaultdict(list)  # interview → what was coded in it, by anybody concerned
    for coding in (
        Coding.objects.filter(passage__interview__in=interviews)
        .filter(Q(second_coding=None) | Q(second_coding__in=seconds))
        .select_related("passage", "author", "settlement__by")
    ):
        here, passage = numbers[coding.passage.interview_id], coding.passage
        if passage.start_segment_id in here and passage.end_segment_id in here:
            codings[passage.interview_id].append(coding)
    return [
        _beside(each, codings[each.interview_id], numbers[each.interview_id], codes)
        for each in seconds
    ]


def _beside(second: SecondCoding, codings: list[Coding], numbers: dict, codes: dict) -> SideBySide:
    by_id = {coding.pk: coding for coding in codings}
    first = [_marked(each, numbers) for each in codings if each.second_coding_id is None]
    others = [_marked(each, numbers) for each in codings if each.second_coding_id == second.pk]
    found = [
        _difference(each, by_id, codes)
        for each in compare(first, others)
        if each.kind is not Kind.ONLY_FIRST
        or by_id[each.first[0].coding].created_at <= second.finished_at
    ]
    return SideBySide(second, tuple(found))


def _marked(coding: Coding, numbers: dict) -> Marked:
    passage = coding.passage
    return Marked(
        coding.pk,
        key_of(coding.framework_ref, coding.code),
        coding.direction,
        (numbers[passage.start_segment_id], passage.start_offset),
        (numbers[passage.end_segment_id], passage.end_offset),
    )


def _difference(each: Comparison, codings: dict, codes: dict) -> Difference:
    def side(marks) -> tuple[Side, ...]:
        return tuple(
            Side(
                codings[mark.coding],
                mark.start[0],
                mark.end[0] if mark.end[0] != mark.start[0] else None,
            )
            for mark in marks
        )

    first, second = side(each.first), side(each.second)
    return Difference(
        each.kind, code_named(codes, each.code), first, second, _settled(first, second)
    )


def _settled(first: tuple[Side, ...], second: tuple[Side, ...]) -> Settled | None:
    """What was agreed, once it was about every one of these codings."""
    settlements = [getattr(side.coding, "settlement", None) for side in first + second]
    if None in settlements:
        return None
    last = max(settlements, key=lambda each: each.at)
    counts = [any(side.coding.settlement.counts for side in sides) for sides in (first, second)]
    return Settled(*counts, note=last.note, by=last.by, at=last.at)


def left_to_settle(reviews: list[Review], viewer) -> list[tuple[Interview, int]]:
    """Interviews coded twice in which a difference is open, with how many are; those that `viewer`
    codes blind are left out. One query, three when an interview was coded twice."""
    blind = coded_blind(reviews, viewer).values("pk")
    interviews = Interview.objects.filter(review__in=reviews).counting().exclude(pk__in=blind)
    seconds = list(
        SecondCoding.objects.finished()
        .filter(interview__in=interviews)
        .select_related("interview")
        .order_by("interview__number", "pk")
    )
    n_open = defaultdict(int)
    for beside in sides_by_side(seconds, {}) if seconds else []:
        n_open[beside.second_coding.interview] += len(beside.open)
    return [(interview, number) for interview, number in n_open.items() if number]


def interviews_to_give(review: Review, viewer) -> list[Interview]:
    """Completed interviews that somebody has coded and nobody was given, by number. One query."""
    coded = Coding.objects.seen_by(viewer).filter(passage__interview=OuterRef("pk"))
    return list(
        review.interviews.evidence().filter(Exists(coded), second_codings=None).order_by("number")
    )


def second_codings_at_work(review: Review) -> list[SecondCoding]:
    """By interview. One query."""
    return list(
        SecondCoding.objects.at_work()
        .filter(interview__in=review.interviews.counting())
        .select_related("coder", "given_by", "interview")
        .order_by("interview__number", "pk")
    )
