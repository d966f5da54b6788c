"""Adding up self-ratings. Every rule about their figures is here; nothing here reads a database.

**Answers.** An indicator that a self-rating asks about is *answered* (it has a value of the
framework's scale), *not applicable*, or *silent* (neither, whatever was explained). The three never
overlap and add up to what was asked. What names a code or a value that the framework lacks is no
answer. Silence and not applicable never count as a value, least of all as the lowest.

**Shares** are over those who answered, in exact fractions. For show they become whole percentages,
each rounded half up by itself (12.5 is 13), so that they need not add up to 100; n stands beside
them. Where nobody answered there is no share: None, not 0.

**Order.** Domains among domains, sub-domains among sub-domains, indicators among indicators: by the
share of the top level, the largest first, as the published charts of the InSites data collection
are ordered. Ties go by the share of the middle level: on a scale with several levels between top
and bottom by each of them from above, on one of two levels by none. What is still equal stands in
the framework's order. So every rank is given once. What nobody answered comes last, unranked.

**Many** are at least a quarter of those who answered, and at least two: one is not many.

**Learn from each other** (the InSites report: an area with many 5s and many 1s): many at the top
level and many at the bottom, over at least two self-ratings. In a sub-domain or domain the answers
to all its indicators count, so its teachers and learners show in its indicators only.

**The whole cohort needs help** (the same: an area with no 5s): none at the top, over at least two
answers.

**Courses over rounds** have the five words that Sheard and others (BMJ Open 2017;7:e014558) found
for wards. One self-rating of an organisation is one round, oldest first. A round is *filled in*
when at least half of what it asked is answered or not applicable. From one round to the next things
go *up* when, of the indicators answered both times, those that rose outnumber those that fell by
many, *down* the other way round, and are *steady* else. No values are averaged: the distance
between two levels means nothing.

- *disengaged*: no round is filled in
- *increasing*: not filled in at first, and from some round on always; or all filled in, and things
  go up at least once and never down
- *decreasing*: the same the other way round
- *consistent*: all filled in, and steady throughout
- *partial*: to and fro, in either way

One round is no course: None. Every other sequence has exactly one word.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from adoption_reviews.frameworks import MaturityFramework

NOT_APPLICABLE = "not applicable"
MANY = Fraction(1, 4)
AT_LEAST = 2
FILLED_IN = Fraction(1, 2)

# A value of the scale, NOT_APPLICABLE, or None for silence.
Answer = int | str | None


class Kind(StrEnum):
    DOMAIN = "domain"
    SUB_DOMAIN = "sub_domain"
    INDICATOR = "indicator"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How often each answer was given. `n_per_level` has every level, lowest first."""

    n_per_level: dict[int, int]
    n_not_applicable: int
    n_silent: int

    @property
    def n_answered(self) -> int:
        return sum(self.n_per_level.values())

    @property
    def n_done(self) -> int:
        """Answered, or said not to apply."""
        return self.n_answered + self.n_not_applicable

    @property
    def n_asked(self) -> int:
        return self.n_done + self.n_silent

    @property
    def share_per_level(self) -> dict[int, Fraction | None]:
        """Of those who answered; None at every level when nobody did."""
        n = self.n_answered
        return {
            level: Fraction(count, n) if n else None for level, count in self.n_per_level.items()
        }

    @property
    def percentage_per_level(self) -> dict[int, int | None]:
        """The shares as whole percentages, rounded half up."""
        n = self.n_answered
        return {level: percentage(count, n) for level, count in self.n_per_level.items()}

    @property
    def counts(self) -> tuple[int, ...]:
        """In the order in which charts and tables show them: highest level first, silent last."""
        return *reversed(self.n_per_level.values()), self.n_not_applicable, self.n_silent


@dataclass(frozen=True, kw_only=True)
class Area(Counts):
    """An indicator, a sub-domain or a domain with what was answered about it.

    `domain` and `sub_domain` are the codes of those it belongs to, its own included; "" below
    them. `rank` counts from 1 among those of its kind; None where nobody answered.
    """

    kind: Kind
    key: str
    title: str
    domain: str
    sub_domain: str = ""
    n_indicators: int = 1
    n_assessments: int = 1
    rank: int | None = None

    @property
    def can_learn_from_each_other(self) -> bool:
        """Many at the top of the scale and many at its bottom."""
        levels = list(self.n_per_level.values())
        ends = (levels[0], levels[-1])
        return self.n_assessments >= 2 and all(is_many(n, of=self.n_answered) for n in ends)

    @property
    def needs_help(self) -> bool:
        """None at the top of the scale, for all that was answered."""
        return self.n_answered >= AT_LEAST and not list(self.n_per_level.values())[-1]


@dataclass(frozen=True)
class Summary:
    """Some self-ratings added up; each kind of area in the framework's order."""

    n_assessments: int
    domains: tuple[Area, ...]
    sub_domains: tuple[Area, ...]
    indicators: tuple[Area, ...]

    @property
    def areas(self) -> tuple[Area, ...]:
        """All of them: domains, sub-domains, indicators."""
        return self.domains + self.sub_domains + self.indicators


def percentage(n: int, of: int) -> int | None:
    """Whole per cent, rounded half up; None of nothing."""
    return (200 * n + of) // (2 * of) if of else None


def is_many(n: int, *, of: int) -> bool:
    return n >= AT_LEAST and n >= MANY * of


def answer_of(value: int | None, is_not_applicable: bool, levels) -> Answer:
    """What a stored answer counts as on a scale with the values `levels`."""
    if is_not_applicable:
        return NOT_APPLICABLE
    return value if value in levels else None


def count(answers: Mapping[Answer, int], n_asked: int, levels: Iterable[int]) -> Counts:
    """Counts of `n_asked`, from how often each answer was given; what is no answer is silent.

    Raises ValueError where more was answered than asked.
    """
    n_per_level = {level: answers.get(level, 0) for level in levels}
    n_not_applicable = answers.get(NOT_APPLICABLE, 0)
    n_silent = n_asked - sum(n_per_level.values()) - n_not_applicable
    if n_silent < 0:
        raise ValueError(f"{n_asked} were asked, and {-n_silent} more answered")
    return Counts(n_per_level=n_per_level, n_not_applicable=n_not_applicable, n_silent=n_silent)


def total(parts: Iterable[Counts], levels: Iterable[int]) -> Counts:
    """The sum of the parts, which have the levels `levels`."""
    parts = list(parts)
    return Counts(
        n_per_level={level: sum(part.n_per_level[level] for part in parts) for level in levels},
        n_not_applicable=sum(part.n_not_applicable for part in parts),
        n_silent=sum(part.n_silent for part in parts),
    )


def add_up(
    framework: MaturityFramework,
    answers: Mapping[str, Mapping[Answer, int]],
    *,
    n_assessments: int,
    n_asked: Mapping[str, int] | None = None,
) -> Summary:
    """Add up what was answered in `n_assessments` self-ratings about the rated domains.

    `answers` has for the code of an indicator how often each answer was given; silence may be left
    out. `n_asked` has how many of the self-ratings ask about an indicator, where not all do.
    """
    levels = [level.value for level in framework.scale]
    domains, sub_domains, indicators = [], [], []
    for domain in framework.rated_domains:
        of_domain = []
        for sub in domain.sub_domains:
            place = {"domain": domain.key, "sub_domain": sub.key, "n_assessments": n_assessments}
            of_sub = []
            for each in sub.indicators:
                asked = n_assessments if n_asked is None else n_asked.get(each.key, 0)
                counts = count(answers.get(each.key, {}), asked, levels)
                of_sub.append(_area(Kind.INDICATOR, each, counts, **place))
            n = len(of_sub)
            sums = total(of_sub, levels)
            sub_domains.append(_area(Kind.SUB_DOMAIN, sub, sums, n_indicators=n, **place))
            of_domain += of_sub
        place = {"domain": domain.key, "n_assessments": n_assessments}
        n = len(of_domain)
        domains.append(
            _area(Kind.DOMAIN, domain, total(of_domain, levels), n_indicators=n, **place)
        )
        indicators += of_domain
    return Summary(n_assessments, *(ranked(each) for each in (domains, sub_domains, indicators)))


def _area(kind: Kind, named, counts: Counts, **place) -> Area:
    return Area(kind=kind, key=named.key, title=named.title, **place, **vars(counts))


def ranked(areas: Sequence[Area]) -> tuple[Area, ...]:
    """The same, each with its rank; in the order they came in."""
    answered = [place for place, area in enumerate(areas) if area.n_answered]
    answered.sort(key=lambda place: _strength(areas[place]), reverse=True)
    ranks = {place: rank for rank, place in enumerate(answered, start=1)}
    return tuple(
        Area(**(vars(area) | {"rank": ranks.get(place)})) for place, area in enumerate(areas)
    )


def _strength(area: Area) -> tuple[Fraction, ...]:
    """Shares from the top level down; that of the bottom follows from the others."""
    return tuple(reversed(area.share_per_level.values()))[:-1]


def by_rank(areas: Iterable[Area]) -> list[Area]:
    """Highest rank first; those without one last, in the order they came in."""
    return sorted(areas, key=lambda area: (area.rank is None, area.rank))


# --- Courses over rounds ---------------------------------------------------------------------


class Word(StrEnum):
    CONSISTENT = "consistent"
    PARTIAL = "partial"
    INCREASING = "increasing"
    DECREASING = "decreasing"
    DISENGAGED = "disengaged"


@dataclass(frozen=True)
class Round:
    """One self-rating of an organisation: what it answered by indicator, of how many asked."""

    n_asked: int
    answers: Mapping[str, Answer]

    @property
    def is_filled_in(self) -> bool:
        n_done = sum(answer is not None for answer in self.answers.values())
        return n_done > 0 and n_done >= FILLED_IN * self.n_asked


@dataclass(frozen=True)
class Step:
    """From one round to the next: of `n_both` indicators answered in both, how many moved."""

    n_both: int
    n_up: int
    n_down: int

    @property
    def direction(self) -> int:
        """1 up, -1 down, 0 steady."""
        if is_many(self.n_up - self.n_down, of=self.n_both):
            return 1
        return -1 if is_many(self.n_down - self.n_up, of=self.n_both) else 0

    @property
    def word(self) -> str:
        return {1: "up", 0: "steady", -1: "down"}[self.direction]


@dataclass(frozen=True)
class Course:
    """`word` is None for fewer than two rounds. `steps` lead from each round to the next."""

    word: Word | None
    filled_in: tuple[bool, ...]
    steps: tuple[Step, ...]

    @property
    def n_filled_in(self) -> int:
        return sum(self.filled_in)


def course(rounds: Sequence[Round]) -> Course:
    """The course of one organisation over its rounds, oldest first."""
    filled_in = tuple(each.is_filled_in for each in rounds)
    steps = tuple(step(*pair) for pair in pairwise(rounds))
    return Course(_word(filled_in, steps) if steps else None, filled_in, steps)


def step(before: Round, after: Round) -> Step:
    """What moved between two rounds."""
    pairs = [
        (before.answers.get(code), answer)
        for code, answer in after.answers.items()
        if isinstance(answer, int) and isinstance(before.answers.get(code), int)
    ]
    moves = Counter((new > old) - (new < old) for old, new in pairs)
    return Step(n_both=len(pairs), n_up=moves[1], n_down=moves[-1])


def _word(filled_in: tuple[bool, ...], steps: tuple[Step, ...]) -> Word:
    if not any(filled_in):
        return Word.DISENGAGED
    if all(filled_in):
        turns = {each.direction for each in steps} - {0}
    else:
        turns = {new - old for old, new in pairwise(filled_in)} - {0}
    if not turns:
        return Word.CONSISTENT
    if len(turns) == 2:
        return Word.PARTIAL
    return Word.INCREASING if turns == {1} else Word.DECREASING
