"""What participants agreed to: giving consents and taking them back, one by one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.actions import consents as actions
from interviews.forms.participants import ConsentForm, TakeBackForm
from interviews.models import Consent
from interviews.queries import participants as queries
from interviews.queries.withdrawal import n_quotes_of, with_sound


@requires(Permission.SEE_PARTICIPANTS)
@never_cache
def consents(request, review, pseudonym):
    who = get_object_or_404(queries.participants(review), pseudonym=pseudonym)
    if who.withdrawn_at:
        return redirect(who)
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        participant=who,
        by=request.user,
        chosen=request.GET.getlist("consent"),
    )
    if form.is_valid():
        try:
            actions.give_consents(participant=who, agreed=form.agreed(), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"What {who} agreed to has been kept.")
            return redirect(who)
    return render(request, "interviews/consents.html", {"form": form, "participant": who})


@requires(Permission.SEE_PARTICIPANTS)
@never_cache
def take_back(request, review, pseudonym, consent):
    who = get_object_or_404(queries.participants(review), pseudonym=pseudonym)
    if consent not in Consent.values:
        raise Http404
    state = who.consent(Consent(consent))
    if who.withdrawn_at or not state.is_given:
        return redirect(who)
    form = TakeBackForm(
        request.POST if request.method == "POST" else None,
        participant=who,
        warning=state.consent != Consent.INTERVIEW,
    )
    if form.is_valid():
        try:
            actions.take_back_consent(
                participant=who,
                consent=state.consent,
                on=form.cleaned_data["on"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{who} no longer agrees {state.consent.label.lower()}.")
            return redirect(who)
    context = {
        "form": form,
        "participant": who,
        "state": state,
        "title": f"Take back consent {state.consent.label.lower()}",
        "n_with_sound": with_sound(who).count(),
        "n_quotes": n_quotes_of(who, request.user),
    }
    return render(request, "interviews/take_back.html", context)
