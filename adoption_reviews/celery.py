"""The Celery app. Tasks live in each app's `tasks.py`; the row is the truth, the queue a hint."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adoption_reviews.settings")

app = Celery("adoption_reviews")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
