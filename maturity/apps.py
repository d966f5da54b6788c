from django.apps import AppConfig


class MaturityConfig(AppConfig):
    """How far along a trust says it is, indicator by indicator."""

    name = "maturity"
    default_auto_field = "django.db.models.BigAutoField"
