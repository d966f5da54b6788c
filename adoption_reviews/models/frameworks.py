"""Frameworks that a hub wrote itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class HubFramework(models.Model):
    """One version of a hub's own framework: the file's text as it was uploaded.

    A draft may be replaced or deleted. What is published never changes; rows elsewhere name it.
    """

    key = models.CharField(max_length=60)
    version = models.CharField(max_length=39)
    title = models.CharField(max_length=200)
    text = models.TextField()  # YAML
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_framework_version"),
            models.CheckConstraint(
                name="published_by_somebody",
                condition=Q(published_at__isnull=True) | Q(published_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.ref

    def save(self, *args, **kwargs):
        if self.pk and HubFramework.objects.filter(pk=self.pk, published_at__isnull=False).exists():
            raise TypeError("Published frameworks are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if self.is_published:
            raise TypeError("Published frameworks are never deleted")
        return super().delete(*args, **kwargs)

    @property
    def ref(self) -> str:
        return f"{self.key}@{self.version}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None
