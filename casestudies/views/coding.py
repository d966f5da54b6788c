"""Marking passages of case studies: finds the case study; adoption_reviews.coding does the rest."""

from functools import wraps

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adoption_reviews.access import requires
from adoption_reviews.coding import feed as coding_feed
from adoption_reviews.coding import pages as coding_pages
from adoption_reviews.coding import views as coding_views
from adoption_reviews.roles import Permission
from casestudies import queries


def _of_case_study(view):
    """The view of a case study's words: gets the case study in place of review and number."""

    @requires(Permission.CODE_PASSAGES)
    @wraps(view)
    def found(request, review, number, **more):
        case_study = get_object_or_404(queries.case_studies(review), number=number)
        case_study.review = review
        return view(request, case_study, **more)

    return found


def _page(case_study) -> coding_pages.Page:
    review = case_study.review
    return coding_pages.Page(
        title=f"Mark passages in case study {case_study.number}",
        crumbs=[
            ("Case studies", reverse("casestudies:list", args=[review.slug])),
            (case_study.innovation, case_study.get_absolute_url()),
        ],
        empty={
            "text": "Nothing has been written in this case study so far.",
            "url": reverse("casestudies:edit", args=[review.slug, case_study.number]),
            "action": "Write the case study",
        },
        headings=case_study.PART_TITLES,
    )


@never_cache
@ensure_csrf_cookie
@require_safe
@_of_case_study
def code(request, case_study):
    return coding_pages.code(request, case_study, _page(case_study))


@never_cache
@require_safe
@_of_case_study
def code_by_hand(request, case_study):
    return coding_pages.by_hand(request, case_study, _page(case_study))


@require_POST
@_of_case_study
def add_coding(request, case_study):
    return coding_views.add(request, case_study, lambda: _page(case_study))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_of_case_study
def change_coding(request, case_study, coding):
    return coding_views.change(request, case_study, coding)


@require_POST
@_of_case_study
def remove_coding(request, case_study, coding):
    return coding_views.remove(request, case_study, coding)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_of_case_study
def move_passage(request, case_study, passage):
    return coding_views.move(request, case_study, passage)


@require_POST
@_of_case_study
def undo_coding(request, case_study):
    return coding_views.undo(request, case_study)


@require_POST
@_of_case_study
def add_theme(request, case_study):
    return coding_views.add_theme(request, case_study)


@never_cache
@require_safe
@_of_case_study
def marked(request, case_study):
    return coding_feed.marked(request, case_study)


@never_cache
@require_safe
@_of_case_study
def feed(request, case_study):
    return coding_feed.feed(request, case_study)
