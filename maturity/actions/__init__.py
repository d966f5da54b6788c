"""Writing self-assessments."""

from maturity.actions.context import ContextChange, checked_words, save_context
from maturity.actions.ratings import EXPLANATION_LENGTH, Change, Outcome, save_ratings
from maturity.actions.steps import (
    NothingRated,
    NotOpen,
    lock_open,
    open_assessment,
    submit_assessment,
)

__all__ = [
    "EXPLANATION_LENGTH",
    "Change",
    "ContextChange",
    "NotOpen",
    "NothingRated",
    "Outcome",
    "checked_words",
    "lock_open",
    "open_assessment",
    "save_context",
    "save_ratings",
    "submit_assessment",
]
