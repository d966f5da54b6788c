"""Forms in the NHS.UK manner: plain errors, day-month-year dates, one helper for the whole form."""

from adoption_reviews.forms.base import Form, ModelForm, SeveralRowsField
from adoption_reviews.forms.date import DateInputWidget, SplitDateField
from adoption_reviews.forms.helpers import helper
from adoption_reviews.forms.layout import LinkButton, Question, Save

__all__ = [
    "DateInputWidget",
    "Form",
    "LinkButton",
    "ModelForm",
    "Question",
    "Save",
    "SeveralRowsField",
    "SplitDateField",
    "helper",
]
