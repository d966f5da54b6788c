"""What people fill in about their trust's maturity."""

from maturity.forms.answers import DomainForm
from maturity.forms.posted import read_change, read_context_change
from maturity.forms.questions import QuestionsForm

__all__ = ["DomainForm", "QuestionsForm", "read_change", "read_context_change"]
