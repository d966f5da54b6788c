"""The schedule of a review's interviews, as a page and as a calendar file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.calendar_file import calendar_file
from interviews.queries import coverage, divisions_unheard, total
from interviews.queries.calendar import calendar_entries
from interviews.queries.schedule import schedule as find_schedule

MINE = "mine"


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
@never_cache
def schedule(request, review):
    is_mine = request.GET.get("who") == MINE
    found = find_schedule(review, now=timezone.now(), reviewer=request.user if is_mine else None)
    covered = coverage(review)
    context = {
        "schedule": found,
        "is_mine": is_mine,
        "sees_names": Permission.SEE_PARTICIPANTS in request.access,
        "coverage": covered,
        "covered": total(covered),
        "unheard": divisions_unheard(covered),
    }
    return render(request, "interviews/schedule.html", context)


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
@never_cache
def calendar(request, review):
    """Every dated interview, or those of whoever asks."""
    is_mine = request.GET.get("who") == MINE
    entries = calendar_entries(
        review, _record_url(request, review), reviewer=request.user if is_mine else None
    )
    return _file(review, entries, f"{review.slug}-interviews")


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
@never_cache
def interview_calendar(request, review, number):
    entries = calendar_entries(review, _record_url(request, review), number=number)
    if not entries:
        raise Http404
    return _file(review, entries, f"{review.slug}-interview-{number}")


def _record_url(request, review):
    return lambda interview: request.build_absolute_uri(
        reverse("interviews:record", args=[review.slug, interview.number])
    )


def _file(review, entries, name: str) -> HttpResponse:
    content = calendar_file(f"Interviews at {review.organisation.name}", entries)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )
