"""Marking passages as evidence."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.CODE_PASSAGES)
def code(request, review, number):
    return HttpResponse("")


@requires(Permission.CODE_PASSAGES)
def add_coding(request, review, number):
    return HttpResponse("")


@requires(Permission.CODE_PASSAGES)
def passage(request, review, number, passage):
    return HttpResponse("")


@requires(Permission.CODE_PASSAGES)
def remove_coding(request, review, number, coding):
    return HttpResponse("")
