"""The recording page and what it saves."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from adoption_reviews.access import requires
from adoption_reviews.csrf import csrf_cookie_if_missing
from adoption_reviews.roles import Permission
from interviews.actions import recording as actions
from interviews.actions import together
from interviews.forms.recording import RivalBody, SegmentBody, read_body, read_since
from interviews.guide import guide_of, role_groups_of
from interviews.models import Interview
from interviews.presence import announce
from interviews.queries import guides
from interviews.queries import recording as queries
from interviews.views.capturing import sound_settings

TOO_MUCH = "This is more than the server takes at once. Press Enter inside it to make two of it"
NOT_THEIRS = "Somebody else is signed in here now: these words are not theirs"


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
@never_cache
@ensure_csrf_cookie
def record(request, review, number):
    """The page without a word of the interview: its script asks for those."""
    interview = get_object_or_404(queries.interviews_to_record(review), number=number)
    args = [review.slug, number]
    stages, voices = guide_of(interview), queries.speakers(interview)
    settings = {
        "user": request.user.pk,
        "interview": interview.pk,
        "name": f"{interview}, {review}",
        "url": request.path,
        "completed": interview.status == Interview.Status.COMPLETED,
        "withdrawn": interview.is_withdrawn,
        "segments": reverse("interviews:segments", args=args),
        "covered": reverse("interviews:covered", args=[*args, "_"]).removesuffix("_/"),
        "end": reverse("interviews:end", args=args),
        "sign_in": f"{reverse('account_login')}?next={interview.get_absolute_url()}",
        "stages": [{"key": stage.key, "title": stage.title} for stage in stages],
        "speakers": [label for label, _ in voices],
        "longest": actions.LONGEST_TEXT,
        "sound": sound_settings(review, interview),
    }
    context = {
        "interview": interview,
        "stages": stages,
        "guide_stages": guides.asked_of(stages, role_groups_of(interview)),
        "speakers": voices,
        "not_agreed": queries.not_agreed(interview),
        "settings": settings,
    }
    response = render(request, "interviews/record.html", context)
    response["Recording-User"] = request.user.pk  # whose device may keep it
    return response


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
@never_cache
@csrf_cookie_if_missing
def segments(request, review, number):
    """What changed since the revision asked about, who asks, and who else is here."""
    interview = get_object_or_404(queries.interviews_to_record(review), number=number)
    asked = read_since(request.GET)
    here = announce(interview_id=interview.pk, user=request.user, segment=asked.open)
    # Nobody reads the words any more once somebody in them has withdrawn.
    changed = [] if interview.is_withdrawn else queries.segments_since(interview, asked.since)
    return JsonResponse(
        {
            # Another user's drafts are not to be sent.
            "user": request.user.pk,
            "revision": interview.revision,
            "elapsed_ms": queries.elapsed_ms(interview),
            "completed": interview.status == Interview.Status.COMPLETED,
            "withdrawn": interview.is_withdrawn,
            "covered": queries.covered(interview),
            "here": here,
            "segments": [queries.segment_values(each, request.user) for each in changed],
        }
    )


def _answers(kind):
    """Read a body of `kind` for the view, and say in JSON what stands in the way of saving it."""

    def decorate(view):
        @wraps(view)
        def answered(request, review, number, **ids):
            interview = get_object_or_404(review.interviews, number=number)
            try:
                body = read_body(kind, request.body)
                if body.author != request.user.pk:
                    data = {"error": NOT_THEIRS, "user": request.user.pk}
                    return JsonResponse(data, status=403)
                return view(request, interview, body, **ids)
            except RequestDataTooBig:
                return JsonResponse({"error": TOO_MUCH}, status=413)
            except actions.InterviewWithdrawn as refusal:
                return JsonResponse({"error": str(refusal)}, status=410)
            except ValueError as refusal:
                return JsonResponse({"error": str(refusal)}, status=400)
            except actions.SegmentElsewhere:
                raise Http404 from None
            except (actions.SegmentConflict, actions.RivalsSettled) as conflict:
                theirs = _values(interview, conflict.segment.pk, request.user)
                settled = isinstance(conflict, actions.RivalsSettled)
                return JsonResponse({"theirs": theirs, "settled": settled}, status=409)

        return answered

    return decorate


def _values(interview, segment_id, user) -> dict:
    segment = queries.segments_as_recorded(interview).get(pk=segment_id)
    return queries.segment_values(segment, user)


@requires(Permission.RECORD_INTERVIEWS)
@require_http_methods(["PUT"])
@never_cache
@_answers(SegmentBody)
def save_segment(request, interview, body, *, segment):
    """Save one segment: 200 with it as it stands, and in `saved` the version that this made.

    400, 403, 410 or 413 with `error`, 409 with `theirs`: what is in the way.
    """
    saved = actions.save_segment(
        interview=interview,
        segment_id=segment,
        base=body.base,
        content=body.content(),
        after=body.after,
        elapsed_ms=body.elapsed_ms,
        settles=body.settles,
        by=request.user,
    )
    return JsonResponse(_values(interview, segment, request.user) | {"saved": saved.version})


@requires(Permission.RECORD_INTERVIEWS)
@require_http_methods(["PUT"])
@never_cache
@_answers(RivalBody)
def rival(request, interview, body, *, segment, rival):
    """Keep another version of a segment beside it: 200 with the segment as it stands."""
    together.keep_rival(
        interview=interview,
        segment_id=segment,
        rival_id=rival,
        base=body.base,
        content=body.content(),
        by=request.user,
    )
    return JsonResponse(_values(interview, segment, request.user))


@requires(Permission.RECORD_INTERVIEWS)
@require_http_methods(["PUT", "DELETE"])
@never_cache
def covered(request, review, number, key):
    """Tick a prompt of the guide, or take the tick away."""
    interview = get_object_or_404(review.interviews, number=number)
    try:
        together.set_covered(
            interview=interview, key=key, is_covered=request.method == "PUT", by=request.user
        )
    except together.NoSuchPrompt:
        raise Http404 from None
    return HttpResponse(status=204)


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
            "missing": queries.missing(interview),
            "unasked": guides.unasked(interview),
            "settings": {"user": request.user.pk, "interview": interview.pk},
        },
    )
