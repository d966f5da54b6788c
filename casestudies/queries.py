"""Reading case studies and the influences they show."""

from dataclasses import dataclass

from django.db.models import Count, Q, Value

from adoption_reviews.frameworks import Influence, InfluencesFramework
from adoption_reviews.vocabulary import Direction
from casestudies.models import CaseStudy, Coding, InfluenceSeen


@dataclass(frozen=True)
class Seen:
    """One influence shown by one case study. `direction` is a value of `Direction`."""

    review_id: int
    case_study_id: int
    number: int  # of the case study within its review
    innovation: str
    code: str
    direction: str


SIGNS = {Direction.HELPS: "+", Direction.HINDERS: "−", Direction.MIXED: "±"}


@dataclass(frozen=True)
class Shown:
    """An influence with its direction, as a page names it."""

    influence: Influence
    direction: Direction

    @property
    def sign(self) -> str:
        return SIGNS[self.direction]


@dataclass(frozen=True)
class Part:
    """A part of a case study as it is read; `shown` is None for parts that belong to no stage."""

    title: str
    words: str
    shown: list[Shown] | None = None


def case_studies(review):
    """The review's case studies by number, authors joined."""
    return CaseStudy.objects.filter(review=review).select_related("author", "updated_by")


def listed_case_studies(review):
    """The same with `n_helps`, `n_hinders` and `n_mixed`: how many influences each shows so."""
    own = Q(influences_seen__framework_ref=review.influences_ref)
    return case_studies(review).annotate(
        **{
            f"n_{direction}": Count(
                "influences_seen", filter=own & Q(influences_seen__direction=direction)
            )
            for direction in Direction.values
        }
    )


def influences_seen(reviews, framework_ref) -> list[Seen]:
    """What the case studies of `reviews` show, by review and case study. One query.

    A case study shows an influence when its writer said so, when passages of it are coded with
    it, or both: once either way. Where all of these say the same direction, that is it; where
    they differ, or one of them is mixed, it is mixed. A passage that needs a look still counts.
    """
    written = InfluenceSeen.objects.filter(case_study__review__in=reviews)
    coded = Coding.objects.counting().filter(passage__case_study__review__in=reviews)
    rows = _rows_of(written, framework_ref, "case_study", 0).union(
        _rows_of(coded, framework_ref, "passage__case_study", 1), all=True
    )
    said: dict[tuple, set[str]] = {}
    for review, number, *where, _, _, code, direction in sorted(rows):
        said.setdefault((review, number, *where, code), set()).add(direction)
    return [
        Seen(
            review_id=review,
            case_study_id=pk,
            number=number,
            innovation=innovation,
            code=code,
            direction=found.pop() if len(found) == 1 else Direction.MIXED,
        )
        for (review, number, pk, innovation, code), found in said.items()
    ]


def _rows_of(rows, framework_ref: str, case_study: str, place: int):
    """Who shows what, in columns to sort by; `place`: before or behind the other kind of rows."""
    return (
        rows.filter(framework_ref=framework_ref)
        .order_by()
        .values_list(
            f"{case_study}__review",
            f"{case_study}__number",
            case_study,
            f"{case_study}__innovation",
            Value(place),
            "pk",
            "code",
            "direction",
        )
    )


def n_passages(case_study: CaseStudy, viewer) -> int:
    """How many passages of it are marked, as far as `viewer` may see them. One query."""
    codings = Coding.objects.seen_by(viewer).filter(passage__case_study=case_study)
    return codings.aggregate(n=Count("passage", distinct=True))["n"]


def directions(case_study: CaseStudy, framework_ref: str) -> dict[str, str]:
    """What one case study shows: direction by the code of the influence. One query."""
    rows = case_study.influences_seen.filter(framework_ref=framework_ref)
    return dict(rows.values_list("code", "direction"))


def content_at(case_study: CaseStudy, version: int | None) -> dict | None:
    """What it said at that version (`CaseStudyVersion.content`); None when that is not known."""
    return case_study.versions.filter(version=version).values_list("content", flat=True).first()


def parts(case_study: CaseStudy, framework: InfluencesFramework) -> list[Part]:
    """The case study in its order: each stage with the influences seen there, then the rest.

    One query.
    """
    seen = directions(case_study, framework.ref)
    stages = [
        Part(
            stage.title,
            case_study.story_of(stage.key),
            [
                Shown(influence, Direction(seen[influence.key]))
                for influence in stage.influences
                if influence.key in seen
            ],
        )
        for stage in framework.stages
    ]
    rest = [Part("Benefits", case_study.benefits), Part("Lessons", case_study.lessons)]
    return stages + rest
