"""What the pages about a review's replacements send."""

from django import forms
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from interviews.actions.quotes import CodingRefused, Taken
from interviews.models import Replacement
from interviews.queries.quotes import LONGEST

UPDATE, LOOK = "update", "look"


class ReplacementForm(Form):
    """What is to stand there; once the quotes it changes were shown, what becomes of them."""

    replacement = forms.CharField(label="What stands in quotes instead", max_length=LONGEST)
    share = forms.BooleanField(
        label="It may stand for both: readers may take them for one", required=False
    )
    then = forms.ChoiceField(
        label="What becomes of these quotes",
        choices=[
            (UPDATE, "Change them; they may still be quoted"),
            (LOOK, "Change them; each is looked at again before it is quoted"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)  # what the preview was for
    seen = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args, replacement: Replacement, **kwargs):
        self.row = replacement
        super().__init__(*args, **kwargs)
        self.fields["replacement"].initial = replacement.replacement
        self.fields["seen"].initial = replacement.replacement
        self.is_offered = "share" in self.data
        self.is_previewed = False

    def clean_replacement(self):
        words = self.cleaned_data["replacement"].strip().strip("[]").strip()
        if not words:
            raise forms.ValidationError("Enter what stands in quotes instead")
        return words

    def is_confirmed(self) -> bool:
        """Whether the quotes were shown for just these words, and what becomes of them chosen."""
        data = self.cleaned_data
        return bool(data["then"]) and data["shown"] == data["replacement"]

    def preview(self) -> None:
        """Ask what becomes of the quotes, too."""
        if self.cleaned_data["shown"] == self.cleaned_data["replacement"]:
            self.add_error("then", "Select what becomes of these quotes")
        self.is_previewed = True
        self.data = self.data.copy()
        self.data["shown"] = self.cleaned_data["replacement"]

    def refuse(self, refusal: CodingRefused) -> None:
        self.add_error("replacement", str(refusal))
        self.is_offered = self.is_offered or isinstance(refusal, Taken)

    @property
    def helper(self):
        return helper(
            Question("replacement", prefix="[", suffix="]", width=20),
            *([Question("share")] if self.is_offered else []),
            *([Question("then", optional=False)] if self.is_previewed else []),
            "shown",
            "seen",
            submit="Save" if self.is_previewed else "Continue",
            cancel=reverse("interviews:replacements", args=[self.row.review.slug]),
        )


class OrdinaryWordForm(Form):
    words = forms.CharField(label="An ordinary word that is a name too", max_length=LONGEST)

    @property
    def helper(self):
        return helper(
            Question(
                "words",
                width=20,
                hint="For example “price” where a Mrs Price takes part. With a capital it is "
                "still proposed.",
            ),
            submit="Leave it in this review",
        )
