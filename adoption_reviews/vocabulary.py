"""Words that several apps share, spelt once."""

from django.db import models


class RoleGroup(models.TextChoices):
    EXECUTIVE = "executive", "Executive and corporate"
    DIVISIONAL = "divisional", "Divisional leadership"
    FRONT_LINE = "front-line", "Front line"
    OTHER = "other", "Others"


class Direction(models.TextChoices):
    """Whether evidence shows an influence at work, lacking, or both."""

    HELPS = "helps", "Helps"
    HINDERS = "hinders", "Hinders or is missing"
    MIXED = "mixed", "Mixed"
