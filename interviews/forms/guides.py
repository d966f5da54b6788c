"""The forms of an interview guide: beginning one, its title, whom to show it for."""

from django import forms
from django.conf import settings
from django.urls import reverse

from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.frameworks import get_framework
from adoption_reviews.vocabulary import RoleGroup
from interviews.guide import tidy
from interviews.queries.guides import STANDARD


class GuideForm(Form):
    """A new guide. `guides`: those whose draft it may begin with."""

    title = forms.CharField(label="Title", max_length=100, initial="Interview guide")
    start_from = forms.ChoiceField(
        label="Start from",
        widget=forms.RadioSelect,
        initial=STANDARD,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], "Select what the draft starts from"
        ),
    )

    def __init__(self, *args, guides, **kwargs):
        super().__init__(*args, **kwargs)
        self.guides = {str(each.pk): each for each in guides}
        self.fields["start_from"].choices = [
            (STANDARD, "The standard guide"),
            *((pk, f"A copy of “{each}”") for pk, each in self.guides.items()),
        ]

    def clean_title(self):
        return tidy(self.cleaned_data["title"])

    def source(self):
        """The guide it begins as a copy of; None: the standard guide."""
        return self.guides.get(self.cleaned_data["start_from"])

    @property
    def helper(self):
        standard = (
            "Each stage’s opening question, with its influences to listen for: "
            f"{get_framework(settings.INFLUENCES_FRAMEWORK).title}"
        )
        return helper(
            Question("title", hint="Reviewers choose by it, so say whom it is for."),
            Question("start_from", hints={STANDARD: standard}),
            submit="Begin the draft",
            cancel=reverse("guides:list"),
        )


class TitleForm(Form):
    title = forms.CharField(label="Title", max_length=100)

    def __init__(self, *args, guide, **kwargs):
        super().__init__(*args, initial={"title": guide.title}, **kwargs)
        self.guide = guide

    def clean_title(self):
        return tidy(self.cleaned_data["title"])

    @property
    def helper(self):
        return helper(
            Question("title", hint="Versions and interviews show the new title too."),
            submit="Save title",
            cancel=self.guide.get_absolute_url(),
        )


class PreviewForm(Form):
    """Who is sitting opposite."""

    role_group = forms.ChoiceField(
        label="As it is for", required=False, choices=[("", "Everybody"), *RoleGroup.choices]
    )

    def chosen(self) -> list[str]:
        """The role groups to show it for; none: all questions."""
        self.full_clean()
        group = self.cleaned_data.get("role_group")
        return [group] if group else []

    @property
    def helper(self):
        return helper(
            "role_group", submit="Show", method="get", form_class="app-form--inline guides-no-print"
        )


class ReadForm(PreviewForm):
    """Which guide to read, of `versions` and the standard one."""

    guide = forms.ChoiceField(label="Guide", required=False)

    field_order = ["guide", "role_group"]

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, **kwargs)
        self.versions = {str(each.pk): each for each in versions}
        self.fields["guide"].choices = [
            *((pk, str(each)) for pk, each in self.versions.items()),
            (STANDARD, "Standard guide"),
        ]

    def version(self):
        """The version chosen, or the first there is; None: the standard guide."""
        self.full_clean()
        chosen = self.cleaned_data.get("guide")
        if chosen:
            return self.versions.get(chosen)
        return next(iter(self.versions.values()), None)

    @property
    def helper(self):
        return helper(
            "guide",
            "role_group",
            submit="Show",
            method="get",
            form_class="app-form--inline guides-no-print",
        )
