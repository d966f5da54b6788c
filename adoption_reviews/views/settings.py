"""What the hub decides for all its reviews."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from adoption_reviews import queries
from adoption_reviews.access import requires
from adoption_reviews.actions.settings import SettingsChanged, change_settings
from adoption_reviews.forms.settings import SettingsForm
from adoption_reviews.roles import Permission

CONFLICT = (
    "Somebody else has changed these settings meanwhile: {now}. "
    "What you entered is below; save again to put it in their place"
)


@requires(Permission.MANAGE_SETTINGS)
@never_cache
def edit(request):
    settings = queries.hub_settings()
    form = SettingsForm(request.POST or None, settings=settings)
    if form.is_valid():
        try:
            change_settings(**form.values(), by=request.user)
        except SettingsChanged as conflict:
            form.add_error(None, CONFLICT.format(now=in_words(conflict.settings)))
            form.show_anew(conflict.settings)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The settings have been saved.")
            return redirect("settings:edit")
    return render(request, "settings/edit.html", {"form": form})


def in_words(settings) -> str:
    recorded = "sound is recorded" if settings.audio_is_recorded else "sound is not recorded"
    n_places = len(settings.place_names.splitlines())
    places = "1 place is" if n_places == 1 else f"{n_places} places are"
    return f"{recorded}, and kept for {settings.audio_kept_days} days; {places} listed"
