"""A review on one page, its phase and its people."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.SEE_REVIEW)
def detail(request, review):
    return HttpResponse("")


@requires(Permission.RUN_REVIEW)
def edit(request, review):
    return HttpResponse("")


@requires(Permission.MANAGE_REVIEWS)
def people(request, review):
    return HttpResponse("")


@requires(Permission.MANAGE_REVIEWS)
def remove_person(request, review, membership):
    return HttpResponse("")
