"""Interviews: who talks with whom, when, and along which guide."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from adoption_reviews.models import Review
from interviews.models.guides import GuideVersion
from interviews.models.people import Participant


class InterviewQuerySet(models.QuerySet):
    def counting(self):
        """Interviews in which nobody has withdrawn: all that is counted and shown anywhere.

        A joint interview stops counting as a whole when one of its people withdraws: what the
        others said there answers that person, repeats it, or was said for both.
        """
        return self.exclude(participants__withdrawn_at__isnull=False)

    def evidence(self):
        """Interviews that count as evidence: completed, and nobody in them has withdrawn."""
        return self.counting().filter(status=Interview.Status.COMPLETED)


class Interview(models.Model):
    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        IN_PROGRESS = "in-progress", "In progress"
        COMPLETED = "completed", "Completed"

    class Mode(models.TextChoices):
        IN_PERSON = "in-person", "In person"
        VIDEO = "video", "By video"
        PHONE = "phone", "By phone"

    review = models.ForeignKey(Review, models.CASCADE, related_name="interviews")
    number = models.PositiveIntegerField()  # counts up within the review
    participants = models.ManyToManyField(Participant, related_name="interviews")
    reviewers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    # None: the guide is made from the review's influences framework.
    guide_version = models.ForeignKey(
        GuideVersion, models.PROTECT, null=True, blank=True, related_name="interviews"
    )
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    place = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(default=60)  # how long it is planned to take
    status = models.CharField(max_length=11, choices=Status, default=Status.PLANNED)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)  # counts up with every save of a segment
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="one_interview_number")
        ]

    def __str__(self):
        return f"Interview {self.number}"

    def get_absolute_url(self):
        return reverse("interviews:detail", args=[self.review.slug, self.number])


class CoveredPrompt(models.Model):
    """A prompt of the guide that a reviewer ticked as talked about."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="covered")
    key = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "key"], name="a_prompt_covered_once")
        ]

    def __str__(self):
        return self.key
