"""Interview guides that a hub writes. What is published is never changed."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse


class Guide(models.Model):
    """A hub's own interview guide. Its draft is edited; publishing makes a version of it."""

    title = models.CharField(max_length=100)
    framework_ref = models.CharField(max_length=100)  # whose stages it follows
    draft = models.JSONField(default=dict)  # see interviews/guide.py
    retired_at = models.DateTimeField(null=True, blank=True)  # not offered for new interviews
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(Lower("title"), name="one_guide_title")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("guides:detail", args=[self.pk])


class Published(models.QuerySet):
    """Rows that are added and read, never changed."""

    def update(self, **kwargs):
        raise TypeError("Published versions of a guide are never changed")

    def delete(self):
        raise TypeError("Published versions of a guide are never deleted")


class GuideVersion(models.Model):
    """A guide as it was published. Interviews keep the version they were made with."""

    guide = models.ForeignKey(Guide, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()  # see interviews/guide.py
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    objects = Published.as_manager()

    class Meta:
        ordering = ["guide", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "number"], name="one_guide_version")
        ]

    def __str__(self):
        return f"{self.guide}, {self.short}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("Published versions of a guide are never changed")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("guides:version", args=[self.guide_id, self.number])

    def delete(self, *args, **kwargs):
        raise TypeError("Published versions of a guide are never deleted")

    @property
    def short(self):
        return f"version {self.number}"
