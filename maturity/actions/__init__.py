"""Writing self-assessments."""

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
    "NotOpen",
    "NothingRated",
    "Outcome",
    "lock_open",
    "open_assessment",
    "save_ratings",
    "submit_assessment",
]
