"""Marking passages as evidence, with a script or without."""

from dataclasses import asdict

from django.contrib import messages
from django.core import signing
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from adoption_reviews.access import requires
from adoption_reviews.frameworks import get_framework
from adoption_reviews.roles import Permission
from interviews.actions import coding as actions
from interviews.forms.coding import SelectionForm, WordsForm
from interviews.queries import coding as queries
from interviews.views.shut import shut_when_withdrawn

UNDO = "removed_coding"  # kept in the session for one page
UNDO_SECONDS = 60 * 60
TOO_LATE = "This can no longer be undone: mark the words again"


@requires(Permission.CODE_PASSAGES)
@require_safe
@never_cache
@ensure_csrf_cookie
@shut_when_withdrawn
def code(request, review, number):
    interview = get_object_or_404(review.interviews, number=number)
    return _code_page(request, interview, WordsForm(interview=interview))


def _code_page(request, interview, form):
    rows = queries.transcript(interview)
    args = [interview.review.slug, interview.number]
    settings = {
        "add": reverse("interviews:add_coding", args=args),
        "restore": reverse("interviews:restore_coding", args=args),
        "groups": queries.code_groups(get_framework(interview.review.influences_ref)),
        "recent": queries.recent_codes(interview, request.user),
        "passages": queries.drawn([mark for row in rows for mark in row.marks]),
    }
    context = {
        "interview": interview,
        "rows": rows,
        "n_coded": queries.n_segments_coded(rows),
        "to_look_at": queries.to_look_at(interview),
        "form": form,
        "settings": settings,
        "undo": request.session.pop(UNDO, None),
    }
    return render(request, "interviews/code.html", context)


@requires(Permission.CODE_PASSAGES)
@require_POST
@shut_when_withdrawn
def add_coding(request, review, number):
    """Mark words, given as a selection (script) or as typed words (form)."""
    interview = get_object_or_404(review.interviews, number=number)
    form_class = SelectionForm if "start_segment" in request.POST else WordsForm
    form = form_class(request.POST, interview=interview)
    if form.is_valid():
        try:
            coding = actions.add_coding(
                interview=interview,
                span=form.span(),
                code=form.cleaned_data["code"],
                direction=form.cleaned_data["direction"],
                words=form.cleaned_data["words"],
                by=request.user,
            )
        except actions.CodingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            if _wants_json(request):
                return JsonResponse(_changed(request, interview, *_place(coding)))
            messages.success(request, "The words are marked")
            return redirect(_segment_url(interview, coding.passage))
    errors = [error for field in form.errors.values() for error in field]
    if _wants_json(request):
        return JsonResponse({"error": ". ".join(errors)}, status=400)
    if form_class is SelectionForm:
        messages.error(request, ". ".join(errors))
        return redirect("interviews:code", review.slug, number)
    return _code_page(request, interview, form)


@requires(Permission.CODE_PASSAGES)
@require_POST
@shut_when_withdrawn
def remove_coding(request, review, number, coding):
    interview = get_object_or_404(review.interviews, number=number)
    coding = get_object_or_404(queries.codings(interview), pk=coding)
    place = _place(coding)
    removed = actions.remove_coding(coding=coding, by=request.user)
    undo = signing.dumps({"interview": interview.pk, **asdict(removed)}, salt=UNDO)
    if _wants_json(request):
        return JsonResponse(_changed(request, interview, *place) | {"undo": undo})
    request.session[UNDO] = undo
    return redirect("interviews:code", review.slug, number)


@requires(Permission.CODE_PASSAGES)
@require_POST
@shut_when_withdrawn
def restore_coding(request, review, number):
    """Undo a removal, from the signed values that the removal gave."""
    interview = get_object_or_404(review.interviews, number=number)
    try:
        values = signing.loads(request.POST.get("undo", ""), salt=UNDO, max_age=UNDO_SECONDS)
        if values.pop("interview") != interview.pk:
            raise Http404
        coding = actions.restore_coding(
            interview=interview, removed=actions.Removed(**values), by=request.user
        )
    except (signing.BadSignature, actions.CodingRefused) as error:
        reason = str(error) if isinstance(error, actions.CodingRefused) else TOO_LATE
        if _wants_json(request):
            return JsonResponse({"error": reason}, status=400)
        messages.error(request, reason)
        return redirect("interviews:code", review.slug, number)
    if _wants_json(request):
        return JsonResponse(_changed(request, interview, *_place(coding)))
    messages.success(request, "The mark is back")
    return redirect(_segment_url(interview, coding.passage))


def _wants_json(request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _segment_url(interview, passage) -> str:
    url = reverse("interviews:code", args=[interview.review.slug, interview.number])
    return f"{url}#segment-{passage.start_segment_id}"


def _place(coding) -> tuple:
    """The segment whose margin shows a coding, and its passage's id."""
    return str(coding.passage.start_segment_id), coding.passage_id


def _changed(request, interview, segment, passage) -> dict:
    """What a page must draw anew after a mark came or went; `drawn` is empty for a passage gone."""
    rows = queries.transcript(interview)
    marks = next((row.marks for row in rows if str(row.segment.pk) == segment), [])
    margin = render_to_string(
        "interviews/_margin.html", {"marks": marks, "interview": interview}, request
    )
    progress = render_to_string(
        "interviews/_progress.html", {"n_coded": queries.n_segments_coded(rows), "rows": rows}
    )
    here = [mark for mark in marks if mark.coding.passage_id == passage]
    return {
        "segment": segment,
        "margin": margin,
        "progress": progress,
        "passage": passage,
        "drawn": queries.drawn(here),
    }
