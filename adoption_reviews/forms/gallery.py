"""A form with one question of each kind, for the gallery and for trying the template pack."""

from django import forms

from adoption_reviews.forms.base import Form
from adoption_reviews.forms.date import SplitDateField
from adoption_reviews.forms.helpers import helper
from adoption_reviews.forms.layout import Question
from adoption_reviews.vocabulary import Direction, RoleGroup


class EveryKindForm(Form):
    name = forms.CharField(max_length=100, help_text="As it is known in the trust")
    email = forms.EmailField(label="E-mail address")
    beds = forms.IntegerField(label="Number of beds", required=False, min_value=0)
    password = forms.CharField(widget=forms.PasswordInput)
    started_on = SplitDateField(
        label="Date it was put in place", help_text="For example, 15 3 2026", required=False
    )
    role_group = forms.ChoiceField(choices=RoleGroup, widget=forms.RadioSelect)
    source = forms.ChoiceField(
        label="How did the trust hear of it?",
        choices=[("network", "A network"), ("other", "Another way")],
        widget=forms.RadioSelect,
    )
    other_source = forms.CharField(label="Say how", required=False)
    directions = forms.MultipleChoiceField(
        label="Ways it was spoken of", choices=Direction, widget=forms.CheckboxSelectMultiple
    )
    stage = forms.ChoiceField(
        choices=[("", "Choose a stage"), ("identify", "Identifying"), ("decide", "Deciding")]
    )
    story = forms.CharField(label="What happened", max_length=500, widget=forms.Textarea)
    transcript = forms.FileField(required=False)
    agreed = forms.BooleanField(label="The trust has agreed to this text")
    came_from = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def helper(self):
        return helper(
            Question("name", width=20),
            Question("email", width=30),
            Question("beds", width=5, suffix="beds"),
            Question("password", width=20),
            "started_on",
            Question("role_group", hints={"executive": "Board members and directors"}),
            Question("source", inline=False, reveal={"other": "other_source"}),
            Question("directions", small=True, hint="Select all that apply"),
            "stage",
            Question("story", rows=4),
            "transcript",
            "agreed",
            "came_from",
            submit="Save case study",
            secondary=("draft", "Save as draft"),
            cancel="#cancelled",
        )
