"""Case studies: list, read, write."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.frameworks import get_framework
from adoption_reviews.roles import Permission
from casestudies import actions, queries
from casestudies.forms import CaseStudyForm


@requires(Permission.READ_CASE_STUDIES)
def list_(request, review):
    context = {
        "case_studies": queries.listed_case_studies(review),
        "may_write": Permission.WRITE_CASE_STUDIES in request.access,
    }
    return render(request, "casestudies/list.html", context)


@requires(Permission.WRITE_CASE_STUDIES)
@never_cache
def add(request, review):
    form = CaseStudyForm(request.POST or None, review=review)
    if request.method == "POST" and form.is_valid():
        case_study = actions.add_case_study(
            review=review, values=form.values(), influences=form.influences(), by=request.user
        )
        messages.success(request, f"Case study {case_study.number} has been added.")
        return redirect(case_study)
    return render(request, "casestudies/add.html", {"form": form})


@requires(Permission.READ_CASE_STUDIES)
def detail(request, review, number):
    case_study = get_object_or_404(queries.case_studies(review), number=number)
    context = {
        "case_study": case_study,
        "caption": f"Case study {case_study.number}",
        "parts": queries.parts(case_study, get_framework(review.influences_ref)),
        "may_write": Permission.WRITE_CASE_STUDIES in request.access,
        "may_code": Permission.CODE_PASSAGES in request.access,
        "n_passages": queries.n_passages(case_study, request.user),
    }
    return render(request, "casestudies/detail.html", context)


@requires(Permission.WRITE_CASE_STUDIES)
@never_cache  # a page kept by the browser would be saved against a version long gone
def edit(request, review, number):
    case_study = get_object_or_404(queries.case_studies(review), number=number)
    form = CaseStudyForm(request.POST or None, review=review, case_study=case_study)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_case_study(
                case_study=case_study,
                values=form.values(),
                influences=form.influences(),
                base_version=form.cleaned_data["version"],
                by=request.user,
            )
        except actions.Outdated:
            current = queries.case_studies(review).get(pk=case_study.pk)
            as_read = queries.content_at(current, form.cleaned_data["version"])
            form = form.beside(current, as_read)
            status = 409
        else:
            messages.success(request, "The case study has been saved.")
            return redirect(case_study)
    context = {"form": form, "case_study": case_study}
    return render(request, "casestudies/edit.html", context, status=status)
