"""People and their roles."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.MANAGE_PEOPLE)
def list_(request):
    return HttpResponse("")


@requires(Permission.MANAGE_PEOPLE)
def add(request):
    return HttpResponse("")


@requires(Permission.MANAGE_PEOPLE)
def detail(request, pk):
    return HttpResponse("")


@requires(Permission.MANAGE_PEOPLE)
def add_role(request, pk):
    return HttpResponse("")


@requires(Permission.MANAGE_PEOPLE)
def remove_role(request, pk, membership):
    return HttpResponse("")
