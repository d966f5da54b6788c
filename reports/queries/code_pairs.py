"""Codes that occur together in one review, as a list of pairs and as a square of one group."""

from collections import defaultdict
from dataclasses import dataclass

from adoption_reviews.codes import Code, CodeGroup, codes_by_key, unknown_code
from adoption_reviews.models import Review
from interviews.queries import people_interviewed
from reports import evidence_rules as rules
from reports.queries.co_occurrence import occurring_together
from reports.queries.codings import TextKind, codings
from reports.wording import counted


@dataclass(frozen=True, slots=True)
class CodePair:
    """Two codes that occur together; in a square a code may stand with itself."""

    one: Code
    other: Code
    n_people: int
    n_case_studies: int
    n_passages: int
    n_interviewed: int

    @property
    def how_many(self) -> str:
        """How many of those interviewed, as a word."""
        return rules.how_many(self.n_people, self.n_interviewed)

    @property
    def words(self) -> str:
        """ "3 people, 1 case study, 7 passages"."""
        studies = counted(self.n_case_studies, "case study", "case studies")
        return ", ".join(
            [counted(self.n_people, "person", "people")]
            + [studies] * bool(self.n_case_studies)
            + [counted(self.n_passages, "passage")]
        )


@dataclass(frozen=True)
class CodePairs:
    pairs: tuple[CodePair, ...]
    # Of one group, a row a code: the code, and its cells in the order of the rows. None: never.
    square: tuple[tuple[Code, tuple[CodePair | None, ...]], ...]
    n_codings: int
    n_interviewed: int


def code_pairs(
    review: Review, viewer, groups: list[CodeGroup], *, family: CodeGroup | None, overlapping: bool
) -> CodePairs:
    """The pairs of all codes or, with `family`, of its codes, and then its square too.

    As `viewer` may see them. Five queries, one more with `overlapping`.
    """
    codes = codes_by_key(groups)
    order = {key: place for place, key in enumerate(codes)}
    keys = {code.key for code in family.codes} if family else None
    found = [
        each
        for each in codings([review], viewer)
        if each.counts and (keys is None or each.key in keys)
    ]
    n_interviewed = len({each.participant_id for each in people_interviewed([review])})

    def named(key):
        return codes.get(key) or unknown_code(*key.rsplit(":", 1))

    def place(code: Code) -> int:
        return order.get(code.key, len(order))

    pairs = [
        CodePair(
            *sorted(map(named, each.pair), key=place),
            each.n_people,
            each.n_case_studies,
            each.n_passages,
            n_interviewed,
        )
        for each in occurring_together(found, overlapping=overlapping)
    ]
    pairs.sort(
        key=lambda pair: (-pair.n_people, -pair.n_passages, place(pair.one), place(pair.other))
    )
    square = _square(family, found, pairs, n_interviewed) if family else ()
    return CodePairs(tuple(pairs), square, len(found), n_interviewed)


def _square(family: CodeGroup, codings, pairs, n_interviewed: int):
    """The codes of the group that occur at all; the middle is each code by itself."""
    people, studies, passages = defaultdict(set), defaultdict(set), defaultdict(set)
    for each in codings:
        passages[each.key].add(each.passage_key)
        if each.text_kind is TextKind.CASE_STUDY:
            studies[each.key].add(each.text_id)
        elif each.participant_id:
            people[each.key].add(each.participant_id)
    shown = [code for code in family.codes if code.key in passages]
    cells = {}
    for pair in pairs:
        cells[pair.one.key, pair.other.key] = cells[pair.other.key, pair.one.key] = pair
    for code in shown:
        key = code.key
        counts = len(people[key]), len(studies[key]), len(passages[key])
        cells[key, key] = CodePair(code, code, *counts, n_interviewed)
    return tuple(
        (code, tuple(cells.get((code.key, other.key)) for other in shown)) for code in shown
    )
