"""Trusts and their rounds of review."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.SEE_TRUSTS)
def list_(request):
    return HttpResponse("")


@requires(Permission.MANAGE_REVIEWS)
def add(request):
    return HttpResponse("")


@requires(Permission.SEE_TRUST)
def detail(request, organisation):
    return HttpResponse("")


@requires(Permission.MANAGE_REVIEWS)
def edit(request, organisation):
    return HttpResponse("")


@requires(Permission.MANAGE_REVIEWS)
def add_review(request, organisation):
    return HttpResponse("")
