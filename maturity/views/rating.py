"""A domain on one page: to be filled in, or to be read."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import actions, queries
from maturity.forms import DomainForm, QuestionsForm
from maturity.views.beside import beside
from maturity.views.finding import of_assessment
from maturity.views.saving import SETTLED, save
from maturity.views.steps import SUBMITTED

# Tells the browser whose device may keep the page, to open it without a connection.
KEPT_FOR = "Rating-User"


@requires(Permission.READ_MATURITY)
@never_cache  # a page kept by the browser would hold answers against versions long gone
@of_assessment
def domain(request, review, assessment, domain):
    place = request.domains.index(domain)
    following = next(iter(request.domains[place + 1 :]), None)
    context = {
        "assessment": assessment,
        "framework": queries.framework_of(assessment),
        "domain": domain,
        "caption": f"Self-rating, part {place + 1} of {len(request.domains)}",
        "previous_domain": request.domains[place - 1] if place else None,
        "next_domain": following,
        "bears_on": queries.bears_on(assessment, domain),
    }
    may_rate = Permission.RATE_MATURITY in request.access
    if request.method == "POST" and not may_rate:
        raise PermissionDenied
    status = 200
    if request.method == "POST":
        context["form"], status = _posted(request, assessment, domain)
        if context["form"] is None:
            return _after_saving(assessment, following)
    elif may_rate and assessment.is_open:
        context["form"] = _form(request, assessment, domain)
    else:
        context["answers"] = queries.answers_in(assessment, domain)
    context["beside"] = beside(request, assessment, domain)
    response = render(request, "maturity/domain.html", context, status=status)
    if "form" in context and request.method != "POST":
        response[KEPT_FOR] = request.user.pk
    return response


def _form(request, assessment, domain, data=None):
    rows = queries.rows_in(assessment, domain)
    settled = {code for code, row in rows.items() if getattr(row, "settled_at", None)}
    is_lead = Permission.LEAD_MATURITY in request.access
    return (DomainForm if domain.rated else QuestionsForm)(
        data,
        framework=queries.framework_of(assessment),
        domain=domain,
        rows=rows,
        last=queries.last_in(assessment, domain),
        frozen=frozenset() if is_lead else frozenset(settled),
    )


def _posted(request, assessment, domain):
    """(the form to show again, its status); (None, 302) when everything is saved."""
    form = _form(request, assessment, domain, request.POST)
    if "use" in request.POST:
        return form.with_last(request.POST["use"]), 200
    if not form.is_valid():
        return form, 200
    try:
        outcome = save(request, assessment, domain, form.changes())
    except ValidationError as error:
        form.add_error(None, error)
        return form, 400
    except actions.NotOpen:
        return _too_late(form, SUBMITTED)
    if outcome.settled:
        return _too_late(form, SETTLED)
    return (form.after(outcome), 409) if outcome.conflicts else (None, 302)


def _too_late(form, why: str):
    form.add_error(None, f"{why} What you typed is below, to copy.")
    return form, 409


def _after_saving(assessment, next_domain):
    where = {"review": assessment.review.slug, "framework": assessment.framework_key}
    if next_domain is None:
        return redirect("maturity:detail", **where)
    return redirect("maturity:domain", **where, domain=next_domain.key)
