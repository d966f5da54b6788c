"""Case studies: list, read, write."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.READ_CASE_STUDIES)
def list_(request, review):
    return HttpResponse("")


@requires(Permission.WRITE_CASE_STUDIES)
def add(request, review):
    return HttpResponse("")


@requires(Permission.READ_CASE_STUDIES)
def detail(request, review, number):
    return HttpResponse("")


@requires(Permission.WRITE_CASE_STUDIES)
def edit(request, review, number):
    return HttpResponse("")
