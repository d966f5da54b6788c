"""How many new codes each further interview brought, in the order interviews were held."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from adoption_reviews.codes import key_of
from adoption_reviews.models import Review
from interviews.models import Interview
from interviews.queries.second_coding import coded_blind
from reports.queries.codings import interview_codings

LAST = 5  # interviews, of which the page says what they brought
NUMBERS = ["no", "one", "two", "three", "four", "five"]
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """One interview. `new` are keys of codes that no interview before it has."""

    number: int
    held_at: datetime | None
    new: tuple[str, ...]
    n_codes: int  # different codes in this interview
    n_so_far: int  # different codes up to and with this interview


@dataclass(frozen=True)
class Saturation:
    steps: tuple[Step, ...]

    @property
    def n_codes(self) -> int:
        return self.steps[-1].n_so_far if self.steps else 0

    @property
    def n_undated(self) -> int:
        return sum(step.held_at is None for step in self.steps)

    @property
    def words(self) -> str:
        """What the last interviews brought, in a sentence or two; "" without interviews."""
        if not self.steps:
            return ""
        last = self.steps[-LAST:]
        earlier = self.steps[:-LAST]
        brought = _codes(sum(len(step.new) for step in last))
        if not earlier:
            some = "The one interview" if len(last) == 1 else f"The {NUMBERS[len(last)]} interviews"
            return f"{some} so far brought {brought}."
        n_before = earlier[-1].n_so_far
        text = (
            f"The last five interviews brought {brought}; the {_before(len(earlier))} brought "
            f"{_codes(n_before, new=False)}."
        )
        latest = max((place for place, step in enumerate(self.steps, 1) if step.new), default=0)
        if latest:
            where = self.steps[latest - 1]
            text += (
                f" The last one to bring anything new was interview {where.number}, "
                f"number {latest} of {len(self.steps)} in the order they were held."
            )
        return text


def _codes(n: int, *, new: bool = True) -> str:
    return f"{n or 'no'} {'new ' if new else ''}code{'' if n == 1 else 's'}"


def _before(n: int) -> str:
    return "interview before them" if n == 1 else f"{n} before them"


def saturation(review: Review, viewer, keys: set[str] | None = None) -> Saturation:
    """New codes by interview, of `keys` where given, as `viewer` may see them. Three queries.

    Interviews count that count as evidence. Those with neither an end nor a start come last, by
    number. An interview that the viewer codes blind is left out.
    """
    heard = Interview.objects.filter(review=review).evidence()
    held = list(heard.values_list("pk", "number", "ended_at", "started_at"))
    hidden = set(coded_blind([review], viewer).values_list("pk", flat=True)) if viewer else set()
    given = defaultdict(set)
    rows = interview_codings(heard, viewer).counting().order_by()
    for interview, ref, code in rows.values_list(
        "passage__interview_id", "framework_ref", "code"
    ).distinct():
        key = key_of(ref, code)
        if keys is None or key in keys:
            given[interview].add(key)
    steps, known = [], set()
    for pk, number, ended_at, started_at in sorted(
        held, key=lambda row: (row[2] or row[3] or NEVER, row[1])
    ):
        if pk in hidden:
            continue
        new = given[pk] - known
        known |= new
        at = ended_at or started_at
        steps.append(Step(number, at, tuple(sorted(new)), len(given[pk]), len(known)))
    return Saturation(tuple(steps))
