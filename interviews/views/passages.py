"""One passage: its words in their context, and whether they may be quoted."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from adoption_reviews.access import requires
from adoption_reviews.coding.changes import CodingRefused
from adoption_reviews.coding.queries import marks_of
from adoption_reviews.roles import Permission
from interviews.actions.quotes import save_quote
from interviews.forms.quotes import QuoteForm
from interviews.queries.passages import has_its_words, in_context, may_be_quoted
from interviews.views.shut import shut_when_withdrawn


@requires(Permission.CODE_PASSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@shut_when_withdrawn
def passage(request, review, number, passage):
    """One passage in its context; clearing its words to be quoted."""
    interview = get_object_or_404(review.interviews, number=number)
    passage = get_object_or_404(interview.passages, pk=passage)
    initial = {
        "anonymised_quote": passage.anonymised_quote or passage.quote,
        "is_usable": passage.is_usable,
    }
    form = QuoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_quote(
                passage=passage,
                text=form.cleaned_data["anonymised_quote"],
                is_usable=form.cleaned_data["is_usable"],
                by=request.user,
            )
        except CodingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            usable = form.cleaned_data["is_usable"]
            done = "may be quoted in the report" if usable else "will not be quoted"
            messages.success(request, f"Saved. This passage {done}")
            return redirect("interviews:passage", review.slug, number, passage.pk)
    context = {
        "interview": interview,
        "passage": passage,
        "segments": in_context(passage),
        "has_words": has_its_words(passage),
        "marks": marks_of(interview, passage, request.user),
        "may_be_quoted": may_be_quoted(passage),
        "form": form,
    }
    return render(request, "interviews/passage.html", context)
