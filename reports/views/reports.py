"""A review's report: build, read, release, download."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.queries import last_left_at
from reports import actions
from reports.forms import BuildForm
from reports.models import Report
from reports.presentation import report_context
from reports.queries.reports import gaps_before_report, is_overtaken, reports, was_left_since
from reports.queries.reports import report as find_report
from reports.views.blind import shut_while_blind
from reports.wording import counted


def _may_build(request) -> bool:
    return Permission.BUILD_REPORTS in request.access


OVERTAKEN = (
    "Somebody has withdrawn, or no longer agrees to be quoted, since version {} was built. It can "
    "no longer be read or released: build a new one."
)


def _report_or_404(request, review, version) -> Report:
    """Those who do not build reports only ever reach released ones."""
    report = find_report(review, version, unreleased=_may_build(request))
    if report is None:
        raise Http404
    return report


def _overtaken(request, report):
    messages.error(request, OVERTAKEN.format(report.version))
    return redirect("reports:list", report.review.slug)


@requires(Permission.READ_REPORTS)
def list_(request, review):
    versions = list(reports(review, unreleased=_may_build(request)))
    context = {
        "versions": versions,
        "unfinished": next((each for each in versions if each.is_unfinished), None),
        "may_build": _may_build(request),
    }
    newest = versions[0] if versions else None
    unreleased = [each for each in versions if not each.released_at]
    left_at = last_left_at([review]).get(review.pk) if unreleased else None
    context["overtaken"] = [each for each in unreleased if was_left_since(each, left_at)]
    is_ready = newest and newest.status == Report.Status.READY and not newest.released_at
    if is_ready and newest not in context["overtaken"]:
        context["to_release"] = newest
        context["release_text"] = f"Release version {newest.version}"
        context["release_url"] = reverse("reports:release", args=[review.slug, newest.version])
    return render(request, "reports/list.html", context)


@requires(Permission.BUILD_REPORTS)
@shut_while_blind
def build(request, review):
    """What a report would rest on, and the button; then what stands in its way, if anything."""
    names, form = [], None
    if request.method == "POST":
        form = BuildForm(request.POST)
        form.full_clean()
        try:
            report = actions.request_report(review=review, by=request.user, **form.cleaned_data)
        except actions.NamesInReport as refusal:
            names = refusal.found
            form = BuildForm(names=names, initial=form.cleaned_data)
        else:
            messages.info(request, f"Version {report.version} of the report is being built.")
            return redirect("reports:list", review.slug)
    context = {"names": names, "build_form": form, "gaps": gaps_before_report(review, request.user)}
    return render(request, "reports/build.html", context)


@requires(Permission.READ_REPORTS)
@shut_while_blind
def detail(request, review, version):
    report = _report_or_404(request, review, version)
    if is_overtaken(report):
        return _overtaken(request, report)
    context = report_context(report) | {
        "may_build": _may_build(request),
        "download": f"Download as PDF ({counted(report.pages or 0, 'page')})",
        "may_trace": Permission.RECORD_INTERVIEWS in request.access,
    }
    return render(request, "reports/detail.html", context)


@requires(Permission.BUILD_REPORTS)
def status(request, review, version):
    """How far a build is, for the page that waits for it."""
    report = _report_or_404(request, review, version)
    return JsonResponse(
        {
            "version": report.version,
            "status": report.status,
            "words": report.status_words,
            "is_finished": not report.is_unfinished,
        }
    )


@requires(Permission.BUILD_REPORTS)
@shut_while_blind
def release(request, review, version):
    report = _report_or_404(request, review, version)
    if request.method == "POST":
        try:
            actions.release_report(report=report, by=request.user)
        except actions.Overtaken:
            return _overtaken(request, report)
        except actions.NotReady:
            messages.error(request, "This version is not ready, so it cannot be released.")
        else:
            messages.success(
                request, f"Version {version} is released: the trust can read and download it."
            )
        return redirect("reports:list", review.slug)
    if report.released_at or report.status != Report.Status.READY:
        return redirect("reports:list", review.slug)
    if is_overtaken(report):
        return _overtaken(request, report)
    context = {
        "report": report,
        "question": f"Release version {version} to the trust?",
        "consequence": f"The trust lead of {review.organisation.name} can then read and download "
        "it. A released version stays released; a later one can be released beside it.",
        "crumb": f"Version {version}",
    }
    return render(request, "reports/release.html", context)


@requires(Permission.READ_REPORTS)
@shut_while_blind
def pdf(request, review, version):
    report = _report_or_404(request, review, version)
    if is_overtaken(report):
        return _overtaken(request, report)
    try:
        with report.pdf.open("rb") as file:
            content = BytesIO(file.read())  # some hundred kilobytes
    except (ValueError, FileNotFoundError):  # not built yet, or gone from the storage
        raise Http404 from None
    actions.note_download(report=report, by=request.user)
    name = slugify(review.organisation.name)[:80]
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{name}-adoption-review-round-{review.round_number}-v{version}.pdf",
        content_type="application/pdf",
    )
