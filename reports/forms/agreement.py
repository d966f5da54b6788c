"""How agreement is counted, and what counts where two coders differ."""

from django import forms

from adoption_reviews.forms import Form, Question, helper
from reports.actions.agreement import Outcome, outcomes_of
from reports.agreement.differences import Kind
from reports.agreement.units import Unit

ONE_SIDED = {
    Outcome.FIRST: "It counts",
    Outcome.SECOND: "It counts",
    Outcome.NEITHER: "It does not count",
}
TWO_SIDED = {
    Outcome.FIRST: "Keep the first",
    Outcome.SECOND: "Take the second",
    Outcome.BOTH: "Both count",
    Outcome.NEITHER: "Neither counts",
}
MEANT = {"code": "The code alone", "direction": "The code and its direction"}


class CountingForm(Form):
    """Asked by GET; what is missing or unknown falls back to segments and the code alone."""

    unit = forms.ChoiceField(
        label="Count by",
        choices=[(Unit.SEGMENT.value, "Segment"), (Unit.CHARACTER.value, "Character")],
        required=False,
    )
    meant = forms.ChoiceField(label="Agreement on", choices=list(MEANT.items()), required=False)

    @property
    def helper(self):
        return helper(
            Question("unit"),
            Question("meant"),
            submit="Show",
            method="get",
            form_class="app-form agreement-counting",
        )

    @property
    def unit_chosen(self) -> Unit:
        return Unit(self.cleaned_data.get("unit") or Unit.SEGMENT)

    @property
    def is_by_direction(self) -> bool:
        return self.cleaned_data.get("meant") == "direction"

    @property
    def query(self) -> str:
        """For addresses of the same figures elsewhere."""
        return f"unit={self.unit_chosen}&meant={'direction' if self.is_by_direction else 'code'}"


class SettleForm(Form):
    outcome = forms.ChoiceField(
        label="What counts as evidence?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what counts"},
    )
    note = forms.CharField(
        label="Why",
        widget=forms.Textarea,
        max_length=2_000,
        error_messages={"required": "Enter why"},
    )

    def __init__(self, *args, kind: Kind, cancel: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.cancel = cancel
        words = ONE_SIDED if kind in (Kind.ONLY_FIRST, Kind.ONLY_SECOND) else TWO_SIDED
        self.fields["outcome"].choices = [(each.value, words[each]) for each in outcomes_of(kind)]

    @property
    def helper(self):
        return helper(
            Question("outcome"),
            Question(
                "note",
                rows=3,
                hint="What you agreed on, for whoever asks later. It is in no report.",
            ),
            submit="Settle and go on",
            cancel=self.cancel,
        )
