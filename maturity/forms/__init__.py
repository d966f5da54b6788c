"""What people fill in about their trust's maturity."""

from maturity.forms.answers import DomainForm, answer_of
from maturity.forms.earlier import domain_then, read_earlier
from maturity.forms.posted import read_change, read_context_change
from maturity.forms.questions import QuestionsForm

__all__ = [
    "DomainForm",
    "QuestionsForm",
    "answer_of",
    "domain_then",
    "read_change",
    "read_context_change",
    "read_earlier",
]
