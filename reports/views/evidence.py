"""The evidence for each influence."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.READ_EVIDENCE)
def evidence(request, review):
    return HttpResponse("")


@requires(Permission.READ_EVIDENCE)
def influence(request, review, code):
    return HttpResponse("")
