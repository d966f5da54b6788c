"""The form of a case study, stage by stage, and of two that were written at once."""

from django import forms
from django.core.exceptions import ValidationError

from adoption_reviews.forms import Form
from adoption_reviews.frameworks import get_framework
from adoption_reviews.vocabulary import Direction
from casestudies.layout import case_study_helper, influence_field
from casestudies.models import CaseStudy
from casestudies.queries import directions


class CaseStudyForm(Form):
    """A new case study, or with `case_study` an existing one.

    Fields of the model by name, `influence-<code>` (a direction or "") and `version` (what the
    page showed). Once `beside` has found that somebody else saved meanwhile also `asked` (names
    of the fields that both changed) and for each of them `keep-<field>` ("mine" or "theirs").
    """

    innovation = forms.CharField(
        label="Innovation", max_length=200, help_text="Name it as the trust does."
    )
    kind = forms.ChoiceField(
        label="Kind of innovation", choices=CaseStudy.Kind.choices, widget=forms.RadioSelect
    )
    is_nationally_prioritised = forms.BooleanField(
        label="Nationally prioritised: the NHS asks every trust to take it up",
        required=False,
    )
    how_identified = forms.CharField(
        label="How was it identified?",
        widget=forms.Textarea,
        required=False,
        help_text="Who came across it, where and when? Was somebody looking, or was it chance? "
        "Which contact or network helped?",
    )
    how_decided = forms.CharField(
        label="How was it decided?",
        widget=forms.Textarea,
        required=False,
        help_text="Who agreed to it and on what grounds? Was there a trial or a business case "
        "first? How long did it take, and what held it up?",
    )
    how_implemented = forms.CharField(
        label="How was it implemented?",
        widget=forms.Textarea,
        required=False,
        help_text="Who carried it through, with what time, money and training? Is it used "
        "everywhere it could be, and does it last?",
    )
    benefits = forms.CharField(
        label="Benefits",
        widget=forms.Textarea,
        required=False,
        help_text="What changed for patients, staff and cost? Say what was measured and what is "
        "an impression.",
    )
    lessons = forms.CharField(
        label="Lessons",
        widget=forms.Textarea,
        required=False,
        help_text="What would the trust do the same way again, and what otherwise?",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    MODEL_FIELDS = (
        "innovation",
        "kind",
        "is_nationally_prioritised",
        "how_identified",
        "how_decided",
        "how_implemented",
        "benefits",
        "lessons",
    )

    def __init__(self, *args, review, case_study=None, **kwargs):
        self.review, self.case_study = review, case_study
        self.framework = get_framework(review.influences_ref)
        self.theirs = self._stored()
        super().__init__(*args, initial=self.theirs, **kwargs)
        for stage in self.framework.stages:
            for influence in stage.influences:
                self.fields[influence_field(influence.key)] = forms.ChoiceField(
                    label=influence.title,
                    help_text=influence.description,
                    choices=[("", "Not seen"), *Direction.choices],
                    required=False,
                )
        if "asked" in self.data:
            self.fields["asked"] = forms.CharField(widget=forms.HiddenInput, required=False)
            self._ask_which_to_keep(self.data["asked"].split())

    def _stored(self) -> dict:
        if self.case_study is None:
            return {}
        content = {name: getattr(self.case_study, name) for name in self.MODEL_FIELDS}
        content["influences"] = directions(self.case_study, self.review.influences_ref)
        return self._by_field(content) | {"version": self.case_study.version}

    def _ask_which_to_keep(self, names: list[str]):
        for name in self._compared():
            if name in names and self._posted(name) != self.theirs[name]:
                label = self.fields[name].label
                self.fields[f"keep-{name}"] = forms.ChoiceField(
                    label="Which should be saved?",
                    choices=[("mine", "What I have above"), ("theirs", "What they saved")],
                    widget=forms.RadioSelect,
                    error_messages={"required": f"Choose which to save: {label}"},
                )

    def _compared(self) -> list[str]:
        return [name for name in self.theirs if name != "version"]

    def _posted(self, name: str):
        """The value as it would be saved; None, which nothing stored is, for one with an error."""
        field = self.fields[name]
        raw = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        try:
            return plain_lines(field.clean(raw))
        except ValidationError:
            return None

    def beside(self, current: CaseStudy, as_read: dict | None) -> "CaseStudyForm":
        """The same page, brought together with what was saved since it was read.

        `as_read` is the content at the version read, or None. A field that its writer left as it
        was read takes what was saved; one that only its writer changed stays; one that both
        changed, or where that is not known, is asked about.
        """
        fresh = CaseStudyForm(review=self.review, case_study=current)
        read = self._by_field(as_read) if as_read else {}
        data, asked = self.data.copy(), []
        for name in fresh._compared():
            data.pop(f"keep-{name}", None)
            mine, theirs = self._posted(name), fresh.theirs[name]
            if mine == theirs or (name in read and theirs == read[name]):
                continue
            if name in read and mine == read[name]:
                data[name] = theirs
                if theirs is False:
                    del data[name]  # as a browser posts a box that is not ticked
            else:
                asked.append(name)
        data["version"], data["asked"] = str(current.version), " ".join(asked)
        return CaseStudyForm(data, review=self.review, case_study=current)

    def _by_field(self, content: dict) -> dict:
        """Values by the names of this form's fields."""
        seen = content["influences"]
        return {name: content.get(name) for name in self.MODEL_FIELDS} | {
            influence_field(code): seen.get(code, "") for code in self.framework.codes()
        }

    def clean(self):
        chosen = {name: plain_lines(value) for name, value in super().clean().items()}
        for name in self.theirs:
            if chosen.get(f"keep-{name}") == "theirs":
                chosen[name] = self.theirs[name]
                self.errors.pop(name, None)  # what was wrong in it is not going to be saved
        return chosen

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.MODEL_FIELDS}

    def influences(self) -> dict[str, str]:
        found = {code: self.cleaned_data[influence_field(code)] for code in self.framework.codes()}
        return {code: direction for code, direction in found.items() if direction}

    @property
    def helper(self):
        return case_study_helper(self)


def plain_lines(value):
    """Text with the line ends that are stored; browsers post them as two characters."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
