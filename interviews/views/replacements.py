"""What stands for whom in a review's quotes: for its reviewers only."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from adoption_reviews.access import requires
from adoption_reviews.coding.changes import CodingRefused
from adoption_reviews.roles import Permission
from interviews.actions import replacements as actions
from interviews.forms.replacements import UPDATE, OrdinaryWordForm, ReplacementForm
from interviews.queries import replacements as queries


@requires(Permission.CODE_PASSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def replacements(request, review):
    form = OrdinaryWordForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            actions.leave_ordinary_word(review=review, words=words, by=request.user)
        except CodingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"“{words}” is no longer proposed in this review")
            return redirect("interviews:replacements", review.slug)
    context = {
        "listed": queries.replacements(review, request.user),
        "ordinary": queries.ordinary_words(review),
        "form": form,
    }
    return render(request, "interviews/replacements.html", context)


@requires(Permission.CODE_PASSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def replacement(request, review, replacement):
    """Change what stands for one person or place, once the quotes it changes were looked at."""
    row = get_object_or_404(review.replacements.exclude(replacement=""), pk=replacement)
    form = ReplacementForm(request.POST or None, replacement=row)
    changed = []
    if form.is_valid():
        changed = queries.changed_quotes(row, form.cleaned_data["replacement"], request.user)
        if changed and not form.is_confirmed():
            form.preview()
        elif _changed(request, row, form):
            return redirect("interviews:replacements", review.slug)
    context = {
        "row": row,
        "listed": next(
            each for each in queries.replacements(review, request.user) if each.row == row
        ),
        "changed": changed,
        "form": form,
    }
    return render(request, "interviews/replacement.html", context)


def _changed(request, row, form) -> bool:
    """Whether the change was made; else the form says why not."""
    try:
        n_quotes = actions.change_replacement(
            replacement=row,
            words=form.cleaned_data["replacement"],
            seen=form.cleaned_data["seen"],
            keeps_cleared=form.cleaned_data["then"] == UPDATE,
            may_share=form.cleaned_data["share"],
            by=request.user,
        )
    except CodingRefused as refusal:
        form.refuse(refusal)
        return False
    quotes = "1 quote is" if n_quotes == 1 else f"{n_quotes} quotes are"
    messages.success(request, f"Saved. {quotes} changed")
    return True


@requires(Permission.CODE_PASSAGES)
@require_POST
def propose_again(request, review, replacement):
    row = get_object_or_404(review.replacements.filter(replacement=""), pk=replacement)
    n_quotes = actions.propose_again(replacement=row, by=request.user)
    quotes = {0: "", 1: ". 1 quote has to be looked at again"}
    more = quotes.get(n_quotes, f". {n_quotes} quotes have to be looked at again")
    messages.success(request, f"The word is proposed again{more}")
    return redirect("interviews:replacements", review.slug)
