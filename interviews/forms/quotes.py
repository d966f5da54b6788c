"""What the passage page sends."""

from django import forms

from adoption_reviews.forms import Form, Question, helper


class QuoteForm(Form):
    """The words of a passage as others may read them."""

    anonymised_quote = forms.CharField(
        label="Quote without anything that names a person",
        widget=forms.Textarea,
        required=False,
        max_length=5_000,
    )
    is_usable = forms.BooleanField(label="May be quoted in the report", required=False)

    @property
    def helper(self):
        return helper(
            Question(
                "anonymised_quote",
                rows=6,
                hint="Put square brackets around what you replace, e.g. [a colleague].",
                optional=False,
            ),
            Question("is_usable"),
            submit="Save quote",
        )
