"""Coming in by a code."""

import re

from django import forms

from adoption_reviews.forms import Form, Question, helper

WRONG = (
    "This code does not work. Check the six digits; if they are right, the code is too old or was "
    "tried too often, so ask for another"
)


class AskForm(Form):
    email = forms.EmailField(label="E-mail address", max_length=254)

    @property
    def helper(self):
        hint = "The one to which your invitation was sent."
        return helper(Question("email", width=30, hint=hint), submit="Send me a code")


class CodeForm(Form):
    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Enter the code from the e-mail"},
    )

    def clean_code(self) -> str:
        """Its digits: people type and paste spaces and hyphens too."""
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", code):
            raise forms.ValidationError("Enter the six digits from the e-mail")
        return code

    @property
    def helper(self):
        hint = "Six digits. It works for ten minutes."
        return helper(Question("code", width=10, hint=hint), submit="Sign in")
