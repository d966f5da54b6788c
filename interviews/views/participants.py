"""Participants, by name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions import participants as actions
from interviews.forms.participants import (
    DetailsForm,
    NewParticipantForm,
    ParticipantFilter,
    WithdrawForm,
)
from interviews.queries import participants as queries
from interviews.queries.withdrawal import withdrawal_effects

ON_A_PAGE = 100


@requires(Permission.SEE_PARTICIPANTS)
@never_cache
def participants(request, review):
    narrowed = ParticipantFilter(request.GET, review=review)
    found = narrowed.found()
    context = {
        "narrowed": narrowed,
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "withdrawn": queries.withdrawn(review),
        "has_people": bool(found) or narrowed.is_narrowed,
    }
    return render(request, "interviews/participants.html", context)


@requires(Permission.SEE_PARTICIPANTS)
@never_cache
def participant_add(request, review):
    form = NewParticipantForm(
        request.POST if request.method == "POST" else None, review=review, by=request.user
    )
    if form.is_valid():
        added = actions.add_participant(review=review, details=form.details(), by=request.user)
        messages.success(request, f"{added} has been added.")
        return redirect("interviews:participants", review.slug)
    return render(request, "interviews/participant_add.html", {"form": form})


@requires(Permission.SEE_PARTICIPANTS)
@never_cache
def participant(request, review, pseudonym):
    who = get_object_or_404(queries.participants(review), pseudonym=pseudonym)
    context = {
        "participant": who,
        "interviews": queries.interviews_with(who),
        "history": queries.consent_history(who),
    }
    return render(request, "interviews/participant.html", context)


@requires(Permission.SEE_PARTICIPANTS)
@never_cache
def participant_edit(request, review, pseudonym):
    who = get_object_or_404(queries.participants(review), pseudonym=pseudonym)
    if who.withdrawn_at:
        return redirect(who)
    form = DetailsForm(request.POST if request.method == "POST" else None, participant=who)
    if form.is_valid():
        try:
            actions.edit_participant(participant=who, details=form.details(), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{who} has been changed.")
            return redirect(who)
    return render(request, "interviews/participant_edit.html", {"form": form, "participant": who})


@requires(Permission.SEE_PARTICIPANTS)
@never_cache
def withdraw(request, review, pseudonym):
    who = get_object_or_404(queries.participants(review), pseudonym=pseudonym)
    if who.withdrawn_at:
        return redirect(who)
    form = WithdrawForm(request.POST if request.method == "POST" else None, participant=who)
    if form.is_valid():
        actions.withdraw_participant(participant=who, by=request.user)
        messages.success(request, f"{who} has been withdrawn and no longer counts anywhere.")
        return redirect("interviews:participants", review.slug)
    context = {"form": form, "participant": who, "effects": withdrawal_effects(who, request.user)}
    return render(request, "interviews/withdraw.html", context)
