"""All versions of one answer."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import queries
from maturity.views.finding import of_assessment


@requires(Permission.READ_MATURITY)
@require_safe
@of_assessment
def history(request, review, assessment, domain, indicator):
    asked = next((each for each in queries.asked_in(domain) if each.key == indicator), None)
    if asked is None:
        raise Http404
    if domain.rated:
        framework = queries.framework_of(assessment)
        sittings = queries.rating_history(assessment, indicator, framework)
    else:
        sittings = queries.context_history(assessment, indicator, domain)
    context = {
        "assessment": assessment,
        "domain": domain,
        "asked": asked,
        "sittings": sittings,
        "last": queries.last_in(assessment, domain).get(indicator),
    }
    return render(request, "maturity/history.html", context)
