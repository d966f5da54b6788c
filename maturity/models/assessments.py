"""A self-assessment and the steps that it went through."""

from django.conf import settings
from django.db import models

from adoption_reviews.models import Review


class SelfAssessment(models.Model):
    """A review's self-rating on one framework. It may move to a newer version of that framework:
    answers to codes that both versions share stay answers, the others are kept unseen.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        SUBMITTED = "submitted", "Submitted"
        AGREED = "agreed", "Agreed"
        REOPENED = "reopened", "Reopened"

    # Answers may change in these and in no other.
    CHANGEABLE = (Status.OPEN, Status.REOPENED)

    review = models.ForeignKey(Review, models.CASCADE, related_name="self_assessments")
    framework_key = models.CharField(max_length=60)
    framework_ref = models.CharField(max_length=100)  # framework@version, of framework_key
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    submitted_at = models.DateTimeField(null=True, blank=True)  # the last time
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    imported_at = models.DateTimeField(null=True, blank=True)  # brought in from elsewhere, by file
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "framework_key"], name="one_self_assessment_a_framework"
            )
        ]

    def __str__(self):
        return f"Self-rating of {self.review}"

    def save(self, *args, **kwargs):
        self.framework_key = self.framework_ref.partition("@")[0]
        super().save(*args, **kwargs)

    @property
    def is_open(self):
        """Whether answers may change."""
        return self.status in self.CHANGEABLE

    @property
    def is_submitted(self):
        """Whether it is in its reviewers' hands, agreed or not."""
        return not self.is_open


class StatusChange(models.Model):
    """One step of a self-assessment: who took it and when; a reason when it was reopened."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="status_changes")
    before = models.CharField(max_length=10, choices=SelfAssessment.Status, blank=True)
    after = models.CharField(max_length=10, choices=SelfAssessment.Status)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.assessment}: {self.after}"
