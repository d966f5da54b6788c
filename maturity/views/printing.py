"""The whole self-rating on one page, to be printed."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import queries
from maturity.queries.printing import printed
from maturity.views.finding import of_assessment


@requires(Permission.READ_MATURITY)
@require_safe
@never_cache
@of_assessment
def print_(request, review, assessment):
    """What this person may see of it, with its answers; with `?blank` as a form to write on."""
    is_blank = "blank" in request.GET
    framework = queries.framework_of(assessment)
    context = {
        "assessment": assessment,
        "framework": framework,
        "is_blank": is_blank,
        "is_part_of_it": len(request.domains) < len(framework.domains),
        "parts": printed(assessment, request.domains, is_blank=is_blank),
        "today": timezone.localdate(),
    }
    return render(request, "maturity/print.html", context)
