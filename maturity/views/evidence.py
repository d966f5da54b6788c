"""Links and files as evidence beside an answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import actions, evidence_store
from maturity.actions import attachments as attachment_actions
from maturity.forms.evidence import EvidenceForm
from maturity.queries import attachments as queries
from maturity.views.finding import of_assessment, of_indicator
from maturity.views.steps import SUBMITTED


@requires(Permission.READ_MATURITY)
@never_cache
@of_assessment
@of_indicator
def evidence(request, review, assessment, domain, indicator):
    may_rate = Permission.RATE_MATURITY in request.access
    if request.method == "POST" and not may_rate:
        raise PermissionDenied
    context = {
        "assessment": assessment,
        "domain": domain,
        "indicator": indicator,
        "may_change": may_rate and assessment.is_open,
    }
    if may_rate and (assessment.is_open or request.method == "POST"):
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = context["form"] = EvidenceForm(*sent)
        if form.is_valid() and _add(request, assessment, indicator, form):
            messages.success(request, "It has been added.")
            return redirect(_url(assessment, domain, indicator))
    context["found"] = queries.attachments(assessment, indicator.key)
    return render(request, "maturity/evidence.html", context)


@requires(Permission.READ_MATURITY)
@require_safe
@of_assessment
@of_indicator
def evidence_file(request, review, assessment, domain, indicator, *, attachment):
    """A file, always as a download: no browser is to show or run what somebody uploaded."""
    found = queries.attachment(assessment, indicator.key, attachment)
    if found is None or not found.file:
        raise Http404
    try:
        data = evidence_store.read(found.file.name)
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        data,
        content_type=found.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, found.file_name),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@requires(Permission.RATE_MATURITY)
@never_cache
@of_assessment
@of_indicator
def remove_evidence(request, review, assessment, domain, indicator, *, attachment):
    found = queries.attachment(assessment, indicator.key, attachment)
    if found is None:
        raise Http404
    back = _url(assessment, domain, indicator)
    if request.method == "POST":
        try:
            attachment_actions.remove_attachment(attachment=found, by=request.user)
        except actions.NotOpen:
            messages.error(request, SUBMITTED)
        else:
            messages.success(request, "It has been removed.")
        return redirect(back)
    context = {
        "assessment": assessment,
        "domain": domain,
        "indicator": indicator,
        "question": f"Remove “{found.title}”?",
        "consequence": "The file is deleted and cannot be brought back."
        if found.file
        else "The link is taken off the page.",
        "back_url": back,
    }
    return render(request, "maturity/remove_evidence.html", context)


def _add(request, assessment, indicator, form: EvidenceForm) -> bool:
    add = {"assessment": assessment, "indicator": indicator.key, "by": request.user}
    title = form.cleaned_data["title"]
    try:
        if form.checked:
            attachment_actions.add_file(file=form.checked, title=title, **add)
        else:
            attachment_actions.add_link(url=form.cleaned_data["url"], title=title, **add)
    except actions.NotOpen:
        form.add_error(None, SUBMITTED)
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


def _url(assessment, domain, indicator) -> str:
    place = [assessment.review.slug, assessment.framework_key, domain.key, indicator.key]
    return reverse("maturity:evidence", args=place)
