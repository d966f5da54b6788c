"""What reviewers choose on the pages that make sense of codings. All are asked by address."""

from django import forms
from django.utils.text import slugify

from adoption_reviews.codes import CodeGroup
from adoption_reviews.forms import Form
from adoption_reviews.vocabulary import Direction, RoleGroup
from reports.queries.codings import TextKind
from reports.queries.grid_columns import NONE_GIVEN, By

SAME, SHARED = "passage", "words"


def family_choices(groups: list[CodeGroup]) -> list[tuple[str, str]]:
    return [(slugify(group.title), group.title) for group in groups]


class ByForm(Form):
    """What the columns are: decides which reviews a page spans, before all else."""

    by = forms.ChoiceField(label="Columns", required=False, choices=By.choices)

    def chosen(self) -> By:
        self.full_clean()
        return By(self.cleaned_data.get("by") or By.INTERVIEW)


class GridForm(ByForm):
    """How the grid is laid out, and which codes are its rows."""

    direction = forms.ChoiceField(
        label="Passages",
        required=False,
        choices=[
            ("", "All"),
            (Direction.HELPS, "That say it helps"),
            (Direction.HINDERS, "That say it hinders or is missing"),
            (Direction.MIXED, "That are mixed"),
        ],
    )
    family = forms.MultipleChoiceField(
        label="Groups of codes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="All are shown where none is chosen.",
    )
    empty = forms.BooleanField(label="Also codes that nothing is coded with", required=False)

    def __init__(self, *args, groups, spans, **kwargs):
        super().__init__(*args, **kwargs)
        self.titles = dict(family_choices(groups))
        self.fields["family"].choices = self.titles.items()
        self.fields["by"].choices = [
            choice for choice in By.choices if choice[0] not in (By.TRUST, By.ROUND)
        ] + [(each.value, each.label) for each in spans]

    @property
    def chooses_codes(self) -> bool:
        return bool(self.cleaned_data.get("family") or self.cleaned_data.get("empty"))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.cleaned_data.get("family") or self.cleaned_data.get("direction"))

    @property
    def families(self) -> list[str]:
        """Titles of the groups chosen; none: all."""
        return [self.titles[each] for each in self.cleaned_data.get("family") or []]


class FamilyForm(Form):
    """One group of codes, or all."""

    family = forms.ChoiceField(label="Codes", required=False)

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = {slugify(group.title): group for group in groups}
        self.fields["family"].choices = [("", "All codes"), *family_choices(groups)]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.cleaned_data.get("family"))

    def chosen(self) -> CodeGroup | None:
        self.full_clean()
        return self.groups.get(self.cleaned_data.get("family", ""))


class TogetherForm(FamilyForm):
    how = forms.ChoiceField(
        label="Count as together",
        required=False,
        choices=[
            (SAME, "Codes on the same passage"),
            (SHARED, "Also codes of passages that share words"),
        ],
    )

    @property
    def is_overlapping(self) -> bool:
        return self.cleaned_data.get("how") == SHARED


class PassagesForm(Form):
    """The address of a figure. Never shown; what it does not know leads nowhere."""

    by = forms.ChoiceField(required=False, choices=By.choices)
    code = forms.CharField(required=False, max_length=170)
    beside = forms.CharField(required=False, max_length=170)
    how = forms.ChoiceField(required=False, choices=[(SAME, ""), (SHARED, "")])
    family = forms.MultipleChoiceField(required=False)
    kind = forms.ChoiceField(required=False, choices=[(each, "") for each in TextKind])
    interview = forms.IntegerField(required=False, min_value=1)
    case_study = forms.IntegerField(required=False, min_value=1)
    role_group = forms.ChoiceField(
        required=False, choices=[*RoleGroup.choices, (NONE_GIVEN, "Not known who")]
    )
    division = forms.CharField(required=False, max_length=100)
    trust = forms.CharField(required=False, max_length=6)
    round = forms.IntegerField(required=False, min_value=1)
    direction = forms.ChoiceField(required=False, choices=Direction.choices)

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = {slugify(group.title): group for group in groups}
        self.fields["family"].choices = family_choices(groups)

    @property
    def is_overlapping(self) -> bool:
        return self.cleaned_data["how"] == SHARED

    def keys(self) -> frozenset[str] | None:
        """Of the codes asked for; None: any."""
        if self.cleaned_data["code"]:
            return frozenset([self.cleaned_data["code"]])
        if self.cleaned_data["family"]:
            chosen = (self.groups[each] for each in self.cleaned_data["family"])
            return frozenset(code.key for group in chosen for code in group.codes)
        return None
