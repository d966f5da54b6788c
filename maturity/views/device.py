"""Filling in without a connection: what a device may hold."""

from dataclasses import asdict

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission
from maturity import queries


@requires(Permission.SIGNED_IN)
@require_safe
@never_cache
def device(request):
    """Who is signed in, and the self-ratings whose answers may stay on this device."""
    held = request.user_access
    reviews = [
        (review, held.in_review(review)) for review in held.reviews_with(Permission.RATE_MATURITY)
    ]
    return JsonResponse(
        {"user": request.user.pk, **asdict(queries.for_device(reviews, request.user))}
    )


@requires(Permission.SIGNED_IN)
@require_safe
def waiting(request):
    """What this person typed on this device and the server never got, whichever part it was for."""
    return render(request, "maturity/waiting.html")
