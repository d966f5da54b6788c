"""The recording page and what it saves."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.RECORD_INTERVIEWS)
def record(request, review, number):
    return HttpResponse("")


@requires(Permission.RECORD_INTERVIEWS)
def end(request, review, number):
    return HttpResponse("")


@requires(Permission.RECORD_INTERVIEWS)
def segments(request, review, number):
    return HttpResponse("")


@requires(Permission.RECORD_INTERVIEWS)
def save_segment(request, review, number, segment):
    return HttpResponse("")
