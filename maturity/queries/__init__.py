"""Reading self-assessments."""

from maturity.queries.answers import (
    Answer,
    DomainSpread,
    Progress,
    answers,
    answers_by_domain,
    in_words,
    progress,
    progress_of,
    ratings_in,
    silent_by_domain,
    spread,
)
from maturity.queries.assessments import (
    assessment_on,
    assessments,
    domains_for,
    framework_of,
    latest_assessment,
)

__all__ = [
    "Answer",
    "DomainSpread",
    "Progress",
    "answers",
    "answers_by_domain",
    "assessment_on",
    "assessments",
    "domains_for",
    "framework_of",
    "in_words",
    "latest_assessment",
    "progress",
    "progress_of",
    "ratings_in",
    "silent_by_domain",
    "spread",
]
