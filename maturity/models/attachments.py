"""What is added to answers as evidence, and workbooks that were filled in elsewhere."""

from django.conf import settings
from django.db import models

from maturity.models.assessments import SelfAssessment


def attachment_place(attachment: "Attachment", name: str) -> str:
    """Where a file is kept: under its assessment, by a name that says nothing."""
    return f"maturity/{attachment.assessment_id}/{attachment.checksum}"


class Attachment(models.Model):
    """A link or a file that shows what an answer says: `url` or `file`, never both."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="attachments")
    indicator = models.CharField(max_length=60)  # code in the assessment's framework
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=1000, blank=True)
    file = models.FileField(upload_to=attachment_place, blank=True)
    file_name = models.CharField(max_length=200, blank=True)  # as it came
    media_type = models.CharField(max_length=100, blank=True)  # found from its content
    size = models.PositiveIntegerField(default=0)  # bytes
    checksum = models.CharField(max_length=64, blank=True)  # SHA-256, hexadecimal
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["assessment", "indicator"])]

    def __str__(self):
        return self.title


class UploadedWorkbook(models.Model):
    """A filled-in workbook between its preview and its applying. `changes` is what was read."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="workbooks")
    file_name = models.CharField(max_length=200)
    changes = models.JSONField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.file_name} for {self.assessment}"
