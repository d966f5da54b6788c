"""Participants. A participant's name lives in a table of its own, so that nothing analytical can
reach it by accident: everything else speaks of pseudonyms (P07) and role groups.
"""

from django.conf import settings
from django.db import models
from django.urls import reverse

from adoption_reviews.models import Review
from adoption_reviews.vocabulary import RoleGroup


class ParticipantQuerySet(models.QuerySet):
    def taking_part(self):
        """Those who have not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Participant(models.Model):
    """A person interviewed, as everything but the participants' own pages knows them."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="participants")
    pseudonym = models.CharField(max_length=10)  # P01, P02 … in the order they were added
    role_group = models.CharField(max_length=20, choices=RoleGroup)
    division = models.CharField(max_length=100, blank=True)
    consent_to_interview = models.BooleanField(default=False)
    consent_to_record = models.BooleanField(default=False)
    consent_to_quote = models.BooleanField(default=False)
    consent_taken_on = models.DateField(null=True, blank=True)
    consent_taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "pseudonym"], name="one_pseudonym_each")
        ]

    def __str__(self):
        return self.pseudonym

    def get_absolute_url(self):
        return reverse("interviews:participant", args=[self.review.slug, self.pseudonym])


class ParticipantIdentity(models.Model):
    """Who a participant is: read on the participants' pages and by the check for names, only."""

    participant = models.OneToOneField(
        Participant, models.CASCADE, primary_key=True, related_name="identity"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField("e-mail address", blank=True)
    job_title = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "participant identities"

    def __str__(self):
        return self.name
