"""Interviews: list, plan, read."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.RECORD_INTERVIEWS)
def list_(request, review):
    return HttpResponse("")


@requires(Permission.RECORD_INTERVIEWS)
def add(request, review):
    return HttpResponse("")


@requires(Permission.RECORD_INTERVIEWS)
def detail(request, review, number):
    return HttpResponse("")


@requires(Permission.RECORD_INTERVIEWS)
def edit(request, review, number):
    return HttpResponse("")
