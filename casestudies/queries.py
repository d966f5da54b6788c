"""Reading case studies and the influences they show."""

from dataclasses import dataclass

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


def case_studies(review):
    """The review's case studies by number, authors joined."""
    return CaseStudy.objects.filter(review=review).select_related("author")


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
