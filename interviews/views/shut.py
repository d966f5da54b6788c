"""Interviews that nobody reads any more: somebody in them has withdrawn."""

from functools import wraps

from django.http import JsonResponse
from django.shortcuts import redirect

from interviews.queries.withdrawal import is_shut

WORDS = "Somebody in this interview has withdrawn: nothing of it can be read or changed any more"


def shut_when_withdrawn(view):
    """Answer for a view of an interview's words once they may not be read.

    A person is led to the interview's page, which says why; a script gets 410 and `error`.
    """

    @wraps(view)
    def answered(request, review, number, **more):
        if not is_shut(review, number):
            return view(request, review, number, **more)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": WORDS}, status=410)
        return redirect("interviews:detail", review.slug, number)

    return answered
