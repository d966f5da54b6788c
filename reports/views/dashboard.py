"""Trusts compared."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.SEE_DASHBOARD)
def overview(request):
    return HttpResponse("")


@requires(Permission.SEE_DASHBOARD)
def influence(request, code):
    return HttpResponse("")


@requires(Permission.SEE_DASHBOARD)
def maturity(request):
    return HttpResponse("")


@requires(Permission.SEE_DASHBOARD)
def maturity_domain(request, domain):
    return HttpResponse("")
