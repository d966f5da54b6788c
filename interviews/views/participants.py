"""Participants, by name."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.SEE_PARTICIPANTS)
def participants(request, review):
    return HttpResponse("")


@requires(Permission.SEE_PARTICIPANTS)
def participant_add(request, review):
    return HttpResponse("")


@requires(Permission.SEE_PARTICIPANTS)
def participant(request, review, pseudonym):
    return HttpResponse("")


@requires(Permission.SEE_PARTICIPANTS)
def withdraw(request, review, pseudonym):
    return HttpResponse("")
