"""Reading self-assessments."""

from maturity.queries.answers import (
    Answer,
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
    last_step,
    latest_assessment,
    seen_by,
)
from maturity.queries.changes import changed_since, code_of, mark_of
from maturity.queries.context import answer_in_words, context_answers, questions_of
from maturity.queries.history import context_history, rating_history
from maturity.queries.last_round import LastAnswer, last_context, last_ratings
from maturity.queries.parts import (
    Asked,
    Part,
    PartsProgress,
    not_applicable_without_reason,
    parts_progress,
    progress_of_each,
)

__all__ = [
    "Answer",
    "Asked",
    "LastAnswer",
    "Part",
    "PartsProgress",
    "Progress",
    "answer_in_words",
    "answers",
    "answers_by_domain",
    "assessment_on",
    "assessments",
    "changed_since",
    "code_of",
    "context_answers",
    "context_history",
    "domains_for",
    "framework_of",
    "in_words",
    "last_context",
    "last_ratings",
    "last_step",
    "latest_assessment",
    "mark_of",
    "not_applicable_without_reason",
    "parts_progress",
    "progress",
    "progress_of",
    "progress_of_each",
    "questions_of",
    "rating_history",
    "ratings_in",
    "seen_by",
    "silent_by_domain",
    "spread",
]
