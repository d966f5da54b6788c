"""Pages that show everybody's codings at once: shut for those who code an interview blind."""

from functools import wraps

from django.shortcuts import render

from interviews.queries.second_coding import coded_blind


def shut_while_blind(view):
    """Answer 403 with a page that says why while the user codes an interview of the review blind.

    For pages that cannot leave the others' codings out, such as a report as it was built.
    """

    @wraps(view)
    def answered(request, review, *args, **more):
        interviews = list(coded_blind([review], request.user))
        if not interviews:
            return view(request, review, *args, **more)
        return render(request, "agreement/shut.html", {"interviews": interviews}, status=403)

    return answered
