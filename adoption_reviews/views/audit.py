"""The audit log."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.READ_AUDIT)
def list_(request):
    return HttpResponse("")
