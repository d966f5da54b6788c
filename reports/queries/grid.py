"""Trusts × influences: the dashboard's grid, one influence across trusts, and what moved.

Every figure comes from `evidence_grid`, the function that the evidence pages and reports read.
"""

from dataclasses import dataclass

from adoption_reviews.frameworks import InfluencesFramework
from adoption_reviews.models import Review
from adoption_reviews.trust_names import short_name
from reports.evidence_rules import Spread, Status
from reports.queries.evidence import InfluenceEvidence, evidence_grid
from reports.queries.rounds import Rounds

# From what shows an influence best to what says nothing of it.
STRONGEST_FIRST = [
    Status.PRESENT,
    Status.MIXED,
    Status.MISSING,
    Status.SINGLE_SOURCE,
    Status.NO_EVIDENCE,
]


@dataclass(frozen=True)
class Cell:
    """One influence in one round. `evidence` is None where the round's framework version does not
    have the influence: it was not asked."""

    review: Review
    evidence: InfluenceEvidence | None

    @property
    def is_widespread(self) -> bool:
        return self.evidence is not None and self.evidence.spread is Spread.WIDESPREAD


@dataclass(frozen=True)
class Row:
    """One influence in every round compared, in the order of the grid's columns."""

    code: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def n_asked(self) -> int:
        return sum(cell.evidence is not None for cell in self.cells)

    def n_with(self, status: Status) -> int:
        return sum(
            cell.evidence is not None and cell.evidence.status is status for cell in self.cells
        )

    @property
    def n_present(self) -> int:
        return self.n_with(Status.PRESENT)

    @property
    def n_widespread(self) -> int:
        return sum(cell.is_widespread for cell in self.cells)

    @property
    def words(self) -> str:
        """In numbers of trusts, e.g. "Present in 4 of 5, widespread in 1"."""
        words = f"Present in {self.n_present or 'none'} of {self.n_asked}"
        return words + (f", widespread in {self.n_widespread}" if self.n_widespread else "")


@dataclass(frozen=True)
class StageTotal:
    """How many of a stage's influences are present in one round."""

    review: Review
    n_present: int
    n_asked: int


@dataclass(frozen=True)
class StageRows:
    number: int
    title: str
    rows: tuple[Row, ...]

    @property
    def totals(self) -> list[StageTotal]:
        """A total for each column; there is none over stages on purpose."""
        columns = zip(*(row.cells for row in self.rows), strict=True)
        return [
            StageTotal(
                cells[0].review,
                sum(
                    cell.evidence is not None and cell.evidence.status is Status.PRESENT
                    for cell in cells
                ),
                sum(cell.evidence is not None for cell in cells),
            )
            for cells in columns
        ]


@dataclass(frozen=True)
class Change:
    """An influence whose status differs from the round before."""

    title: str
    code: str
    before: InfluenceEvidence
    after: InfluenceEvidence


@dataclass(frozen=True)
class Course:
    """What moved in one organisation from one round to the next."""

    before: Review
    after: Review
    changes: tuple[Change, ...]
    n_unchanged: int


@dataclass(frozen=True)
class Column:
    """`name` and `ending` together are the organisation's name."""

    review: Review
    name: str
    ending: str


@dataclass(frozen=True)
class Grid:
    """`reviews` are the columns, one round of each organisation, by name."""

    reviews: tuple[Review, ...]
    stages: tuple[StageRows, ...]
    courses: tuple[Course, ...]
    n_people: int  # interviewed in all rounds shown

    @property
    def columns(self) -> list[Column]:
        return [Column(review, *short_name(review.organisation.name)) for review in self.reviews]

    def row(self, code: str) -> Row:
        """Raises KeyError for an influence that the framework does not have."""
        for stage in self.stages:
            for row in stage.rows:
                if row.code == code:
                    return row
        raise KeyError(code)


def grid(compared: list[Rounds], framework: InfluencesFramework, viewer=None) -> Grid:
    """The chosen rounds on the influences of `framework`, and their change since the round before.

    The number of queries is the same for any number of rounds on one framework version.
    """
    reviews = tuple(each.chosen for each in compared)
    befores = [each.before for each in compared if each.before]
    found = {
        pk: {each.code: each for each in evidence}
        for pk, evidence in evidence_grid([*reviews, *befores], viewer).items()
    }
    stages = tuple(
        StageRows(
            number,
            stage.title,
            tuple(
                Row(
                    influence.key,
                    influence.title,
                    tuple(Cell(review, found[review.pk].get(influence.key)) for review in reviews),
                )
                for influence in stage.influences
            ),
        )
        for number, stage in enumerate(framework.stages, start=1)
    )
    interviewed = (next(iter(found[review.pk].values())).n_interviewed for review in reviews)
    courses = tuple(
        _course(each.before, each.chosen, found, framework) for each in compared if each.before
    )
    return Grid(reviews, stages, courses, sum(interviewed))


def _course(before: Review, after: Review, found, framework: InfluencesFramework) -> Course:
    both = [
        (found[before.pk][code], found[after.pk][code])
        for code in framework.codes()
        if code in found[before.pk] and code in found[after.pk]
    ]
    changes = tuple(
        Change(new.title, new.code, old, new) for old, new in both if old.status is not new.status
    )
    return Course(before, after, changes, len(both) - len(changes))


@dataclass(frozen=True)
class Teaching:
    """Who could show whom: trusts where an influence is widespread, and where it is missing."""

    teachers: tuple[Review, ...]
    learners: tuple[Review, ...]


def teaching(row: Row) -> Teaching:
    return Teaching(
        tuple(cell.review for cell in row.cells if cell.is_widespread),
        tuple(
            cell.review
            for cell in row.cells
            if cell.evidence is not None and cell.evidence.status is Status.MISSING
        ),
    )


def strongest_first(row: Row) -> list[Cell]:
    """The cells of a row, where the influence is shown best first; those not asked last."""

    def place(cell):
        if cell.evidence is None:
            return (len(STRONGEST_FIRST), 0, 0)
        return (
            STRONGEST_FIRST.index(cell.evidence.status),
            not cell.is_widespread,
            -cell.evidence.n_supporting,
        )

    return sorted(row.cells, key=place)
