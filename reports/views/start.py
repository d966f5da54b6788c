"""What needs you."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.SIGNED_IN)
def start(request):
    return HttpResponse("")
