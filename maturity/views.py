"""A trust's self-rating."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.READ_MATURITY)
def detail(request, review):
    return HttpResponse("")


@requires(Permission.SUBMIT_MATURITY)
def submit(request, review):
    return HttpResponse("")


@requires(Permission.READ_MATURITY)
def domain(request, review, domain):
    return HttpResponse("")


@requires(Permission.RATE_MATURITY)
def save_rating(request, review, domain, indicator):
    return HttpResponse("")
