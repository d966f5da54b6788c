"""Bringing in a transcript: choose a file, see what was read, agree."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions.importing import ImportRefused, import_transcript
from interviews.forms.importing import SpeakersForm, StalePage, TranscriptFileForm, unpack
from interviews.queries import interviews as queries

SHOWN = 50  # cues left out that are listed one by one
FIRST_TURNS = 5


@requires(Permission.RECORD_INTERVIEWS)
@never_cache
def import_(request, review, number):
    interview = get_object_or_404(queries.interviews(review), number=number)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TranscriptFileForm(*sent, interview=interview)
    if form.is_valid():
        return _preview(request, interview, form.transcript, packed=form.packed)
    return render(request, "interviews/import.html", {"form": form, "interview": interview})


@requires(Permission.RECORD_INTERVIEWS)
@require_POST
@never_cache
def import_confirm(request, review, number):
    interview = get_object_or_404(queries.interviews(review), number=number)
    packed = request.POST.get("packed", "")
    try:
        transcript = unpack(interview, packed)
    except StalePage:
        messages.error(request, "The file is no longer at hand. Select it again.")
        return redirect("interviews:import", review.slug, number)
    form = _speakers_form(interview, transcript, packed, request.POST)
    if form.is_valid():
        try:
            import_transcript(
                interview=interview,
                transcript=transcript,
                by=request.user,
                speakers=form.who(),
                append="append" in form.cleaned_data,
            )
        except ImportRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, f"{transcript.imported} of {transcript.cues} cues have been imported."
            )
            return redirect(interview)
    return _preview(request, interview, transcript, form=form)


def _speakers_form(interview, transcript, packed, data=None):
    return SpeakersForm(
        data,
        interview=interview,
        transcript=transcript,
        packed=packed,
        has_segments=interview.n_segments > 0,
    )


def _preview(request, interview, transcript, *, form=None, packed=""):
    context = {
        "form": form or _speakers_form(interview, transcript, packed),
        "interview": interview,
        "transcript": transcript,
        "left_out": transcript.left_out[:SHOWN],
        "mended": transcript.mended[:SHOWN],
        "shown": SHOWN,
        "first_turns": transcript.turns[:FIRST_TURNS],
        "lacking_consent": [
            each for each in interview.participants.all() if not each.consent_to_record
        ],
    }
    return render(request, "interviews/import_preview.html", context)
