"""The settings of the whole hub."""

from crispy_forms.layout import HTML
from django import forms
from django.core import signing
from django.urls import reverse

from adoption_reviews.actions.settings import LONGEST_KEPT, settings_values
from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.models import HubSettings

YES, NO = "yes", "no"
SHORTEST_PLACE, LONGEST_PLACE = 3, 100  # characters


class SettingsForm(Form):
    """`settings`: as they are now. What was shown travels along, signed, as `seen`."""

    audio_is_recorded = forms.ChoiceField(
        label="Record sound in interviews",
        choices=[(NO, "No, reviewers only write"), (YES, "Yes, where every participant agrees")],
        widget=forms.RadioSelect,
    )
    audio_kept_days = forms.IntegerField(
        label="Days that sound is kept after a report is released",
        min_value=0,
        max_value=LONGEST_KEPT,
        error_messages=dict.fromkeys(
            ["min_value", "max_value", "invalid"],
            f"Days must be a whole number between 0 and {LONGEST_KEPT}",
        ),
    )
    place_names = forms.CharField(
        label="Wards and buildings", widget=forms.Textarea, required=False, max_length=20_000
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, settings: HubSettings, **kwargs):
        self.settings = settings
        initial = {
            "audio_is_recorded": YES if settings.audio_is_recorded else NO,
            "audio_kept_days": settings.audio_kept_days,
            "place_names": settings.place_names,
            "seen": signing.dumps(settings_values(settings)),
        }
        super().__init__(*args, initial=initial, **kwargs)

    def show_anew(self, settings: HubSettings) -> None:
        """After a conflict: keep what was entered, on top of what is stored now."""
        self.data = self.data.copy()
        self.data["seen"] = signing.dumps(settings_values(settings))

    def clean_seen(self) -> dict:
        try:
            return signing.loads(self.cleaned_data["seen"])
        except signing.BadSignature:
            return {}

    def clean_place_names(self) -> str:
        """One place a line, each once."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["place_names"].splitlines()]
        names = list({line.casefold(): line for line in lines if line}.values())
        for name in names:
            if len(name) < SHORTEST_PLACE:
                raise forms.ValidationError(f"“{name}” is too short to be looked for")
            if len(name) > LONGEST_PLACE:
                raise forms.ValidationError(
                    f"“{name[:20]}…” is too long: a line takes {LONGEST_PLACE} characters"
                )
        return "\n".join(names)

    def values(self) -> dict:
        """What was entered, once valid, as `change_settings` takes it."""
        return {
            "seen": self.cleaned_data["seen"],
            "audio_is_recorded": self.cleaned_data["audio_is_recorded"] == YES,
            "audio_kept_days": self.cleaned_data["audio_kept_days"],
            "place_names": self.cleaned_data["place_names"],
        }

    @property
    def helper(self):
        return helper(
            Question("audio_is_recorded"),
            Question(
                "audio_kept_days",
                width=4,
                suffix="days",
                hint="With 0 it is deleted as soon as the report is released.",
            ),
            HTML("<h2>Places that no quote may name</h2>"),
            Question(
                "place_names",
                rows=6,
                optional=True,
                hint="One a line, for example Willow Ward. Where a quote has one, in capitals or "
                "not, one or many, the reviewer is asked what is to stand there instead.",
            ),
            "seen",
            submit="Save settings",
            cancel=reverse("start"),
        )
