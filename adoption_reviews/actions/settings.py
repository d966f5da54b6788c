"""Changing what the hub decided for all its reviews."""

from django.core.exceptions import ValidationError
from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.models import HubSettings

FIELDS = ("audio_is_recorded", "audio_kept_days", "place_names")
LONGEST_KEPT = 3650  # days


class SettingsChanged(Exception):
    """Somebody changed the settings since they were shown; they are as `settings` says."""

    def __init__(self, settings: HubSettings):
        super().__init__("Somebody else has changed these settings")
        self.settings = settings


def settings_values(settings: HubSettings) -> dict:
    """The values of the settings by field, as `seen` of `change_settings` wants them."""
    return {field: getattr(settings, field) for field in FIELDS}


@transaction.atomic
def change_settings(
    *, seen: dict, audio_is_recorded: bool, audio_kept_days: int, place_names: str, by
):
    """Store the settings; old and new values go to the audit log. Nothing new: nothing happens.

    `place_names` has a line for each place; the log keeps how many they are.

    `seen` are the values that the change was made on. Raises SettingsChanged when there are others
    by now, ValidationError for days that are none; then nothing was stored.
    """
    if not 0 <= audio_kept_days <= LONGEST_KEPT:
        raise ValidationError({"audio_kept_days": f"Days must be between 0 and {LONGEST_KEPT}"})
    HubSettings.objects.get_or_create(pk=1)  # so that there is a row to lock
    settings = HubSettings.objects.select_for_update().get()
    stored = settings_values(settings)
    wanted = {
        "audio_is_recorded": audio_is_recorded,
        "audio_kept_days": audio_kept_days,
        "place_names": place_names,
    }
    if stored not in (seen, wanted):
        raise SettingsChanged(settings)
    changed = {field: [stored[field], wanted[field]] for field in FIELDS}
    changed = {field: values for field, values in changed.items() if values[0] != values[1]}
    if changed:
        for field in changed:
            setattr(settings, field, wanted[field])
        settings.save()
        if "place_names" in changed:
            changed["place_names"] = [len(names.splitlines()) for names in changed["place_names"]]
        audit.record(by=by, verb="settings.changed", on=settings, changed=changed)
    return settings
