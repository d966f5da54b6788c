"""Bringing in a transcript: choose or paste it, see what was read, agree."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions.importing import AlreadyImported, ImportRefused, import_transcript
from interviews.forms.importing import SpeakersForm, TranscriptForm, packed
from interviews.importing import UnreadableTranscript, read_transcript
from interviews.importing.carrying import StalePage, unpack
from interviews.queries import importing as import_queries
from interviews.queries import interviews as queries

SHOWN = 50  # cues left out that are listed one by one
FIRST_TURNS = 5
MUCH = 10  # more than one cue in so many left out is worth a warning


@requires(Permission.RECORD_INTERVIEWS)
@never_cache
def import_(request, review, number):
    interview = get_object_or_404(queries.interviews(review), number=number)
    if request.method != "POST" and "transcription" in request.GET:
        return _from_sound(request, interview, request.GET["transcription"])
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TranscriptForm(*sent, interview=interview, by=request.user)
    if form.is_valid():
        return _preview(request, interview, form.transcript, packed=form.packed)
    context = {
        "form": form,
        "interview": interview,
        "made_from_sound": import_queries.made_from_sound(interview),
        "left_out": form.transcript.left_out[:SHOWN] if form.transcript else (),
        "transcript": form.transcript,
    }
    return render(request, "interviews/import.html", context)


def _from_sound(request, interview, pk):
    """The preview of a transcript that was made from the interview's recorded sound."""
    ready = import_queries.made_from_sound(interview)
    made = get_object_or_404(ready, pk=pk if pk.isdecimal() and len(pk) < 19 else 0)
    try:
        transcript = read_transcript(made.text.encode())
        carried = packed(transcript, interview, request.user)
    except (UnreadableTranscript, ValidationError):
        messages.error(request, "There are no words in the transcript made from the sound.")
        return redirect("interviews:import", interview.review.slug, interview.number)
    return _preview(request, interview, transcript, packed=carried)


@requires(Permission.RECORD_INTERVIEWS)
@require_POST
@never_cache
def import_confirm(request, review, number):
    interview = get_object_or_404(queries.interviews(review), number=number)
    sent = request.POST.get("packed", "")
    try:
        carried = unpack(sent, interview=interview, user=request.user)
    except StalePage:
        messages.error(request, "The transcript is no longer at hand. Select or paste it again.")
        return redirect("interviews:import", review.slug, number)
    form = _speakers_form(interview, carried.transcript, sent, request.POST)
    if form.is_valid():
        try:
            imported = import_transcript(
                interview=interview,
                transcript=carried.transcript,
                by=request.user,
                speakers=form.who(),
                append="append" in form.cleaned_data,
                import_id=carried.id,
            )
        except AlreadyImported as error:
            messages.info(request, str(error))
            return redirect(interview)
        except ImportRefused as error:
            form.add_error(None, str(error))
        else:
            words = f"{imported.imported:,} of {imported.cues:,} {imported.unit}s"
            messages.success(request, f"{words} have been imported.")
            return redirect(interview)
    return _preview(request, interview, carried.transcript, form=form)


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
        "is_much_left_out": len(transcript.left_out) * MUCH > transcript.cues,
        "mended": transcript.mended[:SHOWN],
        "first_turns": transcript.turns[:FIRST_TURNS],
        "lacking_consent": [
            each for each in interview.participants.all() if not each.consent_to_record
        ],
    }
    return render(request, "interviews/import_preview.html", context)
