"""Guides as reviewers have them: to read and to print, and the newer one for their interview."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions.guides import choose_guide
from interviews.forms.guides import ReadForm
from interviews.guide import stages_of, standard_content
from interviews.queries import guides as queries


@requires(Permission.RECORD_INTERVIEWS)
@never_cache
def guides(request, review):
    """One guide to read or to print, for everybody or for one role group."""
    versions = queries.readable_versions(review)
    data = request.GET.copy()
    form = ReadForm(data, versions=versions)
    version = form.version()
    data.setdefault("guide", str(version.pk) if version else queries.STANDARD)
    if version:
        stages = queries.stages_of_version(version)
    else:
        stages = stages_of(standard_content(review.influences_ref), review.influences_ref)
    context = {
        "form": form,
        "version": version,
        "guide_stages": queries.asked_of(stages, form.chosen()),
    }
    return render(request, "interviews/guides.html", context)


@requires(Permission.RECORD_INTERVIEWS)
@require_POST
def update_guide(request, review, number):
    """Give a planned interview the latest version of its guide."""
    interview = get_object_or_404(
        review.interviews.select_related("guide_version__guide"), number=number
    )
    version = queries.newer_version(interview)
    if version is None:
        messages.error(request, "The guide stays as it is: there is no newer one for it.")
        return redirect(interview)
    try:
        choose_guide(interview=interview, version=version, by=request.user)
    except ValidationError as refusal:
        messages.error(request, ". ".join(refusal.messages) + ".")
    else:
        messages.success(request, f"{interview} now follows {version}.")
    return redirect(interview)
