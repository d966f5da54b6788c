"""Asking colleagues to take part."""

from django import forms
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from maturity.queries.parts import Part

WORDS_LENGTH = 500


class PartsForm(Form):
    """Which parts somebody is to answer. `parts` are all there are."""

    domains = forms.MultipleChoiceField(
        label="Parts",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one part"},
    )

    def __init__(self, *args, assessment, parts: list[Part], **kwargs):
        super().__init__(*args, **kwargs)
        self.assessment, self.parts = assessment, parts
        self.fields["domains"].choices = [(part.key, part.title) for part in parts]

    def which(self) -> Question:
        hints = {
            part.key: f"{part.n_asked} {_what(part)}, {part.n_done or 'none'} answered"
            for part in self.parts
        }
        return Question("domains", hints=hints, label=self.question)

    question = "Which parts should they answer?"

    @property
    def back(self) -> str:
        review = self.assessment.review.slug
        return reverse("maturity:contributors", args=[review, self.assessment.framework_key])

    @property
    def helper(self):
        return helper(self.which(), submit="Save", cancel=self.back)


class InviteForm(PartsForm):
    name = forms.CharField(label="Full name", max_length=200)
    email = forms.EmailField(label="E-mail address", max_length=254)

    field_order = ["name", "email", "domains"]

    @property
    def helper(self):
        hint = "We send a link there. They need no account."
        return helper(
            Question("name", width="two-thirds"),
            Question("email", width="two-thirds", hint=hint),
            self.which(),
            submit="Send the invitation",
            cancel=self.back,
        )


class RemindForm(Form):
    """A reminder; `again` is asked only of those who sent one less than a day ago."""

    words = forms.CharField(
        label="Your own message",
        widget=forms.Textarea,
        required=False,
        max_length=WORDS_LENGTH,
    )
    again = forms.BooleanField(
        label="Send another one all the same",
        error_messages={"required": "Tick the box to send a second reminder within a day"},
    )

    def __init__(self, *args, cancel: str, was_lately: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.cancel = cancel
        if not was_lately:
            del self.fields["again"]

    @property
    def helper(self):
        hint = "It is added to the e-mail, above the link."
        again = ["again"] if "again" in self.fields else []
        return helper(
            Question("words", hint=hint, rows=4),
            *again,
            submit="Send the reminder",
            cancel=self.cancel,
        )


def _what(part: Part) -> str:
    things = "indicator" if part.domain.rated else "question"
    return things if part.n_asked == 1 else f"{things}s"
