"""What a quote should perhaps not say, what was decided about it, and what stands there instead."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from adoption_reviews.identifiers.check import is_ordinary
from adoption_reviews.identifiers.proposing import Known, Proposed, Somebody, proposed
from adoption_reviews.identifiers.suggesting import TOLD_APART, suggestion, told_apart
from adoption_reviews.identifiers.words import folded
from adoption_reviews.names import SHORTEST
from adoption_reviews.queries import hub_settings
from adoption_reviews.vocabulary import Identifier
from interviews.models import Participant, Passage, Proposal, Replacement
from interviews.queries.participants import identities

RARE = 3  # a job title that fewer people of the review hold may say who they are
LEFT = "="  # before the words of a replacement that stands for nothing: an ordinary word
AROUND = 40  # characters of context shown on either side
LONGEST = 200  # characters of a key
LOOKED_FOR_AGAIN = (Identifier.PLACE, Identifier.JOB_TITLE, Identifier.OTHER)


@dataclass(frozen=True, slots=True)
class Around:
    """All that is needed to propose and to check in one review. Four queries."""

    known: Known
    identities: list
    replacements: dict[str, Replacement]  # by key; ordinary words not among them
    left: frozenset[str]  # names that are ordinary words here, folded
    role_groups: dict[str, str]  # by key of a participant, and by job title (folded)


def around(review) -> Around:
    people = identities(review)
    rows = {row.original: row for row in Replacement.objects.filter(review=review)}
    replacements = {key: row for key, row in rows.items() if row.replacement}
    left = {key.removeprefix(LEFT): row for key, row in rows.items() if not row.replacement}
    titles = rare_job_titles(people)
    organisation = review.organisation
    known = Known(
        people=tuple(
            [Somebody(key_of(each.participant), each.name, each.email) for each in people]
            + [
                # In capitals, as a name is: first names are looked for in capitals only.
                Somebody(key, key.title())
                for key, row in replacements.items()
                if row.kind == Identifier.NAME and _is_name(key)
            ]
        ),
        places=tuple(place_names()),
        others=tuple(
            (row.kind, key) for key, row in replacements.items() if row.kind in LOOKED_FOR_AGAIN
        ),
        job_titles=tuple(titles),
        trust=organisation.name,
        former_names=tuple(organisation.former_names),
        ods_code=organisation.ods_code,
        left=frozenset(left),
    )
    groups = {key_of(each.participant): each.participant.role_group for each in people}
    return Around(
        known=known,
        identities=people,
        replacements=replacements,
        left=frozenset(key for key, row in left.items() if row.kind == Identifier.NAME),
        role_groups=groups | titles,
    )


def key_of(participant: Participant) -> str:
    return f"{Replacement.PARTICIPANT}{participant.pseudonym}"


def _is_name(key: str) -> bool:
    return (
        not key.startswith(Replacement.PARTICIPANT) and len(key.rsplit(maxsplit=1)[-1]) >= SHORTEST
    )


def place_names() -> list[str]:
    """Wards and buildings that no quote may name, as the hub listed them."""
    return [line.strip() for line in hub_settings().place_names.splitlines() if line.strip()]


def words_left(review) -> frozenset[str]:
    """Names that reviewers settled to be ordinary words in this review, folded. One query."""
    rows = Replacement.objects.filter(review=review, replacement="", kind=Identifier.NAME)
    return frozenset(row.original.removeprefix(LEFT) for row in rows)


def rare_job_titles(people: Iterable) -> dict[str, str]:
    """Job title (folded) → role group, of titles that few of those who take part hold."""
    held, groups = Counter(), {}
    for each in people:
        title = folded(each.job_title)
        held[title] += each.participant.withdrawn_at is None
        groups.setdefault(title, each.participant.role_group)
    return {title: groups[title] for title, n in held.items() if title and n < RARE}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place in a passage. `occurrence` counts the places with the same words, from 0."""

    found: Proposed
    occurrence: int
    before: str
    after: str
    decided: Proposal | None

    @property
    def place(self) -> tuple[str, int]:
        return self.found.words[:LONGEST], self.occurrence


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or a place that a passage names, wherever it does, and what could stand there."""

    key: str
    kind: Identifier
    occurrences: list[Occurrence]
    replacement: Replacement | None  # what stands for it in the review already
    suggested: str
    may_be: list[str] = field(default_factory=list)  # pseudonyms, where it may be several people

    @property
    def name(self) -> str:
        """For the names of form fields: the same as long as the subject is."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:10]

    @property
    def title(self) -> str:
        """All ways it is written in the passage, once each."""
        return ", ".join(dict.fromkeys(f"“{each.found.words}”" for each in self.occurrences))

    @property
    def pseudonym(self) -> str:
        is_known = self.key.startswith(Replacement.PARTICIPANT)
        return self.key.removeprefix(Replacement.PARTICIPANT) if is_known else ""

    @property
    def is_settled(self) -> bool:
        return all(each.decided for each in self.occurrences)

    @property
    def is_replaced_everywhere(self) -> bool:
        return self.is_settled and all(each.decided.is_replaced for each in self.occurrences)

    @property
    def is_left_everywhere(self) -> bool:
        return self.is_settled and not any(each.decided.is_replaced for each in self.occurrences)

    @property
    def may_be_ordinary(self) -> bool:
        """Whether a reviewer may say that these are ordinary words in the whole review."""
        if self.kind in (Identifier.JOB_TITLE, Identifier.PLACE):
            return True
        return self.kind == Identifier.NAME and all(
            is_ordinary(each.found.words) for each in self.occurrences
        )


def occurrences(words: str, known: Known, decided: Iterable[Proposal]) -> list[Occurrence]:
    """Every place of a passage's words that could give somebody away, with what was decided.

    Where the same words were decided differently in different places and there are more or fewer
    of them by now, they are to be decided anew: which is which cannot be told.
    """
    found = proposed(words, known)
    counts = Counter(each.words[:LONGEST] for each in found)
    decisions = defaultdict(dict)
    for row in decided:
        decisions[row.original][row.occurrence] = row
    for original, rows in list(decisions.items()):
        is_mixed = len({(row.is_replaced, row.replacement) for row in rows.values()}) > 1
        if is_mixed and len(rows) != counts[original]:
            del decisions[original]
    seen, placed = Counter(), []
    for each in found:
        original = each.words[:LONGEST]
        place = seen[original]
        seen[original] += 1
        placed.append(
            Occurrence(
                found=each,
                occurrence=place,
                before=_before(words, each.begin),
                after=_after(words, each.end),
                decided=decisions[original].get(place),
            )
        )
    return placed


def _before(words: str, at: int) -> str:
    """Some whole words before a place, with an ellipsis where more stand there."""
    if at <= AROUND:
        return words[:at]
    some = words[at - AROUND : at]
    return f"… {some.split(maxsplit=1)[-1]}" if " " in some.strip() else f"…{some}"


def _after(words: str, at: int) -> str:
    if len(words) - at <= AROUND:
        return words[at:]
    some = words[at : at + AROUND]
    return f"{some.rsplit(maxsplit=1)[0]} …" if " " in some.strip() else f"{some}…"


def subjects(placed: list[Occurrence], here: Around) -> list[Subject]:
    """The same by whom or what is meant, in the order they are first named."""
    by_key = defaultdict(list)
    for each in placed:
        by_key[each.found.key[:LONGEST]].append(each)
    taken = [row.replacement for row in here.replacements.values() if row.kind in TOLD_APART]
    made = []
    for key, those in by_key.items():
        kind, row = Identifier(those[0].found.kind), here.replacements.get(key)
        if row:
            suggested = row.replacement
        else:
            words = [each.found.words for each in those]
            titles = [each.found.title for each in those if each.found.title]
            group = here.role_groups.get(key, "")
            suggested = suggestion(kind, words, titles=titles, role_group=group)
            suggested = told_apart(kind, suggested, taken)
            taken.append(suggested)
        may_be = sorted({each.removeprefix("@") for place in those for each in place.found.may_be})
        made.append(Subject(key, kind, those, row, suggested, may_be))
    return made


def decisions_of(passage: Passage) -> list[Proposal]:
    return list(passage.proposals.select_related("subject"))


def seen(passage: Passage, decided: Iterable[Proposal]) -> str:
    """A short text that is another one as soon as the words, the quote or a decision is."""
    state = [
        passage.quote,
        passage.anonymised_quote,
        passage.is_usable,
        sorted((row.original, row.occurrence, row.is_replaced, row.replacement) for row in decided),
    ]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:20]


def missing(here: Iterable[Subject], *, may_be_quoted: bool) -> list[str]:
    """What must still be done before the passage can be quoted, in sentences; empty: nothing."""
    sentences = []
    if unsettled := [each for each in here if not each.is_settled]:
        titles = ", ".join(each.title for each in unsettled)
        sentences.append(f"Decide what to do with {titles}.")
    if not may_be_quoted:
        sentences.append("The person who said this must have agreed to be quoted.")
    return sentences
