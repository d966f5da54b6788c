from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Who may do what in which review, and the frameworks everything else is coded against."""

    name = "adoption_reviews"
    verbose_name = "Core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from adoption_reviews import checks  # noqa: F401  (registers the system checks)
