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
from maturity.queries.beside import beside
from maturity.queries.remarks import comments_for
from maturity.queries.versions import newer_version
from maturity.views.finding import of_assessment


@requires(Permission.READ_MATURITY)
def list_(request, review):
    """All of them; at once the only one, where the review's own framework is not still to come."""
    seen = queries.seen_by(review, request.user, request.access)
    may_open = Permission.LEAD_MATURITY in request.access
    own, others = queries.frameworks_to_open(review) if may_open else (None, [])
    if len(seen) == 1 and own is None and "all" not in request.GET:
        return redirect("maturity:detail", review=review.slug, framework=seen[0][0].framework_key)
    progress = queries.progress_of_each(seen)
    standings = queries.standings([assessment for assessment, _ in seen])
    context = {
        "shelf": [
            {
                "assessment": assessment,
                "title": queries.framework_of(assessment).title,
                "progress": progress[assessment.pk],
                "standing": standings[assessment.pk],
            }
            for assessment, _ in seen
        ],
        "own": own,
        "others": others,
        "may_open": may_open,
        "may_rate": Permission.RATE_MATURITY in request.access,
    }
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
    is_lead = Permission.LEAD_MATURITY in request.access
    answers_it = Permission.RATE_MATURITY in request.access
    may_rate = answers_it and assessment.is_open
    context = {
        "assessment": assessment,
        "answers_it": answers_it,
        "framework": framework,
        "progress": queries.parts_progress(assessment, request.domains),
        "standing": queries.standing(assessment),
        "is_part_of_it": len(request.domains) < len(framework.domains),
        "is_lead": is_lead,
        "may_read_whole": Permission.READ_WHOLE_MATURITY in request.access,
        "may_rate": may_rate,
        "may_submit": may_rate and is_lead,
        "newer": newer_version(assessment) if is_lead and assessment.is_open else None,
        "drafts_prefix": request.path,
        "steps": queries.steps(assessment),
        "may": actions.open_steps(assessment, request.access),
        "settled": queries.settled(assessment, request.domains),
        "comments": comments_for(assessment, request.domains, request.access),
    }
    if not assessment.is_open:
        context["beside"] = beside(assessment, request.domains, request.access)
        keys = [each.key for each in request.domains]
        spread = [each for each in queries.spread([assessment], framework) if each.key in keys]
        context["chart"] = spread_chart(spread, framework)
        context["spread"] = spread
        context["levels"] = list(reversed(framework.scale))
        context["answers"] = queries.answers_in_each(assessment, request.domains)
    return render(request, "maturity/detail.html", context)
