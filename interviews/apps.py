from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    """Participants, interviews and their transcripts, and the passages marked as evidence."""

    name = "interviews"
    default_auto_field = "django.db.models.BigAutoField"
