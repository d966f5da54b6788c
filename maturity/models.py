"""A trust's rating of its own maturity, indicator by indicator."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from adoption_reviews.models import Review


class SelfAssessment(models.Model):
    """A review's self-rating on one framework version."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        SUBMITTED = "submitted", "Submitted"

    review = models.ForeignKey(Review, models.CASCADE, related_name="self_assessments")
    framework_ref = models.CharField(max_length=100)  # framework@version
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "framework_ref"], name="one_self_assessment_a_framework"
            )
        ]

    def __str__(self):
        return f"Self-rating of {self.review}"

    @property
    def is_open(self):
        return self.status == self.Status.OPEN


class Rating(models.Model):
    """The answer to one indicator. No row, or neither value nor not applicable: silent."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="ratings")
    indicator = models.CharField(max_length=60)  # code in the assessment's framework
    value = models.PositiveSmallIntegerField(null=True, blank=True)  # on the framework's scale
    is_not_applicable = models.BooleanField(default=False)
    explanation = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

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
    explanation = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["rating", "version"]
        constraints = [
            models.UniqueConstraint(fields=["rating", "version"], name="one_rating_version")
        ]

    def __str__(self):
        return f"{self.rating}, version {self.version}"
