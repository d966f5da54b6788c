"""The codebook of a review, and the passages of one code."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime

from adoption_reviews.codes import (
    Code,
    CodeGroup,
    code_groups,
    codes_by_key,
    split_key,
    unknown_code,
)
from adoption_reviews.models import Memo, Review
from adoption_reviews.vocabulary import Direction
from reports.queries.code_counts import Counts, code_counts
from reports.queries.codings import GivenCoding, TextKind, codings
from reports.queries.memos import memos

# What a memo about a passage of each kind of text is about.
MEMO_ABOUT = {
    TextKind.INTERVIEW: Memo.About.PASSAGE,
    TextKind.CASE_STUDY: Memo.About.CASE_STUDY_PASSAGE,
}
NOT_SAID = "-"  # in place of a division that is not known


@dataclass(frozen=True, slots=True)
class CodeRow:
    code: Code
    counts: Counts
    level: int  # 0, or how deep it is nested in other themes of its group


@dataclass(frozen=True, slots=True)
class RowGroup:
    title: str
    stage: int
    rows: list[CodeRow]


def codebook(review: Review, viewer, *, words: str = "", is_used: bool = False) -> list[RowGroup]:
    """Every code of the review with its counts, by group. Four queries.

    `words`: each must be in a code's title or description. `is_used`: only codes with passages.
    A merged theme is left out, a code that its framework no longer has is there while it is used.
    """
    counts = code_counts(review, viewer)
    groups = []
    for group in _all_groups(review, counts):
        levels = _levels(group)
        rows = [
            CodeRow(code, counts.get(code.key, Counts()), levels[code.key])
            for code in group.codes
            if _matches(code, words) and (code.key in counts or not (is_used or code.merged_into))
        ]
        if rows:
            groups.append(RowGroup(group.title, group.stage, rows))
    return groups


def counts_of(found: list[GivenCoding]) -> Counts:
    """How many passages, people, interviews and case studies the codings are of."""
    texts = Counter(kind for kind, _ in {(each.text_kind, each.text_id) for each in found})
    return Counts(
        passages=len({each.passage_key for each in found}),
        people=len({each.participant_id for each in found} - {None}),
        interviews=texts[TextKind.INTERVIEW],
        case_studies=texts[TextKind.CASE_STUDY],
    )


def _all_groups(review: Review, used: Iterable[str]) -> list[CodeGroup]:
    """The review's codes, and those of the keys used that no list has any more."""
    groups = code_groups(review)
    known = codes_by_key(groups)
    unknown = [unknown_code(*split_key(key)) for key in used if key not in known]
    return [*groups, CodeGroup("Other codes", 0, unknown)]


def _levels(group: CodeGroup) -> dict[str, int]:
    """Each code's key → in how many themes of the group it is nested, one in another."""
    levels = {}
    for code in group.codes:  # those above come first
        levels[code.key] = levels[code.parent] + 1 if code.parent in levels else 0
    return levels


def _matches(code: Code, words: str) -> bool:
    text = f"{code.title} {code.description}".casefold()
    return all(word in text for word in words.casefold().split())


def code_of(review: Review, key: str, viewer) -> Code | None:
    """The code of the review with this key, or one that its framework has no more but is used."""
    code = codes_by_key(code_groups(review)).get(key)
    if code is None and all(split_key(key)) and codings([review], viewer, key):
        code = unknown_code(*split_key(key))
    return code


# --- Passages of one code ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which passages of a code to list; what is empty or None is not asked for."""

    role_group: str = ""
    division: str = ""  # NOT_SAID: those that are not known
    direction: str = ""
    coder: int | None = None  # id of a user
    since: date | None = None  # days on which it was coded, both included
    until: date | None = None
    interview: int | None = None  # number; with a trust and a round only one has it
    case_study: int | None = None
    person: str = ""  # pseudonym, likewise

    def takes(self, coding: GivenCoding) -> bool:
        day = localtime(coding.created_at).date()
        return (
            self.role_group in ("", coding.role_group)
            and self.division in ("", coding.division or NOT_SAID)
            and self.direction in ("", coding.direction)
            and self.coder in (None, coding.author_id)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
            and self._takes_text(coding)
        )

    def _takes_text(self, coding: GivenCoding) -> bool:
        text = (coding.text_kind, coding.text_number)
        return (
            (self.interview is None or text == (TextKind.INTERVIEW, self.interview))
            and (self.case_study is None or text == (TextKind.CASE_STUDY, self.case_study))
            and self.person in ("", coding.pseudonym)
        )


@dataclass(frozen=True, slots=True)
class CodedPassage:
    """A passage with everything said of it on one code."""

    review: Review
    codings: list[GivenCoding]  # at least one; direction, coder, day and memo of each
    memos: list[Memo]

    @property
    def given(self) -> GivenCoding:
        """The first coding: of the passage it tells what all of them do."""
        return self.codings[0]

    @property
    def direction_words(self) -> list[tuple[str, Direction]]:
        signs = {Direction.HELPS: "+", Direction.HINDERS: "−", Direction.MIXED: "±"}
        found = dict.fromkeys(Direction(each.direction) for each in self.codings)
        return [(signs[each], each) for each in found]

    @property
    def place_url(self) -> str:
        """Where the words stand in their text, on the page where it is coded."""
        given = self.given
        is_interview = given.text_kind == TextKind.INTERVIEW
        page = "interviews:code" if is_interview else "casestudies:code"
        url = reverse(page, args=[self.review.slug, given.text_number])
        return f"{url}#segment-{given.start_part}"

    @property
    def memo_url(self) -> str:
        """Where a memo about the passage is written."""
        about = MEMO_ABOUT[self.given.text_kind]
        query = urlencode({"about": about, "key": self.given.passage_id})
        return f"{reverse('memos:add', args=[self.review.slug])}?{query}"


def passages_of(found: list[GivenCoding], reviews: Iterable[Review]) -> list[CodedPassage]:
    """The codings by passage: by review, interviews first, by number, as the text is read."""
    by_passage = defaultdict(list)
    for each in found:
        by_passage[each.passage_key].append(each)
    order = {review.pk: (place, review) for place, review in enumerate(reviews)}
    passages = [CodedPassage(order[each[0].review_id][1], each, []) for each in by_passage.values()]
    passages.sort(
        key=lambda each: (
            order[each.given.review_id][0],
            each.given.text_kind == TextKind.CASE_STUDY,
            each.given.text_number,
            each.given.passage_id,
        )
    )
    return passages


def with_memos(passages: list[CodedPassage], viewer) -> list[CodedPassage]:
    """The same with the memos about each. One query."""
    written = defaultdict(list)
    keys = {str(each.given.passage_id) for each in passages}
    for memo in memos([each.review for each in passages], viewer).filter(
        about__in=MEMO_ABOUT.values(), key__in=keys
    ):
        written[memo.about, memo.key].append(memo)
    return [
        CodedPassage(
            each.review,
            each.codings,
            written[MEMO_ABOUT[each.given.text_kind], str(each.given.passage_id)],
        )
        for each in passages
    ]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many passages of a code are of one person, one text or one review."""

    title: str
    query: dict[str, str]  # the filter that lists them
    passages: int


def people_in(found: list[GivenCoding]) -> list[Tally]:
    """The people of one review whose passages they are, by pseudonym."""
    return _tallies(
        (each for each in found if each.pseudonym),
        lambda each: each.pseudonym,
        lambda pseudonym: (pseudonym, {"person": pseudonym}),
    )


def texts_in(found: list[GivenCoding], kind: TextKind) -> list[Tally]:
    """The interviews, or the case studies, of one review that they stand in, by number."""
    title, param = {
        TextKind.INTERVIEW: ("Interview", "interview"),
        TextKind.CASE_STUDY: ("Case study", "case_study"),
    }[kind]
    return _tallies(
        (each for each in found if each.text_kind == kind),
        lambda each: each.text_number,
        lambda number: (f"{title} {number}", {param: str(number)}),
    )


def reviews_in(found: list[GivenCoding], reviews: list[Review]) -> list[Tally]:
    """The reviews they stand in, in the order of `reviews`."""
    places = {review.pk: place for place, review in enumerate(reviews)}

    def named(place):
        review = reviews[place]
        query = {"trust": review.organisation.ods_code, "round": str(review.round_number)}
        return str(review), query

    return _tallies(found, lambda each: places[each.review_id], named)


def _tallies(found: Iterable[GivenCoding], of, named) -> list[Tally]:
    passages = defaultdict(set)
    for each in found:
        passages[of(each)].add(each.passage_key)
    return [Tally(*named(each), len(passages[each])) for each in sorted(passages)]
