from django.apps import AppConfig


class CaseStudiesConfig(AppConfig):
    """Case studies of innovations in a trust, stage by stage."""

    name = "casestudies"
    default_auto_field = "django.db.models.BigAutoField"
