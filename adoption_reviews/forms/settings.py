"""The settings of the whole hub."""

from django import forms
from django.core import signing
from django.urls import reverse

from adoption_reviews.actions.settings import LONGEST_KEPT, settings_values
from adoption_reviews.forms import Form, Question, helper
from adoption_reviews.models import HubSettings

YES, NO = "yes", "no"


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
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, settings: HubSettings, **kwargs):
        self.settings = settings
        initial = {
            "audio_is_recorded": YES if settings.audio_is_recorded else NO,
            "audio_kept_days": settings.audio_kept_days,
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

    def values(self) -> dict:
        """What was entered, once valid, as `change_settings` takes it."""
        return {
            "seen": self.cleaned_data["seen"],
            "audio_is_recorded": self.cleaned_data["audio_is_recorded"] == YES,
            "audio_kept_days": self.cleaned_data["audio_kept_days"],
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
            "seen",
            submit="Save settings",
            cancel=reverse("start"),
        )
