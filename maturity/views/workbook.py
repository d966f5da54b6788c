"""A self-rating as a workbook: down, filled in elsewhere, up again, looked through, applied."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from adoption_reviews.access import requires
from adoption_reviews.office_files import RefusedFile
from adoption_reviews.roles import Permission
from maturity import actions, queries
from maturity.actions import workbook as workbook_actions
from maturity.forms.workbook import XLSX, PreviewForm, WorkbookForm
from maturity.queries import workbook as workbook_queries
from maturity.views.finding import of_assessment
from maturity.views.steps import SUBMITTED
from maturity.workbook import make_workbook

OVERTAKEN = "Answers have changed since you opened the page, so nothing was saved. Look again."
DONE_ALREADY = "This workbook was dealt with already."
NOTHING = "There is nothing to change: the workbook says what is here already."
NOT_YOURS = (
    "Nothing was taken from the workbook. It says of your parts what is here already, and these "
    "were left out, because you do not answer them: {}."
)


def of_upload(view):
    """Resolve a route's `upload`, an id, to a workbook that this person uploaded and that waits to
    be applied. Put it under `of_assessment`. Refuses everybody else; leads back with a message when
    it was dealt with.
    """

    @wraps(view)
    def resolved(request, review, assessment, upload):
        found = workbook_queries.uploaded_workbook(assessment, upload)
        if found is None:
            raise Http404
        if found.uploaded_by_id != request.user.pk:
            raise PermissionDenied
        if found.applied_at is not None:
            messages.info(request, DONE_ALREADY)
            return _back("maturity:detail", assessment)
        found.assessment = assessment
        return view(request, review=review, assessment=assessment, upload=found)

    return resolved


@requires(Permission.RATE_MATURITY)
@never_cache
@of_assessment
def workbook(request, review, assessment):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = WorkbookForm(*sent)
    if form.is_valid():
        try:
            upload = workbook_actions.upload_workbook(
                assessment=assessment,
                data=form.data,
                file_name=form.cleaned_data["file"].name,
                by=request.user,
                access=request.access,
            )
        except RefusedFile as refused:
            form.add_error("file", str(refused))
        except actions.NotOpen:
            form.add_error("file", SUBMITTED)
        except workbook_actions.NothingToChange as nothing:
            messages.info(request, _nothing(nothing.not_yours))
            return _back("maturity:workbook", assessment)
        else:
            return _back("maturity:workbook_preview", assessment, upload=upload.pk)
    context = {
        "assessment": assessment,
        "framework": queries.framework_of(assessment),
        "form": form if assessment.is_open or form.is_bound else None,
        "pending": workbook_queries.pending_workbooks(assessment, request.user),
        "domains": request.domains,
    }
    return render(request, "maturity/workbook.html", context)


@requires(Permission.RATE_MATURITY)
@require_safe
@never_cache
@of_assessment
def workbook_file(request, review, assessment):
    """The workbook of the parts that this person may see."""
    data = make_workbook(
        assessment_id=assessment.pk,
        review=str(review),
        framework=queries.framework_of(assessment),
        parts=workbook_queries.workbook_parts(
            assessment, request.domains, even_settled=_is_lead(request)
        ),
        on=timezone.localdate(),
    )
    name = f"self-rating-{review.slug}-{assessment.framework_key}.xlsx"
    return HttpResponse(
        data,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@requires(Permission.RATE_MATURITY)
@never_cache
@of_assessment
@of_upload
def workbook_preview(request, review, assessment, upload):
    found = workbook_queries.preview(upload, request.domains, even_settled=_is_lead(request))
    if request.method != "POST":
        return _preview(request, upload, PreviewForm(preview=found))
    if request.POST.get("mark") != found.mark:
        messages.error(request, OVERTAKEN)
        return _preview(request, upload, PreviewForm(preview=found), status=409)
    form = PreviewForm(request.POST, preview=found)
    if form.is_valid():
        leads_to = _apply(request, upload, form)
        if leads_to:
            return _back(leads_to, assessment)
    return _preview(request, upload, form)


def _apply(request, upload, form: PreviewForm) -> str:
    """The route that it leads to; empty when the form says why it does not."""
    try:
        n = workbook_actions.apply_workbook(
            upload=upload,
            keep=form.keep,
            leave_out=form.cleaned_data.get("leave_out", False),
            mark=form.cleaned_data["mark"],
            by=request.user,
            access=request.access,
        )
    except actions.NotOpen:
        messages.error(request, f"{SUBMITTED} Nothing was saved.")
        return "maturity:workbook"
    except workbook_actions.Overtaken:
        messages.error(request, OVERTAKEN)
        return "maturity:workbook"
    except workbook_actions.AlreadyDone:
        messages.info(request, DONE_ALREADY)
    except ValidationError as error:
        form.add_error(None, error)
        return ""
    else:
        changed = f"{n} answer{'' if n == 1 else 's'} changed" if n else "No answer changed"
        messages.success(request, f"{changed} from the workbook.")
    return "maturity:detail"


@requires(Permission.RATE_MATURITY)
@of_assessment
@of_upload
@require_POST
def cancel_workbook(request, review, assessment, upload):
    try:
        workbook_actions.cancel_workbook(upload=upload, by=request.user)
    except workbook_actions.AlreadyDone:
        messages.info(request, DONE_ALREADY)
    else:
        messages.success(request, "The uploaded workbook was taken away. Nothing was saved.")
    return _back("maturity:workbook", assessment)


def _preview(request, upload, form: PreviewForm, status=200):
    context = {"assessment": upload.assessment, "upload": upload, "form": form}
    return render(
        request,
        "maturity/workbook_preview.html",
        context | {"preview": form.preview},
        status=status,
    )


def _nothing(not_yours: list[str]) -> str:
    return NOT_YOURS.format(", ".join(not_yours)) if not_yours else NOTHING


def _is_lead(request) -> bool:
    return Permission.LEAD_MATURITY in request.access


def _back(route: str, assessment, **arguments):
    return redirect(
        route, review=assessment.review.slug, framework=assessment.framework_key, **arguments
    )
