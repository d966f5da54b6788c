"""Asking for a draft transcript of an interview's sound."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions import transcribing as actions
from interviews.queries.transcribing import draft_of


@requires(Permission.RECORD_INTERVIEWS)
@require_POST
def transcribe(request, review, number):
    interview = get_object_or_404(review.interviews, number=number)
    try:
        actions.request_transcription(interview=interview, by=request.user)
    except actions.NotTranscribed as reason:
        messages.error(request, str(reason))
    return redirect(interview)


@requires(Permission.RECORD_INTERVIEWS)
@require_safe
@never_cache
def transcription(request, review, number):
    """How far the latest draft is, for the page that waits for it."""
    draft = draft_of(get_object_or_404(review.interviews, number=number))
    if draft is None or draft.row is None:
        return JsonResponse({"words": "", "is_finished": True})
    return JsonResponse({"words": draft.words, "is_finished": not draft.is_unfinished})
