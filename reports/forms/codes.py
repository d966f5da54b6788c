"""What is looked for in the codebook, and which passages of a code are listed."""

from django import forms

from adoption_reviews.forms import Form, Question, SplitDateField, helper
from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction, RoleGroup
from reports.queries.codes import NOT_SAID, Wanted

ALL = "all"


class CodebookFilter(Form):
    words = forms.CharField(label="Words in a code", required=False)
    is_used = forms.BooleanField(label="Only codes that are used", required=False)

    @property
    def helper(self):
        return helper(
            Question("words", width=20),
            "is_used",
            submit="Show",
            method="get",
            form_class="app-form--inline",
        )


def where(data, review: Review) -> dict:
    """The trust and round asked for, as the filter has them: this review's if none are."""
    return {
        "trust": data.get("trust") or review.organisation.ods_code,
        "round": data.get("round") or str(review.round_number),
    }


def reviews_asked_for(data, review: Review, reviews: list[Review]) -> list[Review]:
    """Those of `reviews` of the trust and round asked for."""
    asked = where(data, review)
    return [
        each
        for each in reviews
        if asked["trust"] in (ALL, each.organisation.ods_code)
        and asked["round"] in (ALL, str(each.round_number))
    ]


class PassageFilter(Form):
    """Offers only the reviews whose passages the viewer codes, and what is found in them."""

    trust = forms.ChoiceField(label="Trust", required=False)
    round = forms.ChoiceField(label="Round", required=False)
    role_group = forms.ChoiceField(
        label="Role group", required=False, choices=[("", "All"), *RoleGroup.choices]
    )
    division = forms.ChoiceField(label="Division", required=False)
    direction = forms.ChoiceField(
        label="Direction", required=False, choices=[("", "All"), *Direction.choices]
    )
    coder = forms.TypedChoiceField(label="Coder", required=False, coerce=int, empty_value=None)
    since = SplitDateField(label="Coded from", required=False)
    until = SplitDateField(label="Coded to", required=False)
    interview = forms.IntegerField(required=False, widget=forms.HiddenInput)
    case_study = forms.IntegerField(required=False, widget=forms.HiddenInput)
    person = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, review, reviews, found):
        super().__init__({**data.dict(), **where(data, review)})
        trusts = {each.organisation.ods_code: each.organisation.name for each in reviews}
        rounds = sorted({each.round_number for each in reviews})
        self._offer("trust", [*trusts.items(), (ALL, "All that you review")])
        self._offer("round", [*((str(n), f"Round {n}") for n in rounds), (ALL, "All rounds")])
        divisions = sorted({each.division for each in found if each.division})
        self._offer(
            "division",
            [("", "All"), *((each, each) for each in divisions), (NOT_SAID, "Not known")],
        )
        coders = {each.author_id: each.author for each in found}
        named = sorted(coders.items(), key=lambda each: (each[1], each[0]))
        self._offer("coder", [("", "All"), *named])

    def _offer(self, name: str, choices: list) -> None:
        """What was asked for is kept among the choices, though nothing of it is found any more."""
        self.fields[name].choices = choices
        asked = self.data.get(name, "")
        if asked not in {str(value) for value, _ in choices}:
            self.data[name] = ""

    def clean(self):
        since, until = (self.cleaned_data.get(name) for name in ("since", "until"))
        if since and until and until < since:
            self.add_error("until", "The last day must be the same as or after the first")
        return self.cleaned_data

    @property
    def wanted(self) -> Wanted:
        """What passes for the filter; an answer that is wrong filters nothing."""
        self.is_valid()
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("trust", "round") and value not in ("", None)
        }
        return Wanted(**given)

    @property
    def helper(self):
        return helper(
            *self.fields, submit="Show", method="get", form_class="app-form--inline codes-filter"
        )
