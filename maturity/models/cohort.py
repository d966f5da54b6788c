"""The cohort's figures as trusts may see them."""

from django.conf import settings
from django.db import models


class CohortRelease(models.Model):
    """The cohort's figures on one framework at one time, frozen: what trusts see of each other.

    They are released by the hub rather than counted anew on each look, so that nobody can work out
    one trust's rating by comparing two looks. `members` says which assessment at which state of
    its answers each figure stands on.
    """

    framework_ref = models.CharField(max_length=100)  # framework@version
    figures = models.JSONField()
    members = models.JSONField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Cohort on {self.framework_ref}, {self.released_at:%Y-%m-%d}"
