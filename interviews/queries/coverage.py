"""Who is interviewed, who is to be, and who is missing, by role group and division.

People are counted, once each, whatever the number of their interviews: those interviewed, planned
and missing add up to the people who take part.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Case, CharField, Exists, OuterRef, Value, When

from adoption_reviews.vocabulary import RoleGroup
from interviews.models import Interview, Participant


class State(StrEnum):
    """How far somebody's interviews are. Interviews with somebody who withdrew do not count."""

    DONE = "done"  # in at least one that has ended
    PLANNED = "planned"  # in one that has not ended, and in none that has
    MISSING = "missing"  # in none

    @property
    def label(self) -> str:
        return {"done": "Interviewed", "planned": "Planned", "missing": "No interview yet"}[self]


@dataclass(frozen=True, slots=True)
class Counts:
    done: int = 0
    planned: int = 0
    missing: int = 0

    @property
    def people(self) -> int:
        return self.done + self.planned + self.missing

    @property
    def figures(self) -> list[tuple[int, str, str]]:
        """The numbers as tables set them, each with the State it counts ("": all) and its words."""
        return [
            (self.people, "", "People"),
            *((getattr(self, state), state.value, state.label) for state in State),
        ]


@dataclass(frozen=True, slots=True)
class DivisionCoverage:
    division: str  # "" for those of whom it is not known
    counts: Counts


@dataclass(frozen=True, slots=True)
class Coverage:
    """One role group, and its divisions by name, those without a name last."""

    role_group: RoleGroup
    counts: Counts
    divisions: tuple[DivisionCoverage, ...]

    @property
    def done(self) -> int:
        return self.counts.done

    @property
    def people(self) -> int:
        return self.counts.people


def with_state(participants):
    """The participants (a QuerySet), each with `state`, a State."""
    counting = Interview.objects.counting().filter(participants=OuterRef("pk"))
    done = counting.filter(status=Interview.Status.COMPLETED)
    return participants.annotate(
        state=Case(
            When(Exists(done), then=Value(State.DONE.value)),
            When(Exists(counting), then=Value(State.PLANNED.value)),
            default=Value(State.MISSING.value),
            output_field=CharField(),
        )
    )


def coverage(review) -> list[Coverage]:
    """One row for each role group, in the order of `RoleGroup`, zeros included. One query.

    Divisions that differ in capitals only are one. Withdrawn people are in no figure.
    """
    people = with_state(Participant.objects.filter(review=review).taking_part())
    found, names = Counter(), {}
    for group, division, state in people.order_by("pk").values_list(
        "role_group", "division", "state"
    ):
        key = plain_division(division)
        names.setdefault(key, " ".join(division.split()))
        found[group, key, state] += 1
    rows = []
    for group in RoleGroup:
        here = sorted({key for of, key, _ in found if of == group}, key=lambda k: (k == "", k))
        divisions = tuple(DivisionCoverage(names[key], _counts(found, group, key)) for key in here)
        counts = Counts(
            *(sum(getattr(each.counts, state) for each in divisions) for state in State)
        )
        rows.append(Coverage(group, counts, divisions))
    return rows


def plain_division(division: str) -> str:
    """The same for divisions that differ in capitals and spaces only."""
    return " ".join(division.split()).casefold()


def _counts(found: Counter, group: str, division: str) -> Counts:
    return Counts(*(found[group, division, state] for state in State))


def total(rows: list[Coverage]) -> Counts:
    return Counts(*(sum(getattr(each.counts, state) for each in rows) for state in State))


def divisions_unheard(rows: list[Coverage]) -> list[str]:
    """Divisions, by name, of which nobody has been interviewed yet."""
    people = Counter()
    for row in rows:
        for each in row.divisions:
            people[each.division] += each.counts.done
    return sorted(division for division, done in people.items() if division and not done)
