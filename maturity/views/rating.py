"""Rating: one page a domain, saving as one goes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import actions, queries
from maturity.forms import DomainForm, read_change
from maturity.views.finding import of_assessment
from maturity.views.steps import SUBMITTED


@requires(Permission.READ_MATURITY)
@never_cache  # a page kept by the browser would hold answers against versions long gone
@of_assessment
def domain(request, review, assessment, domain):
    framework = queries.framework_of(assessment)
    if not domain.rated:
        raise Http404
    place = framework.rated_domains.index(domain)
    following = next(iter(framework.rated_domains[place + 1 :]), None)
    context = {
        "domain": domain,
        "caption": f"Self-rating, part {place + 1} of {len(framework.rated_domains)}",
        "previous_domain": framework.rated_domains[place - 1] if place else None,
        "next_domain": following,
        "assessment": assessment,
    }
    may_rate = Permission.RATE_MATURITY in request.access
    status = 200
    if request.method == "POST":
        if not may_rate:
            raise PermissionDenied
        ratings = queries.ratings_in(assessment, domain)
        form = DomainForm(request.POST, framework=framework, domain=domain, ratings=ratings)
        form, status = _save_page(request, assessment, form)
        if form is None:
            return _after_saving(assessment, following)
        context["form"] = form
    elif may_rate and assessment.is_open:
        ratings = queries.ratings_in(assessment, domain)
        context["form"] = DomainForm(framework=framework, domain=domain, ratings=ratings)
    else:
        context["answers"] = queries.answers_by_domain(assessment)[place][1]
    return render(request, "maturity/domain.html", context, status=status)


@requires(Permission.RATE_MATURITY)
@require_http_methods(["POST", "PUT"])
@of_assessment
def save_rating(request, review, assessment, domain, indicator):
    """Takes one answer as JSON (`forms.PostedChange`).

    Answers 200 with `version` and `at`; 400 with `message` for an answer that cannot be; 409 with
    `reason` (changed, submitted or person) and `message`, and with `theirs` when it was changed.
    """
    if indicator not in [each.key for each in domain.indicators]:
        raise Http404
    try:
        change, person = read_change(request.body, indicator)
        if person != request.user.pk:
            message = "Somebody else has signed in on this browser since you opened the page."
            return JsonResponse({"reason": "person", "message": message}, status=409)
        outcome = actions.save_ratings(assessment=assessment, changes=[change], by=request.user)
    except ValidationError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=400)
    except actions.NotOpen:
        return JsonResponse({"reason": "submitted", "message": SUBMITTED}, status=409)
    if theirs := outcome.conflicts.get(indicator):
        return JsonResponse(_conflict(theirs, queries.framework_of(assessment)), status=409)
    saved = outcome.saved[indicator]
    at = timezone.localtime(saved.updated_at) if saved.updated_at else timezone.localtime()
    return JsonResponse({"version": saved.version, "at": date_format(at, "H:i")})


def _save_page(request, assessment, form):
    """(the form to show again, its status); (None, 302) when everything is saved."""
    if not form.is_valid():
        return form, 200
    try:
        outcome = actions.save_ratings(
            assessment=assessment, changes=form.changes(), by=request.user
        )
    except ValidationError as error:
        form.add_error(None, error)
        return form, 400
    except actions.NotOpen:
        form.add_error(None, f"{SUBMITTED} What you typed is below, to copy.")
        return form, 409
    return (form.after(outcome), 409) if outcome.conflicts else (None, 302)


def _after_saving(assessment, next_domain):
    where = {"review": assessment.review.slug, "framework": assessment.framework_key}
    if next_domain is None:
        return redirect("maturity:detail", **where)
    return redirect("maturity:domain", **where, domain=next_domain.key)


def _conflict(theirs, framework) -> dict:
    at = timezone.localtime(theirs.updated_at)
    return {
        "reason": "changed",
        "message": f"{theirs.updated_by} has answered this since you opened the page.",
        "theirs": {
            "version": theirs.version,
            "value": theirs.value,
            "not_applicable": theirs.is_not_applicable,
            "explanation": theirs.explanation,
            "words": queries.in_words(theirs, framework),
            "by": str(theirs.updated_by),
            "at": date_format(at, "j F, H:i"),
        },
    }
