"""The steps of a self-assessment: submitting, agreeing, opening again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import actions, queries
from maturity.actions import Step
from maturity.forms.steps import StepForm
from maturity.views.finding import of_assessment

SUBMITTED = "The self-rating has been submitted, so answers cannot be changed any more."
DONE = {
    Step.SUBMIT: "The self-rating has been submitted.",
    Step.AGREE: "The self-rating has been agreed.",
    Step.REOPEN: "The self-rating is open again.",
}


@requires(Permission.LEAD_MATURITY)
@never_cache
@of_assessment
def submit(request, review, assessment):
    def checked():
        domains = request.domains
        parts = queries.parts_progress(assessment, domains)
        return {
            "parts": parts,
            "has_silent": any(each.silent for each in parts.parts),
            "settled": queries.settled(assessment, domains),
            "unsettled": queries.talked_about_and_unsettled(assessment, domains),
        }

    return _step(request, assessment, Step.SUBMIT, "maturity/submit.html", checked)


@requires(Permission.AGREE_MATURITY)
@never_cache
@of_assessment
def agree(request, review, assessment):
    def checked():
        return {"parts": queries.parts_progress(assessment, request.domains)}

    return _step(request, assessment, Step.AGREE, "maturity/agree.html", checked)


@requires(Permission.READ_WHOLE_MATURITY)
@never_cache
@of_assessment
def reopen(request, review, assessment):
    if not actions.ever_takes(Step.REOPEN, request.access):
        raise PermissionDenied
    is_lead = Permission.LEAD_MATURITY in request.access
    return _step(
        request, assessment, Step.REOPEN, "maturity/reopen.html", lambda: {"is_lead": is_lead}
    )


def _step(request, assessment, step: Step, template: str, shown):
    """Ask, then take the step. `shown()`: what else the asking page needs."""
    overview = reverse("maturity:detail", args=[assessment.review.slug, assessment.framework_key])
    if request.method == "POST":
        form = StepForm(request.POST, step=step, cancel=overview)
        if form.is_valid() and _take(request, assessment, step, form):
            return redirect(overview)
    else:
        if refusal := actions.refusal(step, assessment, request.access):
            messages.info(request, refusal)
            return redirect(overview)
        seen = queries.standing(assessment).change
        form = StepForm(initial={"seen": seen}, step=step, cancel=overview)
    context = {"form": form, "assessment": assessment, **shown()}
    return render(request, template, context)


def _take(request, assessment, step: Step, form: StepForm) -> bool:
    """Whether there is nothing more to ask: the step is taken, or cannot be."""
    try:
        actions.take_step(
            assessment=assessment,
            step=step,
            by=request.user,
            access=request.access,
            reason=form.cleaned_data.get("reason", ""),
            seen=form.cleaned_data["seen"],
            site_url=request.build_absolute_uri("/"),
        )
    except ValidationError as error:
        form.add_error("reason", error)
        return False
    except actions.StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, DONE[step])
    return True
