"""Reading case studies and the influences they show."""

from dataclasses import dataclass

from django.db.models import Count, Q

from adoption_reviews.frameworks import Influence, InfluencesFramework
from adoption_reviews.vocabulary import Direction
from casestudies.models import CaseStudy, InfluenceSeen


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
    """What the case studies of `reviews` show, by review, case study and coding. One query."""
    rows = (
        InfluenceSeen.objects.filter(case_study__review__in=reviews, framework_ref=framework_ref)
        .order_by("case_study__review", "case_study__number", "pk")
        .values_list(
            "case_study__review",
            "case_study",
            "case_study__number",
            "case_study__innovation",
            "code",
            "direction",
        )
    )
    return [Seen(*row) for row in rows]


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
