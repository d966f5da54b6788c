"""The components gallery, in DEBUG only."""

from django.http import HttpResponse

from adoption_reviews.access import public


@public
def gallery(request):
    return HttpResponse("")
