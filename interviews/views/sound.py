"""Listening to an interview, and deleting its sound."""

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions import sound as actions
from interviews.byte_ranges import NotThere, asked_for
from interviews.models import Recording
from interviews.playing import sound_file
from interviews.queries import sound as queries
from interviews.queries.keeping_sound import withheld_from

# Kinds of sound that browsers are told; anything else is bytes to them.
KINDS = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a"}
# A player asks for all that follows and then reads as slowly as people listen, which would keep
# a web process to itself. It gets this much, and asks again.
LONGEST_ANSWER = 1_000_000  # bytes: four minutes of speech


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
def sound(request, review, number, recording):
    """A recording as one file, or the stretch of it that is asked for."""
    interview = get_object_or_404(review.interviews, number=number)
    row = get_object_or_404(interview.recordings, pk=recording)
    refusing = withheld_from(interview)
    if row.deleted_because or refusing:
        context = {"interview": interview, "recording": row, "withheld_from": refusing}
        status = 410 if row.deleted_because else 403
        return _private(render(request, "interviews/sound.html", context, status=status))
    file = sound_file(row)
    if not file.size:
        raise Http404
    return _private(_answer(request, file, row))


def _answer(request, file, row: Recording) -> HttpResponse:
    kind = row.content_type.partition(";")[0]
    response = StreamingHttpResponse(
        content_type=kind if kind in KINDS else "application/octet-stream"
    )
    name = f"interview-{row.interview.number}-from-{row.start_ms // 1000}s.{KINDS.get(kind, 'bin')}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = file.etag
    start, end = 0, file.size
    wanted = request.headers.get("Range", "") if request.method == "GET" else ""
    if wanted and request.headers.get("If-Range", file.etag) == file.etag:
        try:
            stretch = asked_for(wanted, file.size)
        except NotThere:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
        if stretch:
            start, end = stretch[0], min(stretch[1], stretch[0] + LONGEST_ANSWER)
            response.status_code = 206
            response["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    response["Content-Length"] = end - start
    if request.method == "GET":
        response.streaming_content = file.read(start, end)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """No copy on the device or on the way: deleted sound must be gone everywhere."""
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Permission.RECORD_INTERVIEWS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def delete_sound(request, review, number):
    """Ask, then delete an interview's sound by hand."""
    interview = get_object_or_404(review.interviews, number=number)
    if request.method == "POST":
        if actions.delete_sound(
            interview=interview, because=Recording.Reason.REVIEWER, by=request.user
        ):
            messages.success(request, f"The sound of {interview} has been deleted.")
        else:
            messages.error(
                request,
                "The sound is no longer played, but the storage did not delete it. "
                "The system goes on trying until it is gone.",
            )
        return redirect(interview)
    context = {
        "interview": interview,
        "sound": queries.sound_of(interview),
        "is_recording": queries.is_coming_in(interview),
    }
    return render(request, "interviews/delete_sound.html", context)
