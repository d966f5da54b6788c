"""Writing a memo."""

from django import forms

from adoption_reviews.forms import Form, Question, helper


class MemoForm(Form):
    text = forms.CharField(
        label="Memo",
        widget=forms.Textarea,
        error_messages={"required": "Enter a memo"},
    )
    about = forms.CharField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, action="", cancel="", **kwargs):
        # Other forms on the same page may have fields of these names.
        super().__init__(*args, auto_id="id_memo_%s", **kwargs)
        self.action, self.cancel = action, cancel

    def beside(self, memo) -> "MemoForm":
        """The form with the words typed, to be saved over what stands there now if need be."""
        data = self.data.copy()
        data["version"] = memo.version
        return MemoForm(data, action=self.action, cancel=self.cancel)

    @property
    def helper(self):
        return helper(
            Question("text", rows=5, hint="For the reviewers only. It is never in a report."),
            "about",
            "key",
            "version",
            submit="Save memo",
            action=self.action,
            cancel=self.cancel,
        )
