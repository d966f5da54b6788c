"""The transcript: segments, every version of them, and versions that wait to be chosen between."""

import uuid

from django.conf import settings
from django.db import models

from interviews.models.interviews import Interview
from interviews.models.people import Participant


class SegmentQuerySet(models.QuerySet):
    def standing(self):
        """Those not deleted, in the order of the transcript."""
        return self.filter(deleted_at__isnull=True).order_by("position", "pk")


class Segment(models.Model):
    """One turn of the transcript. The id is made on the device, so that sending twice is safe."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        SPEECH = "speech", "Speech"
        NOTE = "note", "Note"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    interview = models.ForeignKey(Interview, models.CASCADE, related_name="segments")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SPEECH)
    stage = models.CharField(max_length=60, blank=True)  # key of the guide's stage
    question = models.CharField(max_length=60, blank=True)  # key of the guide's question it asks
    speaker = models.CharField(max_length=100, blank=True)
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # who speaks, where it is known; in an interview with one participant it need not be
    start_ms = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)  # the interview's, when this last changed
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["interview", "position"]),
            models.Index(fields=["interview", "revision"]),
        ]

    def __str__(self):
        return f"Segment {self.position}"


class SegmentVersion(models.Model):
    """What a segment said at each of its versions: nothing typed is ever overwritten."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Segment.Kind, default=Segment.Kind.SPEECH)
    stage = models.CharField(max_length=60, blank=True)
    question = models.CharField(max_length=60, blank=True)
    speaker = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    deleted = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["segment", "version"]
        constraints = [
            models.UniqueConstraint(fields=["segment", "version"], name="one_segment_version")
        ]

    def __str__(self):
        return f"{self.segment}, version {self.version}"


class RivalVersion(models.Model):
    """What a second writer made of a segment where both could not be merged.

    It waits beside the segment until somebody chooses; then it stays, settled. The id is made on
    the device.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    segment = models.ForeignKey(Segment, models.CASCADE, related_name="rivals")
    base = models.PositiveIntegerField()  # the segment's version that it was made from
    kind = models.CharField(max_length=10, choices=Segment.Kind, default=Segment.Kind.SPEECH)
    stage = models.CharField(max_length=60, blank=True)
    question = models.CharField(max_length=60, blank=True)
    speaker = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    deleted = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.segment}, another version"
