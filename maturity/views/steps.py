"""The steps of a self-assessment."""

from django.contrib import messages
from django.shortcuts import redirect, render

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import actions, queries
from maturity.views.finding import of_assessment

SUBMITTED = "The self-rating has been submitted, so answers cannot be changed any more."


@requires(Permission.LEAD_MATURITY)
@of_assessment
def submit(request, review, assessment):
    if request.method == "POST":
        try:
            actions.submit_assessment(assessment=assessment, by=request.user)
        except actions.NotOpen:
            messages.info(request, SUBMITTED)
        except actions.NothingRated:
            messages.error(request, "Answer at least one indicator before you submit.")
        else:
            messages.success(request, "The self-rating has been submitted.")
        return redirect("maturity:detail", review=review.slug, framework=assessment.framework_key)
    if not assessment.is_open:
        messages.info(request, SUBMITTED)
        return redirect("maturity:detail", review=review.slug, framework=assessment.framework_key)
    spread = queries.spread([assessment], queries.framework_of(assessment))
    context = {
        "assessment": assessment,
        "progress": queries.progress_of(spread),
        "silent": queries.silent_by_domain(assessment),
    }
    return render(request, "maturity/submit.html", context)
