"""What somebody says about an indicator."""

from django import forms

from adoption_reviews.forms import Form, Question, helper
from maturity.actions.remarks import WORDS_LENGTH
from maturity.queries.remarks import Thread

LABELS = {
    Thread.DISCUSSION: "Say something to your colleagues",
    Thread.REVIEWERS: "Write to the reviewers",
}
LABEL_OF_A_REVIEWER = "Write to the trust"


class RemarkForm(Form):
    """`person`: whom the page was made for; somebody else may sign in on the same browser."""

    words = forms.CharField(
        widget=forms.Textarea,
        max_length=WORDS_LENGTH,
        error_messages={
            "required": "Enter what you want to say",
            "max_length": f"A remark must be {WORDS_LENGTH:,} characters or fewer",
        },
    )
    person = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, thread: Thread, person: int, by_reviewer: bool):
        super().__init__(data, prefix=thread, initial={"person": person}, auto_id="id_%s")
        self.thread, self.signed_in = thread, person
        label = LABEL_OF_A_REVIEWER if by_reviewer else LABELS[thread]
        self.fields["words"].label = label

    def clean_person(self):
        if self.cleaned_data["person"] != self.signed_in:
            raise forms.ValidationError(
                "Somebody else has signed in on this browser since you opened the page. "
                "What was typed is below."
            )
        return self.cleaned_data["person"]

    @property
    def helper(self):
        return helper(Question("words", rows=4), "person", tag=False, submit="")
