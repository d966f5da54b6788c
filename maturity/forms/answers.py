"""What people say about indicators, from a whole page or from one answer as JSON."""

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from adoption_reviews.forms import Form
from adoption_reviews.frameworks import Domain, MaturityFramework
from maturity.actions import EXPLANATION_LENGTH, Change, Outcome
from maturity.models import Rating
from maturity.queries import in_words

NOT_APPLICABLE = "not-applicable"
SILENT = ""


class DomainForm(Form):
    """The answers of one domain, five fields an indicator, named `<code>-<part>`:

    `answer` (a value of the scale, "not-applicable" or ""), `explanation`, `version` (of the
    answer that the page showed), and after a conflict `theirs` (the version it is held against)
    and `keep` ("mine" or "theirs"). Indicators that were not posted are left alone.
    """

    def __init__(self, *args, framework: MaturityFramework, domain: Domain, ratings, **kwargs):
        super().__init__(*args, **kwargs)
        self.framework, self.domain, self.ratings = framework, domain, ratings
        choices = [
            *((str(level.value), f"{level.value} – {level.title}") for level in framework.scale),
            (NOT_APPLICABLE, "Not applicable here"),
            (SILENT, "No answer yet"),
        ]
        for indicator in domain.indicators:
            code = indicator.key
            rating = ratings.get(code)
            self.fields[f"{code}-answer"] = forms.ChoiceField(
                label=indicator.title,
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
                initial=answer_of(rating),
                error_messages={"invalid_choice": not_on_scale(framework, indicator.title)},
            )
            self.fields[f"{code}-explanation"] = forms.CharField(
                label="Explanation",
                widget=forms.Textarea,
                required=False,
                max_length=EXPLANATION_LENGTH,
                initial=rating.explanation if rating else "",
            )
            self.fields[f"{code}-version"] = forms.IntegerField(
                widget=forms.HiddenInput,
                required=False,
                min_value=0,
                initial=rating.version if rating else 0,
            )
            if f"{code}-theirs" in self.data:
                self._ask_which_to_keep(code, indicator.title)

    def _ask_which_to_keep(self, code: str, title: str):
        self.fields[f"{code}-theirs"] = forms.IntegerField(widget=forms.HiddenInput)
        self.fields[f"{code}-keep"] = forms.ChoiceField(
            label="Which answer should be kept?",
            choices=[("mine", "What I answered above"), ("theirs", "What they answered")],
            widget=forms.RadioSelect,
            error_messages={"required": f"Choose which answer to keep for ‘{title}’"},
        )

    def changes(self) -> list[Change]:
        """What is to be saved. Only after `is_valid`."""
        found = []
        for indicator in self.domain.indicators:
            said = {
                part: self.cleaned_data.get(f"{indicator.key}-{part}")
                for part in ("answer", "explanation", "version", "keep")
            }
            if said["version"] is None or said["keep"] == "theirs":
                continue
            answer = said["answer"]
            found.append(
                Change(
                    indicator.key,
                    value=None if answer in (NOT_APPLICABLE, SILENT) else int(answer),
                    is_not_applicable=answer == NOT_APPLICABLE,
                    explanation=said["explanation"],
                    base_version=said["version"],
                )
            )
        return found

    def after(self, outcome: Outcome) -> "DomainForm":
        """The same page with what was typed, asking what to do about each conflict."""
        data = self.data.copy()
        for code, rating in (outcome.saved | outcome.conflicts).items():
            data[f"{code}-version"] = str(rating.version)
            data.pop(f"{code}-theirs", None)
            data.pop(f"{code}-keep", None)
        for code, rating in outcome.conflicts.items():
            data[f"{code}-theirs"] = str(rating.version)
        return DomainForm(
            data,
            framework=self.framework,
            domain=self.domain,
            ratings=self.ratings | outcome.saved | outcome.conflicts,
        )

    def sections(self) -> list[dict]:
        """For the template: each sub-domain with its indicators and their bound fields."""
        return [
            {"title": sub.title, "indicators": [self._bound(each) for each in sub.indicators]}
            for sub in self.domain.sub_domains
        ]

    def _bound(self, indicator) -> dict:
        names = ("answer", "explanation", "version", "theirs", "keep")
        fields = {
            name: self[f"{indicator.key}-{name}"]
            for name in names
            if f"{indicator.key}-{name}" in self.fields
        }
        rating = self.ratings.get(indicator.key)
        return {
            "indicator": indicator,
            "explanation_label": format_html(
                'Explanation<span class="nhsuk-u-visually-hidden"> of: {}</span>', indicator.title
            ),
            "rating": rating,
            "words": in_words(rating, self.framework) if rating else "",
            **fields,
        }


class PostedChange(msgspec.Struct, forbid_unknown_fields=True):
    """One answer as the page's script sends it; `person` is whom the page was made for."""

    base_version: int
    value: int | None
    not_applicable: bool
    explanation: str
    person: int


def read_change(body: bytes, indicator: str) -> tuple[Change, int]:
    """The change and the person in a JSON body. Raises ValidationError for anything else."""
    try:
        posted = msgspec.json.decode(body, type=PostedChange)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValidationError(f"This answer could not be read: {error}") from error
    change = Change(
        indicator,
        posted.value,
        posted.not_applicable,
        posted.explanation,
        posted.base_version,
    )
    return change, posted.person


def answer_of(rating: Rating | None) -> str:
    """The choice that an answer stands for."""
    if rating is None:
        return SILENT
    if rating.is_not_applicable:
        return NOT_APPLICABLE
    return SILENT if rating.value is None else str(rating.value)


def not_on_scale(framework: MaturityFramework, title: str) -> str:
    scale = ", ".join(str(level.value) for level in framework.scale)
    return (
        f"The rating of ‘{title}’ must be {scale} or not applicable: %(value)s is not on the scale"
    )
