"""What stands in quotes instead of what would give somebody away. Read by reviewers only."""

from django.conf import settings
from django.db import models

from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Identifier
from interviews.models.evidence import Passage


class Replacement(models.Model):
    """What stands for a person or a place in every quote of a review: the same each time."""

    PARTICIPANT = "@"  # before a pseudonym: a participant's name is kept with their identity only

    review = models.ForeignKey(Review, models.CASCADE, related_name="replacements")
    kind = models.CharField(max_length=10, choices=Identifier)
    original = models.CharField(max_length=200)  # small letters, no accents; or @ and a pseudonym
    # Without its square brackets. Empty: an ordinary word of this review, that stands as it is.
    replacement = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["original"]
        constraints = [
            models.UniqueConstraint(fields=["review", "original"], name="one_replacement_each")
        ]

    def __str__(self):
        return f"[{self.replacement}]"


class Proposal(models.Model):
    """A reviewer's decision on words of a passage that might give somebody away."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=10, choices=Identifier)
    original = models.CharField(max_length=200)  # as it stands in the passage
    # Which of several such words, counted from 0. Offsets would move with every correction.
    occurrence = models.PositiveSmallIntegerField(default=0)
    subject = models.ForeignKey(  # the person or the place meant; none: left as it stands
        Replacement, models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    is_replaced = models.BooleanField()  # False: left as it stands, on purpose
    replacement = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["passage", "original", "occurrence"], name="a_proposal_decided_once"
            )
        ]

    def __str__(self):
        return f"{self.original}: {'replaced' if self.is_replaced else 'left'}"
