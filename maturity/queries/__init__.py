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
    frameworks_to_open,
    latest_assessment,
    seen_by,
)
from maturity.queries.bears_on import bears_on
from maturity.queries.changes import changed_since, code_of, mark_of
from maturity.queries.context import answer_in_words, context_answers, questions_of
from maturity.queries.device import ForDevice, for_device
from maturity.queries.domains import (
    answers_in,
    answers_in_each,
    asked_in,
    codes_in,
    last_in,
    rows_in,
)
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
from maturity.queries.settling import Settled, settled, talked_about_and_unsettled
from maturity.queries.standing import Standing, StepTaken, standing, standings, steps

__all__ = [
    "Answer",
    "Asked",
    "ForDevice",
    "LastAnswer",
    "Part",
    "PartsProgress",
    "Progress",
    "Settled",
    "Standing",
    "StepTaken",
    "answer_in_words",
    "answers",
    "answers_by_domain",
    "answers_in",
    "answers_in_each",
    "asked_in",
    "assessment_on",
    "assessments",
    "bears_on",
    "changed_since",
    "code_of",
    "codes_in",
    "context_answers",
    "context_history",
    "domains_for",
    "for_device",
    "framework_of",
    "frameworks_to_open",
    "in_words",
    "last_context",
    "last_in",
    "last_ratings",
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
    "rows_in",
    "seen_by",
    "settled",
    "silent_by_domain",
    "spread",
    "standing",
    "standings",
    "steps",
    "talked_about_and_unsettled",
]
