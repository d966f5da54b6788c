"""The entry point for the web server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adoption_reviews.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 (loads all views: the first page of each process need not)
