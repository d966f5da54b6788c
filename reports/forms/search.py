"""What to search for, and where."""

from django import forms

from adoption_reviews.forms import Form, Question, helper
from reports.search.asking import LONGEST

HERE, EVERYWHERE = "", "all"


class SearchForm(Form):
    q = forms.CharField(label="Words to search for", required=False)
    where = forms.ChoiceField(label="Where", required=False, widget=forms.RadioSelect)

    def __init__(self, *args, n_reviews: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_choice = n_reviews > 1
        self.fields["where"].choices = [
            (HERE, "This review"),
            (EVERYWHERE, f"All {n_reviews} reviews you work on"),
        ]

    @property
    def helper(self):
        hint = (
            "Words in any form, a “phrase in quotes”, a beginning*, -without. "
            f"Up to {LONGEST} characters."
        )
        questions = [Question("q", width="two-thirds", hint=hint)]
        if self.has_choice:
            questions.append(Question("where", inline=True, small=True))
        return helper(*questions, submit="Search", method="get", form_class="app-form search-form")

    def typed(self) -> str:
        """What to look for; what is longer than is read is cut."""
        return self._all_typed()[:LONGEST]

    def is_cut(self) -> bool:
        """Whether more was asked for than is read."""
        return len(self._all_typed()) > LONGEST

    def _all_typed(self) -> str:
        return self.data.get("q", "").replace("\x00", " ").strip()

    def is_everywhere(self) -> bool:
        return self.has_choice and self.cleaned_data.get("where") == EVERYWHERE
