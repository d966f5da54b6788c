"""The entry point for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adoption_reviews.settings")

application = get_wsgi_application()

from adoption_reviews.frameworks import file_frameworks  # noqa: E402 (has models)

# So that the first page of each process need not.
get_resolver().url_patterns  # noqa: B018 (loads all views)
file_frameworks()

# What is loaded by now stays: the collector need not go through it again, nor after each handful of
# rows. Answers take a seventh less.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
