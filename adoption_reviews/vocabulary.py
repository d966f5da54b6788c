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


class Identifier(models.TextChoices):
    """What words that could give somebody away are."""

    NAME = "name", "Name"
    EMAIL = "email", "E-mail address"
    PHONE = "phone", "Phone number"
    POSTCODE = "postcode", "Postcode"
    NHS_NUMBER = "nhs-number", "NHS number"
    PLACE = "place", "Ward or building"
    TRUST = "trust", "The trust"
    JOB_TITLE = "job-title", "Rare job title"
    OTHER = "other", "Something else"
