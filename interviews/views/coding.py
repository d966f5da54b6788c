"""Marking passages of interviews: finds the interview; adoption_reviews.coding does the rest."""

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
from interviews.guide import guide_of
from interviews.queries.second_coding import second_coding_at_work
from interviews.views.shut import shut_when_withdrawn


def _of_interview(view):
    """The view of an interview's words: gets the interview in place of review and number."""

    @requires(Permission.CODE_PASSAGES)
    @shut_when_withdrawn
    @wraps(view)
    def found(request, review, number, **more):
        return view(request, get_object_or_404(review.interviews, number=number), **more)

    return found


BLIND = (
    "You code this interview blind: you see only your own marks, and nobody else sees them until "
    "you have finished."
)


def _notice(interview, user) -> dict[str, str] | None:
    if second_coding_at_work(interview, user) is None:
        return None
    url = reverse("interviews:finish_second_coding", args=[interview.review.slug, interview.number])
    return {"text": BLIND, "url": url, "action": "I have finished"}


def _page(interview, user) -> coding_pages.Page:
    review = interview.review
    record = reverse("interviews:record", args=[review.slug, interview.number])
    return coding_pages.Page(
        title=f"Mark passages in interview {interview.number}",
        crumbs=[
            ("Interviews", reverse("interviews:list", args=[review.slug])),
            (str(interview), interview.get_absolute_url()),
        ],
        empty={
            "text": "This interview has no words so far. Record it, or bring in a transcript.",
            "url": record,
            "action": "Record the interview",
        },
        headings={stage.key: stage.title for stage in guide_of(interview)},
        notice=_notice(interview, user),
    )


@never_cache
@ensure_csrf_cookie
@require_safe
@_of_interview
def code(request, interview):
    return coding_pages.code(request, interview, _page(interview, request.user))


@never_cache
@require_safe
@_of_interview
def code_by_hand(request, interview):
    return coding_pages.by_hand(request, interview, _page(interview, request.user))


@require_POST
@_of_interview
def add_coding(request, interview):
    return coding_views.add(request, interview, lambda: _page(interview, request.user))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_of_interview
def change_coding(request, interview, coding):
    return coding_views.change(request, interview, coding)


@require_POST
@_of_interview
def remove_coding(request, interview, coding):
    return coding_views.remove(request, interview, coding)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_of_interview
def move_passage(request, interview, passage):
    return coding_views.move(request, interview, passage)


@require_POST
@_of_interview
def undo_coding(request, interview):
    return coding_views.undo(request, interview)


@require_POST
@_of_interview
def add_theme(request, interview):
    return coding_views.add_theme(request, interview)


@require_POST
@_of_interview
def looked_at(request, interview):
    return coding_views.looked_at(request, interview)


@never_cache
@require_safe
@_of_interview
def marked(request, interview):
    return coding_feed.marked(request, interview)


@never_cache
@require_safe
@_of_interview
def feed(request, interview):
    return coding_feed.feed(request, interview)
