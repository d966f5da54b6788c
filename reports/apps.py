from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Evidence brought together: the trust's report and the hub's dashboard."""

    name = "reports"
    default_auto_field = "django.db.models.BigAutoField"
