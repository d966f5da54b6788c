"""The project package and its core: organisations, reviews, people, access, frameworks, audit."""

from adoption_reviews.celery import app as celery_app

__all__ = ["celery_app"]
