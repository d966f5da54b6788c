"""Recording without a connection: the service worker, the page it shows, what a device may hold."""

import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adoption_reviews.access import public, requires
from adoption_reviews.roles import Permission
from interviews.queries.offline import for_device

WORKER = "js/recording/offline/worker.js"


@public
@require_safe
@never_cache
def worker(request):
    """The service worker. It stands here because its scope is the whole site."""
    known = {"page": reverse("offline:page"), "files": settings.STATIC_URL}
    script = Path(finders.find(WORKER)).read_text(encoding="utf-8")
    return HttpResponse(
        f"const SETTINGS = {json.dumps(known)};\n{script}",
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/"},
    )


@public
@require_safe
@never_cache
def page(request):
    """Shown in place of a page that needs a connection. Nobody's name is on it: it is kept."""
    return render(request, "interviews/offline.html")


@requires(Permission.SIGNED_IN)
@require_safe
@never_cache
def device(request):
    """Who is signed in, and the interviews whose words may stay on this device."""
    interviews = [asdict(each) for each in for_device(request.user, timezone.now())]
    return JsonResponse({"user": request.user.pk, "interviews": interviews})
