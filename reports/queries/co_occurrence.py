"""Which codes occur together: on one passage, or on words that they share.

Codes are keys (`codes.key_of`), passages `GivenCoding.passage_key`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby

from casestudies.models import CaseStudy
from interviews.models import Passage
from reports.queries.codings import GivenCoding, TextKind

Pair = tuple[str, str]  # two keys, the lesser first
Place = tuple  # of a character in its text; places are compared


@dataclass(frozen=True, slots=True)
class Together:
    """Two codes that occur together, and where: every passage of either that has to do with it."""

    pair: Pair
    passages: frozenset[str]
    n_people: int
    n_case_studies: int

    @property
    def n_passages(self) -> int:
        return len(self.passages)


def occurring_together(codings: list[GivenCoding], *, overlapping: bool) -> list[Together]:
    """The pairs of codes among `codings`, in no order.

    Two codes occur together on a passage that has both or, with `overlapping`, also where a
    passage of one shares a character with a passage of the other: both passages then count.
    One query with `overlapping`, else none.
    """
    codes: dict[str, set[str]] = defaultdict(set)
    said_by: dict[str, tuple[int | None, int]] = {}  # person, or case study
    for each in codings:
        codes[each.passage_key].add(each.key)
        is_study = each.text_kind is TextKind.CASE_STUDY
        said_by[each.passage_key] = each.participant_id, each.text_id if is_study else 0
    beside = codes_beside(places_of(codings), codes) if overlapping else codes
    passages: dict[Pair, set[str]] = defaultdict(set)
    for passage, own in codes.items():
        for one in own:
            for other in beside[passage]:
                if one != other:
                    passages[min(one, other), max(one, other)].add(passage)
    return [_together(pair, keys, said_by) for pair, keys in passages.items()]


def _together(pair: Pair, passages: set[str], said_by) -> Together:
    people = {said_by[passage][0] for passage in passages} - {None}
    studies = {said_by[passage][1] for passage in passages} - {0}
    return Together(pair, frozenset(passages), len(people), len(studies))


def places_of(codings: Iterable[GivenCoding]) -> dict[str, dict[str, tuple[Place, Place]]]:
    """Start and end of each passage, by text and passage. One query."""
    found = defaultdict(dict)
    in_interviews = {}
    for each in codings:
        text = f"{each.text_kind}:{each.text_id}"
        if each.text_kind is TextKind.INTERVIEW:
            in_interviews[each.passage_id] = text, each
        else:
            start, end = map(CaseStudy.PARTS.index, (each.start_part, each.end_part))
            found[text][each.passage_key] = (start, each.start_offset), (end, each.end_offset)
    interviews = {each.text_id for _, each in in_interviews.values()}
    for passage, start, end in Passage.objects.filter(interview__in=interviews).values_list(
        "pk", "start_segment__position", "end_segment__position"
    ):
        if passage in in_interviews:  # segments may share a position: their ids tell them apart
            text, each = in_interviews[passage]
            found[text][each.passage_key] = (
                (start, each.start_part, each.start_offset),
                (end, each.end_part, each.end_offset),
            )
    return found


def codes_beside(
    places: Mapping[str, Mapping[str, tuple[Place, Place]]], codes: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """The codes that have a character in common with each passage, its own among them.

    Two sweeps over each text, one for what is open where a passage begins and one back for what
    begins inside it, so that the work grows with passages × codes and not with pairs of passages.
    """
    beside = {}
    for text in places.values():
        starts = sorted(text, key=lambda passage: text[passage][0])
        groups = [list(group) for _, group in groupby(starts, key=lambda each: text[each][0])]
        is_open, ends = Counter(), []
        for group in groups:
            while ends and ends[0][0] <= text[group[0]][0]:
                is_open.subtract(codes[heappop(ends)[1]])
            for passage in group:
                is_open.update(codes[passage])
                heappush(ends, (text[passage][1], passage))
            here = {code for code, n in is_open.items() if n}
            beside |= {passage: set(here) for passage in group}
        next_start = {}
        for group in reversed(groups):
            for passage in group:
                end = text[passage][1]
                beside[passage] |= {code for code, start in next_start.items() if start < end}
            next_start |= {code: text[group[0]][0] for each in group for code in codes[each]}
    return beside
