"""Pages for requests that cannot be read."""

from django.shortcuts import render


def bad_request(request, exception):
    """Django's own would read the body once more, for its token, and fail on it once more."""
    return render(request, "400.html", status=400)
