"""Trusts and their rounds of review."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from adoption_reviews import actions, queries
from adoption_reviews.access import requires
from adoption_reviews.forms.reviews import StartReviewForm
from adoption_reviews.forms.trusts import NewTrustForm, TrustFilter, TrustForm
from adoption_reviews.roles import Permission
from reports.queries.review_page import released_reports

TRUSTS_A_PAGE = 50


@requires(Permission.SEE_TRUSTS)
def list_(request):
    filters = TrustFilter(request.GET)
    filters.is_valid()
    wanted = dict(filters.cleaned_data)
    trusts = queries.organisations(**wanted | {"reviewed": bool(wanted.get("reviewed"))})
    page = Paginator(trusts, TRUSTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": filters,
        "page": page,
        "may_manage": Permission.MANAGE_REVIEWS in request.access,
    }
    return render(request, "trusts/list.html", context)


@requires(Permission.MANAGE_REVIEWS)
def add(request):
    form = NewTrustForm(request.POST or None)
    if form.is_valid():
        try:
            organisation = actions.add_organisation(**form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{organisation} has been added.")
            return redirect(organisation)
    return render(request, "trusts/add.html", {"form": form})


@requires(Permission.SEE_TRUST)
def detail(request, organisation):
    access = request.user_access
    rounds = list(queries.rounds(organisation))
    may_open = [each for each in rounds if Permission.SEE_REVIEW in access.in_review(each)]
    reads = [each for each in rounds if Permission.READ_REPORTS in access.in_review(each)]
    reports = released_reports(reads)
    latest = {}
    for report in reports:
        latest.setdefault(report.review_id, report)
    context = {
        "organisation": organisation,
        "rounds": [(each, each in may_open, latest.get(each.pk)) for each in rounds],
        "latest_report": reports[0] if reports else None,
        "people": queries.people_of_organisation(organisation),
        "may_manage": Permission.MANAGE_REVIEWS in request.access,
        "may_start": Permission.MANAGE_REVIEWS in request.access and not organisation.is_closed,
        "may_list": Permission.SEE_TRUSTS in request.access,
    }
    return render(request, "trusts/detail.html", context)


@requires(Permission.MANAGE_REVIEWS)
def edit(request, organisation):
    form = TrustForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        try:
            actions.edit_organisation(
                organisation=organisation, **form.cleaned_data, by=request.user
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{form.cleaned_data['name']} has been saved.")
            return redirect(organisation)
    return render(request, "trusts/edit.html", {"form": form, "organisation": organisation})


@requires(Permission.MANAGE_REVIEWS)
def add_review(request, organisation):
    form = StartReviewForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        try:
            review = actions.start_review(
                organisation=organisation, **form.cleaned_data, by=request.user
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Round {review.round_number} has been started.")
            return redirect(review)
    context = {"form": form, "organisation": organisation}
    return render(request, "trusts/add_review.html", context)
