"""A domain on one page: to be filled in, or to be read."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import actions, queries
from maturity.forms import DomainForm, QuestionsForm, domain_then, read_earlier
from maturity.views.beside import beside
from maturity.views.finding import of_assessment
from maturity.views.saving import OUTDATED, SETTLED, save
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
    earlier = _earlier(request, assessment, domain)
    form = _form(request, assessment, domain, earlier.without(request.POST))
    if earlier:
        return _after_moving(request, assessment, domain, form, earlier)
    if "use" in request.POST:
        return form.with_last(request.POST["use"]), 200
    return _saved(request, assessment, domain, form) if form.is_valid() else (form, 200)


def _saved(request, assessment, domain, form):
    made_on = request.POST.get("framework", "")
    try:
        outcome = save(request, assessment, domain, form.changes(), made_on)
    except ValidationError as error:
        form.add_error(None, error)
        return form, 400
    except actions.NotOpen:
        return _too_late(form, SUBMITTED)
    if outcome.settled or outcome.outdated:  # outdated: it was moved at this very moment
        return _too_late(form, SETTLED if outcome.settled else OUTDATED)
    return (form.after(outcome), 409) if outcome.conflicts else (None, 302)


def _earlier(request, assessment, domain):
    """What was posted from a page drawn on another version and is asked otherwise now."""
    framework = queries.framework_of(assessment)
    before = domain_then(domain, framework, request.POST.get("framework", ""))
    rows = queries.rows_in(assessment, before)
    return read_earlier(request.POST, domain=domain, framework=framework, rows=rows)


def _after_moving(request, assessment, domain, form, earlier):
    """What is asked as before is saved; the rest is shown again, on the version it is on now."""
    outcome, error = actions.Outcome(), None
    if form.is_valid() and "use" not in request.POST:
        made_on = request.POST.get("framework", "")
        try:
            outcome = save(request, assessment, domain, form.changes(), made_on)
        except ValidationError as refusal:
            error = refusal
        except actions.NotOpen:
            error = SUBMITTED
    again = form.after_moving(outcome, request.POST, earlier.typed)
    if error:
        again.add_error(None, error)
    return again, 409


def _too_late(form, why: str):
    form.add_error(None, f"{why} What you typed is below, to copy.")
    return form, 409


def _after_saving(assessment, next_domain):
    where = {"review": assessment.review.slug, "framework": assessment.framework_key}
    if next_domain is None:
        return redirect("maturity:detail", **where)
    return redirect("maturity:domain", **where, domain=next_domain.key)
