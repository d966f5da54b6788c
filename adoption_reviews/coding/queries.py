"""What the coding page shows: a text with its marks, as one person may see it.

Every mark that is shown comes through `marks`, which asks `seen_by`; but for `mark_of`: one's own
while it is made.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Value

from adoption_reviews.as_text import AsText
from adoption_reviews.codes import (
    Code,
    code_groups,
    codes_by_key,
    framework_groups,
    key_of,
    stages_of,
    unknown_code,
)
from adoption_reviews.coding.following import ends_of
from adoption_reviews.coding.sources import Part, Span
from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction

SIGNS = {Direction.HELPS: "+", Direction.HINDERS: "−", Direction.MIXED: "±"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One coding where it stands. Part ids are text, offsets code points."""

    coding: int
    passage: int
    start_part: str
    start_offset: int
    end_part: str
    end_offset: int
    words: str
    needs_a_look: bool
    is_usable: bool  # cleared to be quoted
    passage_by: int  # id of the user who marked the passage
    direction: str
    memo: str
    author_id: int
    author: str
    created_at: datetime
    code: Code

    @property
    def sign(self) -> str:
        return SIGNS[self.direction]

    @property
    def direction_label(self) -> str:
        return Direction(self.direction).label


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage is, as far as drawing it takes; fields as in `Mark`."""

    passage: int
    start_part: str
    start_offset: int
    end_part: str
    end_offset: int
    words: str
    needs_a_look: bool
    stage: int  # of its first code


@dataclass(frozen=True, slots=True)
class Filter:
    """What the page is narrowed to; nothing set shows everything."""

    key: str = ""  # of one code
    coder: int | None = None  # id of one coder
    uncoded: bool = False  # only parts without any passage

    def __bool__(self) -> bool:
        return bool(self.key or self.coder or self.uncoded)

    def takes(self, mark: Mark) -> bool:
        return (not self.key or mark.code.key == self.key) and (
            self.coder is None or mark.author_id == self.coder
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A part with its number in the text and the marks that begin in it."""

    number: int
    part: Part
    marks: list[Mark]
    heading: str  # what stands before it, else ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far coding has come, as one person sees it."""

    n_parts: int
    n_with_passages: int
    n_looked_at: int | None  # None where that is not kept
    part: str  # what a part is called

    def __str__(self) -> str:
        parts = self.part if self.n_parts == 1 else f"{self.part}s"
        if self.n_looked_at is None:
            return f"{self.n_with_passages} of {self.n_parts} {parts} with passages"
        return (
            f"Looked at {self.n_looked_at} of {self.n_parts} {parts}, "
            f"{self.n_with_passages} with passages"
        )


def codings_of(source):
    """All codings of a text, seen or not: never for a page. A QuerySet."""
    coding = source.passages.model.codings.rel.related_model
    return coding.objects.filter(**{f"passage__{source.passages.model.SOURCE}": source})


def marks(source, viewer, codes: dict[str, Code] | None = None, **narrowed) -> list[Mark]:
    """The codings `viewer` may see, in the order of the offsets. One query.

    `narrowed`: further conditions on the codings. A code that is not in `codes` keeps its key as
    its title; without `codes` those of the review are looked up, in one more query if need be.
    """
    model = source.passages.model
    rows = list(
        codings_of(source)
        .seen_by(viewer)
        .filter(**narrowed)
        .order_by("passage__start_offset", "passage_id", "pk")
        .values_list(
            "pk",
            "passage_id",
            AsText(f"passage__{model.START}"),
            "passage__start_offset",
            AsText(f"passage__{model.END}"),
            "passage__end_offset",
            "passage__quote",
            "passage__needs_a_look",
            "passage__is_usable" if hasattr(model, "is_usable") else Value(False),
            "passage__created_by_id",
            "direction",
            "memo",
            "author_id",
            "author__name",
            "created_at",
            "framework_ref",
            "code",
        )
    )
    if codes is None:
        codes = _codes_among(source.review, {ref for *_, ref, _ in rows})
    found = []
    for *place, ref, code in rows:
        known = codes.get(key_of(ref, code)) or unknown_code(ref, code)
        found.append(Mark(*place, known))
    return found


def places(source, viewer) -> list[Place]:
    """Where the passages are that `viewer` sees codings of, in the order of their ids. One query.

    For a page that opens: what `marks` reads takes about twice as long.
    """
    model = source.passages.model
    rows = (
        codings_of(source)
        .seen_by(viewer)
        .order_by("passage_id", "pk")
        .values_list(
            "passage_id",
            AsText(f"passage__{model.START}"),
            "passage__start_offset",
            AsText(f"passage__{model.END}"),
            "passage__end_offset",
            "passage__quote",
            "passage__needs_a_look",
            "framework_ref",
            "code",
        )
    )
    ref = source.review.influences_ref
    stages = stages_of(ref)
    found: dict[int, Place] = {}
    for passage, *place, of, code in rows:
        if passage not in found:
            stage = stages.get(code, 0) if of == ref else 0
            found[passage] = Place(passage, *place, stage)
    return list(found.values())


def mark_of(source, coding) -> Mark:
    """A coding as whoever has just given it sees it. A query only for themes."""
    passage, ref = coding.passage, coding.framework_ref
    start, end = ends_of(passage)
    known = _codes_among(source.review, {ref}).get(key_of(ref, coding.code))
    return Mark(
        coding=coding.pk,
        passage=passage.pk,
        start_part=start,
        start_offset=passage.start_offset,
        end_part=end,
        end_offset=passage.end_offset,
        words=passage.quote,
        needs_a_look=passage.needs_a_look,
        is_usable=getattr(passage, "is_usable", False),
        passage_by=passage.created_by_id,
        direction=coding.direction,
        memo=coding.memo,
        author_id=coding.author_id,
        author=coding.author.name,
        created_at=coding.created_at,
        code=known or unknown_code(ref, coding.code),
    )


def _codes_among(review: Review, refs: set[str]) -> dict[str, Code]:
    """The codes of a review that belong to `refs`, by key. A query only for themes."""
    if not refs <= {review.influences_ref, review.barriers_ref}:
        return codes_by_key(code_groups(review))
    return {key: code for ref in refs for key, code in codes_by_key(framework_groups(ref)).items()}


def marks_of(source, passage, viewer) -> list[Mark]:
    """What one passage is coded as, as far as `viewer` may see it."""
    return marks(source, viewer, passage=passage)


def rows(
    parts: list[Part],
    marks: list[Mark],
    headings: dict[str, str],
    narrowed: Filter = Filter(),
) -> list[Row]:
    """The text with `marks`, narrowed. `headings`: titles by `Part.heading`."""
    here = defaultdict(list)
    for mark in marks:
        if narrowed.takes(mark):
            here[mark.start_part].append(mark)
    reached = _parts_reached(parts, marks if narrowed.uncoded else filter(narrowed.takes, marks))
    found, last = [], ""
    for number, part in enumerate(parts, 1):
        if narrowed and (part.id in reached) == narrowed.uncoded:
            continue
        heading = part.heading if part.heading != last else ""
        last = part.heading or last
        found.append(Row(number, part, here[part.id], headings.get(heading, "")))
    return found


def _parts_reached(parts: list[Part], marks: Iterable[Mark]) -> set[str]:
    """The ids of the parts in which a passage begins, runs through or ends."""
    return _reached([part.id for part in parts], {(m.start_part, m.end_part) for m in marks})


def _reached(order: list[str], ends: Collection[tuple[str, str]]) -> set[str]:
    numbers = {part: number for number, part in enumerate(order)}
    reached = set()
    for start, end in ends:
        if start == end and start in numbers:
            reached.add(start)
        elif start in numbers and end in numbers:
            reached.update(order[numbers[start] : numbers[end] + 1])
    return reached


def progress(source, viewer, order: list[str] | None = None, ends=None) -> Progress:
    """How far coding has come; `order` (ids of the parts) and `ends` spare a query each."""
    model = source.passages.model
    if order is None:
        order = source.part_ids()
    if ends is None:
        seen = codings_of(source).seen_by(viewer).order_by()
        start, end = AsText(f"passage__{model.START}"), AsText(f"passage__{model.END}")
        ends = set(seen.values_list(start, end).distinct())
    return Progress(
        n_parts=len(order),
        n_with_passages=len(_reached(order, ends)),
        n_looked_at=source.n_looked_at(viewer),
        part=source.PART,
    )


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """A passage that a correction took the words from, or changed; anybody may settle it."""

    passage: int
    words: str
    titles: str  # of its codes
    coder: str
    is_mine: bool
    link: str | None
    move: str


def to_look_at(source, marks: Iterable[Mark], viewer) -> list[ToLookAt]:
    """The passages that need a look, one's own first."""
    flagged = defaultdict(list)
    for mark in marks:
        if mark.needs_a_look:
            flagged[mark.passage].append(mark)
    found = [
        ToLookAt(
            passage,
            these[0].words,
            ", ".join(dict.fromkeys(mark.code.title for mark in these)),
            these[0].author,
            these[0].passage_by == viewer.pk,
            source.url_of("passage", passage) if source.MARK_ROUTE == "passage" else None,
            source.url_of("move_passage", passage),
        )
        for passage, these in flagged.items()
    ]
    return sorted(found, key=lambda each: not each.is_mine)


def spans_of(words: str, parts: list[Part]) -> list[tuple[Span, str]]:
    """Where `words` begin in the first of `parts`, however they are broken into lines and however
    far they run on; with what stands there.
    """
    wanted = words.split()
    if not wanted:
        return []
    text = "\n".join(part.text for part in parts)
    pattern = re.compile(r"\s+".join(re.escape(word) for word in wanted))
    places = [match.span() for match in pattern.finditer(text)]
    return [
        (Span(parts[0].id, start, *_part_at(parts, end)), text[start:end])
        for start, end in places
        if start < len(parts[0].text)
    ]


def _part_at(parts: list[Part], offset: int) -> tuple[str, int]:
    """The id of the part that an offset in all of them, joined by lines, falls in; and its own."""
    for part in parts:
        if offset <= len(part.text):
            return part.id, offset
        offset -= len(part.text) + 1
    raise ValueError("That is behind the end")
