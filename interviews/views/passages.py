"""One passage: its words in their context, and whether they may be quoted."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from adoption_reviews.access import requires
from adoption_reviews.coding.changes import CodingRefused
from adoption_reviews.coding.queries import marks_of
from adoption_reviews.roles import Permission
from interviews.actions.quotes import QuoteChanged, save_quote
from interviews.forms.quotes import QuoteForm
from interviews.queries import quotes as queries
from interviews.queries.passages import has_its_words, in_context, may_be_quoted
from interviews.views.shut import shut_when_withdrawn

CHANGED = (
    "Somebody else has saved this quote, or its words were corrected, since you opened the page. "
    "What you entered is below. Save again to put it in its place"
)


@requires(Permission.CODE_PASSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@shut_when_withdrawn
def passage(request, review, number, passage):
    """One passage in its context; deciding what its quote says, and clearing it."""
    interview = get_object_or_404(review.interviews, number=number)
    passage = get_object_or_404(interview.passages.seen_by(request.user), pk=passage)
    decided = queries.decisions_of(passage)
    here = queries.around(review)
    placed = queries.occurrences(passage.quote, here.known, decided)
    subjects = queries.subjects(placed, here)
    seen = queries.seen(passage, decided)
    initial = {
        "anonymised_quote": passage.anonymised_quote or passage.quote,
        "is_usable": passage.is_usable,
    }
    form = QuoteForm(request.POST or None, initial=initial, subjects=subjects, seen=seen)
    if request.method == "POST" and form.is_valid() and _saved(request, passage, form, seen):
        return redirect("interviews:passage", review.slug, number, passage.pk)
    is_allowed = may_be_quoted(passage)
    context = {
        "interview": interview,
        "passage": passage,
        "segments": in_context(passage),
        "has_words": has_its_words(passage),
        "marks": marks_of(interview, passage, request.user),
        "may_be_quoted": is_allowed,
        "missing": queries.missing(subjects, may_be_quoted=is_allowed),
        "subjects": subjects,
        "form": form,
    }
    return render(request, "interviews/passage.html", context)


def _saved(request, passage, form, seen: str) -> bool:
    """Whether the form was saved; else it says why not."""
    is_usable = form.cleaned_data["is_usable"]
    try:
        save_quote(
            passage=passage,
            text=form.cleaned_data["anonymised_quote"],
            is_usable=is_usable,
            decisions=form.decisions,
            ordinary=form.ordinary,
            added=form.added,
            seen=form.cleaned_data["seen"] or None,
            by=request.user,
        )
    except QuoteChanged:
        form.add_error(None, CHANGED)
        form.show_anew(seen)
    except CodingRefused as refusal:
        form.refuse(refusal)
    else:
        done = "may be quoted in the report" if is_usable else "will not be quoted"
        messages.success(request, f"Saved. This passage {done}")
        return True
    return False
