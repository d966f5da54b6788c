"""Asking colleagues to take part."""

from django import forms
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from maturity.queries.parts import Part

WORDS_LENGTH = 500


class PartsForm(Form):
    """Which parts somebody is to answer. `parts` are all there are; `asked` has by part the names
    of those who were asked already."""

    domains = forms.MultipleChoiceField(
        label="Parts",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one part"},
    )

    def __init__(self, *args, assessment, parts: list[Part], asked: dict[str, list[str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.assessment, self.parts, self.asked = assessment, parts, asked
        self.fields["domains"].choices = [(part.key, part.title) for part in parts]

    def which(self) -> Question:
        hints = {part.key: self._hint(part) for part in self.parts}
        return Question("domains", hints=hints, label=self.question)

    def _hint(self, part: Part) -> str:
        hint = f"{part.n_asked} {_what(part)}, {part.n_done or 'none'} answered"
        asked = self.asked.get(part.key)
        return f"{hint}. Asked: {', '.join(asked)}" if asked else hint

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
            secondary=("another", "Send it and invite another"),
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
