"""The passages that a figure of the grid or of codes together counts."""

from dataclasses import dataclass

from adoption_reviews.codes import Code, key_of, unknown_code
from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction, RoleGroup
from reports import evidence_rules as rules
from reports.queries.co_occurrence import occurring_together
from reports.queries.codings import GivenCoding, TextKind, codings
from reports.queries.grid_columns import NONE_GIVEN


@dataclass(frozen=True)
class Wanted:
    """Which passages; what is left empty leaves none out. `keys` None: of any code."""

    keys: frozenset[str] | None = None
    beside: str = ""  # key of a second code that occurs together with the one in `keys`
    overlapping: bool = False  # together also when they only share words
    kind: str = ""  # a TextKind
    interview: int | None = None  # numbers within the review
    case_study: int | None = None
    role_group: str = ""  # or NONE_GIVEN, as with divisions
    division: str = ""
    direction: str = ""

    def takes(self, coding: GivenCoding) -> bool:
        is_interview = coding.text_kind is TextKind.INTERVIEW
        return (
            (self.keys is None or coding.key in self.keys)
            and self.kind in ("", coding.text_kind)
            and (self.interview is None or (is_interview and coding.text_number == self.interview))
            and (
                self.case_study is None
                or (not is_interview and coding.text_number == self.case_study)
            )
            and _is(self.role_group, coding.role_group, is_interview)
            and _is(self.division, coding.division, is_interview)
            and self.direction in ("", coding.direction)
        )


def _is(wanted: str, value: str, is_interview: bool) -> bool:
    return not wanted or (is_interview and (value or NONE_GIVEN) == wanted)


@dataclass(frozen=True)
class CountedPassage:
    """A passage with every code that counts on it. `quote` may hold names: for reviewers only."""

    review: Review
    is_case_study: bool
    text_number: int
    passage_id: int
    quote: str
    pseudonym: str
    role_group: str  # its label
    division: str
    needs_a_look: bool
    codes: tuple[tuple[Code, Direction], ...]
    person: int | None

    @property
    def text(self) -> tuple:
        """Unique among the texts of all reviews."""
        return self.review.pk, self.is_case_study, self.text_number


def counted_passages(
    reviews: list[Review], viewer, wanted: Wanted, codes: dict[str, Code]
) -> list[CountedPassage]:
    """By review, interviews before case studies, number and as marked. Four queries, one more
    with `overlapping`. `codes` are those known, by key."""
    counted = [each for each in codings(reviews, viewer) if each.counts]
    taken = {each.passage_key for each in counted if wanted.takes(each)}
    if wanted.beside:
        taken = _together(counted, wanted)
    by_passage: dict[str, list[GivenCoding]] = {}
    for each in counted:
        if each.passage_key in taken:
            by_passage.setdefault(each.passage_key, []).append(each)
    order = {review.pk: (place, review) for place, review in enumerate(reviews)}
    found = [_passage(order, codes, given) for given in by_passage.values()]
    found.sort(
        key=lambda each: (
            order[each.review.pk][0], each.is_case_study, each.text_number, each.passage_id
        )
    )  # fmt: skip
    return found


def _together(counted: list[GivenCoding], wanted: Wanted) -> set[str]:
    pair = tuple(sorted({*(wanted.keys or ()), wanted.beside}))
    both = occurring_together(
        [each for each in counted if each.key in pair], overlapping=wanted.overlapping
    )
    return set().union(*(each.passages for each in both if each.pair == pair))


def _passage(order, codes, given: list[GivenCoding]) -> CountedPassage:
    first = given[0]
    said: dict[str, list[str]] = {}
    for each in given:
        said.setdefault(key_of(each.framework_ref, each.code), []).append(each.direction)
    return CountedPassage(
        review=order[first.review_id][1],
        is_case_study=first.text_kind is TextKind.CASE_STUDY,
        text_number=first.text_number,
        passage_id=first.passage_id,
        quote=first.quote,
        pseudonym=first.pseudonym,
        role_group=RoleGroup(first.role_group).label if first.role_group else "",
        division=first.division,
        needs_a_look=first.needs_a_look,
        codes=tuple(
            (codes.get(key) or unknown_code(*key.rsplit(":", 1)), rules.stance(directions))
            for key, directions in said.items()
        ),
        person=first.participant_id,
    )
