"""A review's self-assessments: all of them, opening one, one on a page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from adoption_reviews.access import requires
from adoption_reviews.frameworks import FrameworkError
from adoption_reviews.roles import Permission
from maturity import actions, queries
from maturity.charts import spread_chart
from maturity.views.finding import of_assessment


@requires(Permission.READ_MATURITY)
def list_(request, review):
    found = queries.assessments(review)
    may_open = Permission.LEAD_MATURITY in request.access
    if len(found) == 1 and not may_open:
        return redirect("maturity:detail", review=review.slug, framework=found[0].framework_key)
    context = {"assessments": found, "may_open": may_open}
    return render(request, "maturity/list.html", context)


@requires(Permission.LEAD_MATURITY)
@require_POST
def open_(request, review):
    ref = request.POST.get("framework", review.maturity_ref)
    try:
        assessment = actions.open_assessment(review=review, framework_ref=ref, by=request.user)
    except FrameworkError:
        raise Http404 from None
    messages.success(request, "The self-rating is open.")
    return redirect("maturity:detail", review=review.slug, framework=assessment.framework_key)


@requires(Permission.READ_MATURITY)
@of_assessment
def detail(request, review, assessment):
    framework = queries.framework_of(assessment)
    spread = queries.spread([assessment], framework)
    may_rate = Permission.RATE_MATURITY in request.access and assessment.is_open
    context = {
        "assessment": assessment,
        "framework": framework,
        "progress": queries.progress_of(spread),
        "spread": spread,
        "may_rate": may_rate,
        "may_submit": may_rate and Permission.LEAD_MATURITY in request.access,
        "next_domain": next((each for each in spread if each.n_silent), None),
        "unrated_domains": [each for each in framework.domains if not each.rated],
    }
    if not assessment.is_open:
        context["chart"] = spread_chart(spread, framework)
        context["levels"] = list(reversed(framework.scale))
        context["answers"] = queries.answers_by_domain(assessment)
    return render(request, "maturity/detail.html", context)
