"""Recorded sound, as it comes from the recording page."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from adoption_reviews.access import requires
from adoption_reviews.csrf import csrf_cookie_if_missing
from adoption_reviews.roles import Permission
from interviews.actions import capturing as actions
from interviews.forms.capturing import read_slice, read_stopped
from interviews.queries.capturing import why_not_recorded

TOO_MUCH = "This is more sound than the server takes at once"


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
@never_cache
@csrf_cookie_if_missing
def recordings(request, review, number):
    """Whether sound may be recorded now, and who asks: another user's sound is not to be sent."""
    interview = get_object_or_404(review.interviews, number=number)
    return JsonResponse({"user": request.user.pk, "obstacle": _obstacle(interview)})


@requires(Permission.RECORD_INTERVIEWS)
@require_http_methods(["PUT"])
@never_cache
def store_slice(request, review, number, recording, slice_number):
    """Store the slice in the body, described by the query and the content type.

    200 when it is stored, now or before; 400, 403, 404, 409 or 413 with what is in the way.
    """
    interview = get_object_or_404(review.interviews, number=number)
    try:
        query = read_slice(request.GET)
        sound = query.sound(slice_number, request.headers.get("Content-Type", ""), request.body)
    except RequestDataTooBig:
        return _refused(TOO_MUCH, 413)
    except ValueError as error:
        return _refused(error, 400)
    if query.author != request.user.pk:
        return _not_yours(request)
    try:
        actions.store_slice(
            interview=interview,
            recording_id=recording,
            recording_start_ms=query.recording_start_ms,
            sound=sound,
            elapsed_ms=query.elapsed_ms,
            by=request.user,
        )
    except actions.RecordingElsewhere:
        raise Http404 from None
    except (actions.SliceRefused, actions.OtherSound, actions.SoundNotAllowed) as error:
        return _not_stored(error)
    return JsonResponse({"stored": slice_number})


@requires(Permission.RECORD_INTERVIEWS)
@require_http_methods(["PUT"])
@never_cache
def stop_recording(request, review, number, recording):
    """Note that a recording has stopped and how many slices it has. 404 when none ever came."""
    interview = get_object_or_404(review.interviews, number=number)
    try:
        body = read_stopped(request.body)
    except (RequestDataTooBig, ValueError) as error:
        return _refused(error, 400)
    if body.author != request.user.pk:
        return _not_yours(request)
    try:
        stopped = actions.stop_recording(
            interview=interview, recording_id=recording, n_slices=body.n_slices, by=request.user
        )
    except actions.RecordingElsewhere:
        raise Http404 from None
    return JsonResponse({"n_slices": stopped.n_slices})


def sound_settings(review, interview) -> dict:
    """What the recording page must know before it asks; `obstacle` is None or says why not."""
    return {
        "recordings": reverse("interviews:recordings", args=[review.slug, interview.number]),
        "obstacle": _obstacle(interview),
        "longest_ms": actions.LONGEST_SOUND,
    }


def _obstacle(interview) -> dict | None:
    reason = why_not_recorded(interview)
    return {"kind": reason.obstacle, "words": reason.words} if reason else None


def _not_stored(error) -> JsonResponse:
    match error:
        case actions.SoundNotAllowed():
            return _refused(error, 403, obstacle=error.reason.obstacle)
        case actions.OtherSound():
            return _refused("Other sound is stored in this place; it stays", 409)
        case actions.SliceDamaged():
            return _refused(error, 400, damaged=True)
        case _:
            return _refused(error, 400)


def _refused(words, status: int, **more) -> JsonResponse:
    return JsonResponse({"error": str(words)} | more, status=status)


def _not_yours(request) -> JsonResponse:
    error = "Somebody else is signed in here now: this sound is not theirs"
    return _refused(error, 403, user=request.user.pk)
