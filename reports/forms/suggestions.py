"""Accepting or refusing suggested codes, several at once."""

from uuid import UUID

from django import forms
from django.core import signing

from adoption_reviews.forms import Form
from adoption_reviews.vocabulary import Direction
from reports.actions.suggestions import Decision
from reports.queries.suggestions import Suggested

SALT = "suggestion"
REFUSED = "no"
CHOICES = [*Direction.choices, (REFUSED, "Not this code")]


def token(suggested: Suggested) -> str:
    """What was suggested, signed: nobody decides about anything else."""
    stretch = suggested.stretch
    values = [str(stretch.segment.pk), stretch.start, stretch.end, stretch.words]
    values += [suggested.code.key, round(suggested.similarity, 4)]
    return signing.dumps(values, salt=SALT, compress=True)


class DecisionForm(Form):
    """One suggestion; left alone, it is asked about again another time."""

    suggested = forms.CharField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="Is it evidence of this?", choices=CHOICES, required=False, widget=forms.RadioSelect
    )

    def clean_suggested(self):
        try:
            return signing.loads(self.cleaned_data["suggested"], salt=SALT)
        except signing.BadSignature as error:
            raise forms.ValidationError("Reload the page and decide again") from error

    def decided(self) -> Decision | None:
        chosen = self.cleaned_data.get("decision")
        if not chosen:
            return None
        segment, start, end, words, key, similarity = self.cleaned_data["suggested"]
        direction = "" if chosen == REFUSED else chosen
        return Decision(UUID(segment), start, end, words, key, similarity, direction)


DecisionFormSet = forms.formset_factory(DecisionForm, extra=0, max_num=50, absolute_max=50)
