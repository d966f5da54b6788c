"""Agreeing to a step of a self-assessment."""

from django import forms

from adoption_reviews.forms import Form, Question, helper
from maturity.actions.steps import REASON_LENGTH, Step

SUBMITS = {
    Step.SUBMIT: "Submit the self-rating",
    Step.AGREE: "Agree the self-rating",
    Step.REOPEN: "Open it again",
}


class StepForm(Form):
    """`seen`: id of the last change of status that the page showed; 0 when there was none.

    The page always sends it.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args, step: Step, cancel: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.step, self.cancel = step, cancel
        if step == Step.REOPEN:
            self.fields["reason"] = forms.CharField(
                label="Why is it opened again?",
                help_text="Everybody who may see this self-rating can read this.",
                widget=forms.Textarea,
                max_length=REASON_LENGTH,
                error_messages={
                    "required": "Say why the self-rating is opened again",
                    "max_length": f"The reason must be {REASON_LENGTH:,} characters or fewer",
                },
            )

    @property
    def helper(self):
        asked = [Question("reason", rows=4)] if self.step == Step.REOPEN else []
        return helper("seen", *asked, submit=SUBMITS[self.step], cancel=self.cancel)
