"""Moving a self-assessment to a newer version of its framework."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.frameworks import FrameworkError
from adoption_reviews.roles import Permission
from maturity.actions import NotOpen
from maturity.actions.versions import move_to_version
from maturity.queries.versions import moving, newer_version
from maturity.views.finding import of_assessment
from maturity.views.steps import SUBMITTED

NO_NEWER = "There is no newer version of this framework."


@requires(Permission.LEAD_MATURITY)
@never_cache
@of_assessment
def version(request, review, assessment):
    back = redirect("maturity:detail", review=review.slug, framework=assessment.framework_key)
    newer = newer_version(assessment)
    refused = SUBMITTED if not assessment.is_open else NO_NEWER if newer is None else ""
    if refused:
        messages.info(request, refused)
        return back
    if request.method == "POST":
        # What is confirmed is the version that the page showed, whatever was published since.
        try:
            moved = move_to_version(
                assessment=assessment, framework_ref=request.POST.get("to", ""), by=request.user
            )
        except NotOpen:
            messages.info(request, SUBMITTED)
        except FrameworkError:
            messages.error(request, "That is no later version of this framework.")
        else:
            to = moved.framework_ref.partition("@")[2]
            messages.success(request, f"The self-rating is on version {to} now.")
        return back
    context = {"assessment": assessment, "moving": moving(assessment, newer)}
    return render(request, "maturity/version.html", context)
