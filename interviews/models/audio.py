"""What was said, as sound: recordings in slices, and drafts of a transcript made from them.

The rows stay when the sound is deleted: they say that there was one, and when it went.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from interviews.models.interviews import Interview


class Recording(models.Model):
    """One stretch of sound, from pressing record until it stopped. The id is made on the device.

    An interview has one for each time the recording began anew, e.g. after a tab was closed.
    """

    class Reason(models.TextChoices):
        RETENTION = "retention", "Kept as long as the hub keeps sound"
        CONSENT = "consent", "A participant no longer agrees to be recorded"
        WITHDRAWAL = "withdrawal", "A participant has withdrawn"
        REVIEWER = "reviewer", "Deleted by a reviewer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    interview = models.ForeignKey(Interview, models.CASCADE, related_name="recordings")
    content_type = models.CharField(max_length=100)  # e.g. audio/webm;codecs=opus
    start_ms = models.PositiveIntegerField()  # since the interview began
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    n_slices = models.PositiveIntegerField(null=True, blank=True)  # told when it was stopped
    deleted_at = models.DateTimeField(null=True, blank=True)  # the sound is gone from the storage
    deleted_because = models.CharField(max_length=10, choices=Reason, blank=True)

    class Meta:
        ordering = ["start_ms", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="deleted_sound_has_a_reason",
                condition=Q(deleted_at__isnull=True) | ~Q(deleted_because=""),
            )
        ]

    def __str__(self):
        return f"Recording of {self.interview}"


class RecordingSlice(models.Model):
    """A few seconds of a recording, as they came. A number that is missing is a gap."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="slices")
    number = models.PositiveIntegerField()  # from 0
    start_ms = models.PositiveIntegerField()  # since the interview began
    duration_ms = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=200, blank=True)  # its name in the storage; "" once deleted
    # WebM only: where playing can begin in its bytes (below 0: that many bytes before them), and
    # which millisecond of the recording is heard there.
    cluster_at = models.IntegerField(null=True, blank=True)
    cluster_ms = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["recording", "number"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "number"], name="one_slice_number")
        ]

    def __str__(self):
        return f"{self.recording}, slice {self.number}"


class Transcription(models.Model):
    """A draft transcript made from an interview's sound by a worker.

    The row is the truth and the queue a hint, as with reports: a worker claims it with a lease.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Being made"
        READY = "ready", "Ready to look through"
        FAILED = "failed", "Could not be made"

    UNFINISHED = [Status.QUEUED, Status.RUNNING]

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="transcriptions")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)  # a sentence for the reviewer
    text = models.TextField(blank=True)  # WebVTT, brought in by way of the import's preview

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview"],
                condition=Q(status__in=["queued", "running"]),
                name="one_transcription_at_a_time",
            )
        ]

    def __str__(self):
        return f"Transcription of {self.interview}"
