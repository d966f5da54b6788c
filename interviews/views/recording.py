"""The recording page and what it saves."""

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions import recording as actions
from interviews.forms.recording import read_segment
from interviews.guide import guide_of
from interviews.models import Interview
from interviews.queries.recording import elapsed_ms, missing, segment_values, speakers

TOO_MUCH = "This is more than the server takes at once. Press Enter inside it to make two of it"


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
@never_cache
@ensure_csrf_cookie
def record(request, review, number):
    """The page without a word of the interview: its script asks for those."""
    interview = get_object_or_404(review.interviews, number=number)
    args = [review.slug, number]
    stages, voices = guide_of(interview), speakers(interview)
    settings = {
        "user": request.user.pk,
        "interview": interview.pk,
        "completed": interview.status == Interview.Status.COMPLETED,
        "segments": reverse("interviews:segments", args=args),
        "end": reverse("interviews:end", args=args),
        "sign_in": f"{reverse('account_login')}?next={interview.get_absolute_url()}",
        "stages": [{"key": stage.key, "title": stage.title} for stage in stages],
        "speakers": [label for label, _ in voices],
        "longest": actions.LONGEST_TEXT,
    }
    return render(
        request,
        "interviews/record.html",
        {"interview": interview, "stages": stages, "speakers": voices, "settings": settings},
    )


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
@never_cache
@ensure_csrf_cookie
def segments(request, review, number):
    """The transcript as JSON, and who asks: another user's drafts are not to be sent."""
    interview = get_object_or_404(review.interviews, number=number)
    return JsonResponse(
        {
            "user": request.user.pk,
            "elapsed_ms": elapsed_ms(interview),
            "completed": interview.status == Interview.Status.COMPLETED,
            "segments": [segment_values(each) for each in interview.segments.standing()],
        }
    )


@requires(Permission.RECORD_INTERVIEWS)
@require_http_methods(["PUT"])
@never_cache
def save_segment(request, review, number, segment):
    """Save one segment. 200 with its new version; 400, 403, 409 or 413 with what is in the way."""
    interview = get_object_or_404(review.interviews, number=number)
    try:
        body = read_segment(request.body)
    except RequestDataTooBig:
        return JsonResponse({"error": TOO_MUCH}, status=413)
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    if body.author != request.user.pk:
        error = "Somebody else is signed in here now: these words are not theirs"
        return JsonResponse({"error": error, "user": request.user.pk}, status=403)
    try:
        saved = actions.save_segment(
            interview=interview,
            segment_id=segment,
            base=body.base,
            content=body.content(),
            after=body.after,
            elapsed_ms=body.elapsed_ms,
            by=request.user,
        )
    except actions.SegmentElsewhere:
        raise Http404 from None
    except actions.SegmentRefused as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    except actions.SegmentConflict as conflict:
        return JsonResponse({"theirs": segment_values(conflict.segment)}, status=409)
    return JsonResponse(segment_values(saved.segment, saved.version))


@requires(Permission.RECORD_INTERVIEWS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def end(request, review, number):
    """Say what is missing, then end the interview if that is wanted."""
    interview = get_object_or_404(review.interviews, number=number)
    if request.method == "POST":
        actions.end_interview(interview=interview, by=request.user)
        messages.success(request, f"Interview {number} has ended")
        return redirect(interview)
    return render(
        request,
        "interviews/end.html",
        {
            "interview": interview,
            "missing": missing(interview),
            "settings": {"user": request.user.pk, "interview": interview.pk},
        },
    )
