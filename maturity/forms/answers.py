"""What people say about indicators, a whole page at once."""

from django import forms
from django.utils.html import format_html

from adoption_reviews.frameworks import MaturityFramework
from maturity.actions import EXPLANATION_LENGTH, Change
from maturity.forms.page import AnswersForm
from maturity.models import Rating
from maturity.queries import LastAnswer, in_words

NOT_APPLICABLE = "not-applicable"
SILENT = ""


class DomainForm(AnswersForm):
    """The answers of one rated domain. The parts of each: `answer` (a value of the scale,
    "not-applicable" or ""), `explanation`, `later` (somebody means to come back to it).
    """

    def asked(self):
        return self.domain.indicators

    def add_fields(self, what, row):
        levels = ((str(level.value), f"{level.value} – {level.title}") for level in self.scale)
        self.fields[f"{what.key}-answer"] = forms.ChoiceField(
            label=what.title,
            choices=[*levels, (NOT_APPLICABLE, "Not applicable here"), (SILENT, "No answer yet")],
            widget=forms.RadioSelect,
            required=False,
            initial=answer_of(row, self.framework),
            error_messages={"invalid_choice": self._not_on_scale(what.title)},
        )
        self.fields[f"{what.key}-explanation"] = forms.CharField(
            label=f"Explanation of ‘{what.title}’",
            widget=forms.Textarea,
            required=False,
            max_length=EXPLANATION_LENGTH,
            initial=row.explanation if row else "",
        )
        self.fields[f"{what.key}-later"] = forms.BooleanField(
            label="Come back to this later",
            required=False,
            initial=bool(row and row.is_for_later),
        )

    @property
    def scale(self):
        return self.framework.scale

    def change(self, code, given):
        answer = given["answer"]
        return Change(
            code,
            value=None if answer in (NOT_APPLICABLE, SILENT) else int(answer),
            is_not_applicable=answer == NOT_APPLICABLE,
            explanation=given["explanation"],
            base_version=given["version"],
            is_for_later=given["later"],
        )

    def kept(self, what):
        row = self.rows.get(what.key)
        return {
            "answer": answer_of(row, self.framework),
            "explanation": row.explanation if row else "",
            "later": bool(row and row.is_for_later),
        }

    def filled_from_last(self, last: LastAnswer):
        words = {"explanation": last.explanation}
        return words | {"answer": last.choice} if last.choice else words

    def typed_again(self, what, typed):
        return {"explanation": typed.words} if typed else {}

    def shown(self, what):
        row = self.rows.get(what.key)
        of = format_html('<span class="nhsuk-u-visually-hidden"> of: {}</span>', what.title)
        return super().shown(what) | {
            "words": in_words(row, self.framework) if row else "",
            # Which of the two is read depends on the answer that is chosen: see maturity.css.
            "explanation_label": format_html(
                '<span class="maturity-if-applies">Explanation{}</span>'
                '<span class="maturity-if-not-applicable">Why does it not apply here?{}</span>',
                of,
                format_html('<span class="nhsuk-u-visually-hidden"> ({})</span>', what.title),
            ),
            "later_label": format_html(
                'Come back to this later<span class="nhsuk-u-visually-hidden">: {}</span>',
                what.title,
            ),
        }

    def _not_on_scale(self, title: str) -> str:
        scale = ", ".join(str(level.value) for level in self.scale)
        return (
            f"The rating of ‘{title.replace('%', '%%')}’ must be {scale} or not applicable: "
            "%(value)s is not on the scale"
        )


def answer_of(rating: Rating | None, framework: MaturityFramework) -> str:
    """The choice that an answer stands for; a value that the scale does not have is none."""
    if rating is None:
        return SILENT
    if rating.is_not_applicable:
        return NOT_APPLICABLE
    levels = [level.value for level in framework.scale]
    return str(rating.value) if rating.value in levels else SILENT
