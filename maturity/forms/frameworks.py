"""A framework file: chosen, or its text written on the page."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.frameworks.tree import LARGEST


class FrameworkFileForm(Form):
    """A file, or else its text. `content` is what was given, as bytes, once the form is valid."""

    file = forms.FileField(
        label="Framework file",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        help_text=f"YAML, up to {LARGEST // 1000} kB. A file takes the place of the text below.",
        allow_empty_file=True,  # the table of what is wrong says it better
    )
    text = forms.CharField(
        label="Text of the file", required=False, strip=False, widget=forms.Textarea
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, cancel=None, submit="Check the file", **kwargs):
        super().__init__(*args, **kwargs)
        self.cancel = cancel or reverse("frameworks:list")
        self.submit = submit
        self.content = b""

    def clean(self):
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        if file is not None:
            self.content = file.read(LARGEST + 1)
        elif text.strip():
            # Browsers send every end of line as two characters.
            self.content = re.sub(r"\r\n?", "\n", text).encode("utf-8", "surrogatepass")
        elif "text" not in self.errors:
            raise ValidationError({"file": "Choose a framework file or write its text"})
        return self.cleaned_data

    def with_problems(self, n_problems: int, seen: str | None = None) -> "FrameworkFileForm":
        """The form with what was given as text, to be mended on the page."""
        try:
            text = self.content.decode("utf-8-sig")[:LARGEST]
        except UnicodeDecodeError:
            text = ""
        again = type(self)(
            {"text": text, "seen": self.data.get("seen", "") if seen is None else seen},
            cancel=self.cancel,
            submit=self.submit,
        )
        if not n_problems:
            return again
        n = "There is 1 problem" if n_problems == 1 else f"There are {n_problems} problems"
        again.errors.pop("file", None)  # that nothing was given: what was is no text
        again.add_error("text" if text else "file", f"{n}. Mend the file and check it again")
        return again

    def after_change(self, seen: str) -> "FrameworkFileForm":
        """The form with what was given, held against what somebody else made of the draft."""
        again = self.with_problems(0, seen=seen)
        again.add_error(
            "text",
            "Somebody else has replaced this draft meanwhile. What you gave is below; "
            "check it again to put it in the place of theirs",
        )
        return again

    @property
    def helper(self):
        return helper(
            Question("file", optional=False),
            Question("text", hint="Instead of a file.", rows=20, optional=False, width="full"),
            "seen",
            submit=self.submit,
            cancel=self.cancel,
        )


class VersionForm(Form):
    """Which version a copy is to be."""

    version = forms.CharField(label="New version", max_length=39)

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.cancel = cancel

    @property
    def helper(self):
        return helper(
            Question("version", width=10, hint="Digits, small letters and full stops: 2026.1"),
            submit="Copy as a draft",
            cancel=self.cancel,
        )
