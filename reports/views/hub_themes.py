"""Themes of the whole hub, for its administrators: they see no passage and no count."""

from functools import wraps

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from reports.queries.themes import themes_of_hub
from reports.views import themes


@requires(Permission.MANAGE_THEMES)
@never_cache
def list_(request):
    return render(request, "codes/hub_themes.html", {"themes": themes_of_hub()})


def of_hub(view):
    """The same page without a review around it."""

    @requires(Permission.MANAGE_THEMES)
    @wraps(view)
    def show(request, hub_theme, **arguments):
        change = {"change": arguments["hub_change"]} if arguments else {}
        return view(request, theme=hub_theme, **change)

    return show


edit = of_hub(themes.edit)
nest = of_hub(themes.nest)
merge = of_hub(themes.merge)
retire = of_hub(themes.retire)
bring_back = of_hub(themes.bring_back)
history = of_hub(themes.history)
undo = of_hub(themes.undo)
