"""A review on one page, its phase and its people."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from adoption_reviews import actions, queries
from adoption_reviews.access import requires
from adoption_reviews.forms.reviews import AddToReviewForm, EditReviewForm
from adoption_reviews.roles import Permission, Role, Scope
from casestudies.queries import case_studies
from interviews.queries import coverage, divisions_unheard, total
from maturity.queries import latest_assessment, progress, standing
from reports.queries import influence_evidence
from reports.queries.reports import reports
from reports.queries.review_page import gaps, interview_counts, stages
from reports.queries.start import overdue


@requires(Permission.SEE_REVIEW)
def detail(request, review):
    access = request.access
    assessment = latest_assessment(review)
    done = progress(assessment) if assessment else None
    context = {
        "people": queries.people_of_review(review),
        "may_edit": Permission.RUN_REVIEW in access,
        "may_manage": Permission.MANAGE_REVIEWS in access,
        "may_rate": Permission.RATE_MATURITY in access,
        "may_build": Permission.BUILD_REPORTS in access,
        "may_read_reports": Permission.READ_REPORTS in access,
        "may_open_interviews": Permission.RECORD_INTERVIEWS in access,
        "is_overdue": bool(overdue([review], timezone.localdate())),
        "assessment": assessment,
        "standing": standing(assessment) if assessment else None,
        "progress": done,
        "progress_words": f"{done.n_done} of {done.n_indicators} indicators done" if done else "",
    }
    if context["may_read_reports"]:
        context["reports"] = reports(review, unreleased=context["may_build"])
    if Permission.READ_EVIDENCE in access:
        evidence, covered = influence_evidence(review, request.user), coverage(review)
        interviews = interview_counts(review, request.user)
        n_case_studies = case_studies(review).count()
        found = gaps(
            evidence=evidence,
            coverage=covered,
            interviews=interviews,
            n_case_studies=n_case_studies,
            assessment=assessment,
            progress=done,
        )
        context |= {
            "stages": stages(evidence),
            "coverage": covered,
            "covered": total(covered),
            "unheard": divisions_unheard(covered),
            "interviews": interviews,
            "n_people": total(covered).done,
            "n_case_studies": n_case_studies,
            "gaps": [
                (
                    gap.text,
                    reverse(gap.route, args=[review.slug]) if gap.permission in access else "",
                )
                for gap in found
            ],
        }
    return render(request, "reviews/detail.html", context)


@requires(Permission.RUN_REVIEW)
def edit(request, review):
    form = EditReviewForm(request.POST or None, review=review)
    if form.is_valid():
        try:
            actions.edit_review(review=review, **form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The review has been saved.")
            return redirect(review)
    return render(request, "reviews/edit.html", {"form": form})


@requires(Permission.MANAGE_REVIEWS)
def people(request, review):
    form = AddToReviewForm(request.POST or None)
    if form.is_valid():
        person, role = form.cleaned_data["person"], Role(form.cleaned_data["role"])
        is_of_trust = role.scope is Scope.ORGANISATION
        place = {"organisation": review.organisation} if is_of_trust else {"review": review}
        try:
            actions.give_role(user=person, role=role, by=request.user, **place)
        except ValidationError as refusal:
            form.add_error("person", refusal)
        else:
            messages.success(request, f"{person} has been added as {role.label.lower()}.")
            return redirect("reviews:people", review.slug)
    context = {"form": form, "people": queries.people_of_review(review)}
    return render(request, "reviews/people.html", context)


@requires(Permission.MANAGE_REVIEWS)
def remove_person(request, review, membership):
    held = queries.membership_in_review(review, membership)
    if held is None:
        raise Http404
    if request.method == "POST":
        actions.take_role(membership=held, by=request.user)
        messages.success(
            request, f"{held.user} is no longer {held.get_role_display().lower()} here."
        )
        return redirect("reviews:people", review.slug)
    place = "this review" if held.review else f"{held.organisation}, all its rounds"
    context = {
        "question": f"Take {held.user} off?",
        "consequence": f"They are {held.get_role_display().lower()} of {place}. They will have no "
        "access any more. All they did stays.",
        "held": held,
    }
    return render(request, "reviews/remove_person.html", context)
