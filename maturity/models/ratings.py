"""Answers to rated indicators, with every version."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from maturity.models.assessments import SelfAssessment


class Source(models.TextChoices):
    """How an answer came in."""

    PAGE = "page", "on the page"
    WORKBOOK = "workbook", "from an uploaded workbook"
    IMPORT = "import", "brought in from elsewhere"


class Rating(models.Model):
    """The answer to one indicator. No row, or neither value nor not applicable: silent.

    The explanation of an answer that is not applicable is the reason why. `settled_at` is set when
    the trust's lead closed the talk about it; contributors do not change it any more then.
    """

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="ratings")
    indicator = models.CharField(max_length=60)  # code in the assessment's framework
    value = models.PositiveSmallIntegerField(null=True, blank=True)  # on the framework's scale
    is_not_applicable = models.BooleanField(default=False)
    is_for_later = models.BooleanField(default=False)  # somebody means to come back to it
    explanation = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="one_rating_each"),
            models.CheckConstraint(
                name="value_or_not_applicable",
                condition=Q(value__isnull=True) | Q(is_not_applicable=False),
            ),
        ]

    def __str__(self):
        return f"{self.indicator}: {'n/a' if self.is_not_applicable else self.value}"


class RatingVersion(models.Model):
    """What a rating said at each of its versions."""

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    is_not_applicable = models.BooleanField(default=False)
    is_for_later = models.BooleanField(default=False)
    explanation = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.PAGE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["rating", "version"]
        constraints = [
            models.UniqueConstraint(fields=["rating", "version"], name="one_rating_version")
        ]

    def __str__(self):
        return f"{self.rating}, version {self.version}"
