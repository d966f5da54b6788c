"""Interviews: list, plan, read."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions import interviews as actions
from interviews.forms.interviews import InterviewForm, OneEachForm
from interviews.guide import guide_of
from interviews.models import Interview
from interviews.queries import coverage, divisions_unheard, total
from interviews.queries import interviews as queries
from interviews.queries.guides import guide_url, newer_version
from interviews.queries.recording import choices_waiting
from interviews.queries.schedule import clashes_of
from interviews.queries.second_coding import second_codings
from interviews.queries.sound import sound_of
from interviews.queries.transcribing import draft_of
from interviews.queries.transcript import transcript_lines

SPEEDS = ["0.75", "1", "1.25", "1.5", "1.75", "2"]  # of the player
ON_A_PAGE = 500  # segments; longer transcripts are broken into pages


@requires(Permission.RECORD_INTERVIEWS)
@never_cache
def list_(request, review):
    rows, covered = list(queries.interviews(review)), coverage(review)
    counting = [each for each in rows if not each.is_withdrawn]
    n_done = sum(each.status == Interview.Status.COMPLETED for each in counting)
    context = {
        "interviews": rows,
        "coverage": covered,
        "covered": total(covered),
        "unheard": divisions_unheard(covered),
        "n_done": n_done,
        "n_counting": len(counting),
        "progress_words": f"{n_done} of {len(counting)} interviews completed",
        "has_participants": queries.participants_to_interview(review).exists(),
    }
    return render(request, "interviews/list.html", context)


@requires(Permission.RECORD_INTERVIEWS)
@never_cache
def add(request, review):
    form = InterviewForm(
        request.POST if request.method == "POST" else None,
        review=review,
        by=request.user,
        chosen=request.GET.getlist("participant"),
    )
    if form.is_valid():
        try:
            interview = actions.plan_interview(review=review, plan=form.plan(), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{interview} has been planned.")
            _warn_of_clashes(request, interview)
            return redirect("interviews:list", review.slug)
    has_participants = form.fields["participants"].queryset.exists()
    context = {"form": form, "has_participants": has_participants}
    return render(request, "interviews/add.html", context)


@requires(Permission.RECORD_INTERVIEWS)
@never_cache
def add_several(request, review):
    """An interview for each of those who have none."""
    form = OneEachForm(
        request.POST if request.method == "POST" else None, review=review, by=request.user
    )
    if form.is_valid():
        try:
            planned = actions.plan_one_each(review=review, plan=form.plan(), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = f"{len(planned)} interview{' has' if len(planned) == 1 else 's have'}"
            messages.success(request, f"{words} been planned. Set their dates next.")
            return redirect("interviews:schedule", review.slug)
    has_participants = form.fields["participants"].queryset.exists()
    context = {"form": form, "has_participants": has_participants}
    return render(request, "interviews/add_several.html", context)


@requires(Permission.RECORD_INTERVIEWS)
@never_cache
def detail(request, review, number):
    interview = get_object_or_404(queries.interviews(review), number=number)
    if interview.is_withdrawn:  # without its words: they are for nobody any more
        return render(request, "interviews/detail.html", {"interview": interview})
    stages = guide_of(interview)
    lines = transcript_lines(interview, stages)
    context = {
        "interview": interview,
        "page": Paginator(lines, ON_A_PAGE).get_page(request.GET.get("page")),
        "deleted": transcript_lines(interview, stages, deleted=True),
        "is_completed": interview.status == Interview.Status.COMPLETED,
        "choices": choices_waiting(interview),
        "stages": stages,
        "guide_url": guide_url(interview),
        "newer_guide": newer_version(interview),
        "sound": sound_of(interview),
        "draft": draft_of(interview),
        "second_codings": second_codings(interview),
        "speeds": SPEEDS,
    }
    return render(request, "interviews/detail.html", context)


@requires(Permission.RECORD_INTERVIEWS)
@never_cache
def edit(request, review, number):
    interview = get_object_or_404(queries.interviews(review), number=number)
    form = InterviewForm(
        request.POST if request.method == "POST" else None,
        review=review,
        by=request.user,
        interview=interview,
    )
    if form.is_valid():
        try:
            interview = actions.edit_interview(
                interview=interview, plan=form.plan(), by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{interview} has been changed.")
            _warn_of_clashes(request, interview)
            return redirect(interview)
    return render(request, "interviews/edit.html", {"form": form, "interview": interview})


def _warn_of_clashes(request, interview) -> None:
    """It stands all the same: somebody may mean it so."""
    if clashes := clashes_of(interview):
        messages.warning(request, f"Clash: {'. '.join(clashes)}.")
