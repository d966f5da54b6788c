"""Writing self-assessments."""

from maturity.actions.context import ContextChange, checked_words, save_context
from maturity.actions.ratings import EXPLANATION_LENGTH, Change, Outcome, save_ratings
from maturity.actions.steps import (
    NothingRated,
    NotOpen,
    Step,
    StepRefused,
    ever_takes,
    lock_open,
    open_assessment,
    open_steps,
    refusal,
    take_step,
)

__all__ = [
    "EXPLANATION_LENGTH",
    "Change",
    "ContextChange",
    "NotOpen",
    "NothingRated",
    "Outcome",
    "Step",
    "StepRefused",
    "checked_words",
    "ever_takes",
    "lock_open",
    "open_assessment",
    "open_steps",
    "refusal",
    "save_context",
    "save_ratings",
    "take_step",
]
