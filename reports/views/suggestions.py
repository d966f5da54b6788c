"""Codes suggested for what nobody has coded yet."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from interviews.views.shut import shut_when_withdrawn
from reports.actions.suggestions import decide_suggestions
from reports.forms.suggestions import DecisionFormSet, token
from reports.queries.suggestions import hit_rates, suggestions

AT_ONCE = 10  # suggestions a page


@requires(Permission.CODE_PASSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@shut_when_withdrawn
def suggestions_(request, review, number):
    interview = get_object_or_404(review.interviews, number=number)
    if request.method == "POST":
        formset = DecisionFormSet(request.POST)
        if formset.is_valid():
            _decide(request, interview, formset)
        else:
            messages.error(request, "Nothing was saved. Decide again, please")
        return redirect("suggestions:suggestions", review.slug, number)
    mine = request.user_access.reviews_with(Permission.CODE_PASSAGES)
    found = suggestions(interview, mine, request.user)
    shown = found[:AT_ONCE]
    formset = DecisionFormSet(initial=[{"suggested": token(each)} for each in shown])
    context = {
        "interview": interview,
        "formset": formset,
        "rows": list(zip(formset.forms, shown, strict=True)),
        "n_found": len(found),
        "rates": hit_rates(review, request.user),
    }
    return render(request, "suggestions/suggestions.html", context)


def _decide(request, interview, formset) -> None:
    decisions = [form.decided() for form in formset]
    decided = decide_suggestions(
        interview=interview, decisions=[each for each in decisions if each], by=request.user
    )
    if decided.accepted or decided.refused:
        messages.success(
            request, f"{decided.accepted} accepted and coded, {decided.refused} refused."
        )
    elif not decided.failed:
        messages.info(request, "Nothing was decided: choose an answer first.")
    for reason in decided.failed:
        messages.error(request, f"Not coded: {reason}")
