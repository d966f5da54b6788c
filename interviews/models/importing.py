"""What a reviewer said of the names in transcripts, for the next file."""

from django.db import models
from django.db.models import Q

from adoption_reviews.models import Review
from interviews.models.people import Participant


class KnownSpeaker(models.Model):
    """Who a name in a transcript stands for in this review. The name itself is not kept: only a
    key made from it (queries/importing.py), which the same name gives again and nobody can read.
    """

    class Role(models.TextChoices):
        INTERVIEWER = "interviewer", "An interviewer"
        OTHER = "other", "Somebody else"
        LEFT_OUT = "left-out", "Left out"

    review = models.ForeignKey(Review, models.CASCADE, related_name="known_speakers")
    key = models.CharField(max_length=64)
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=11, choices=Role, blank=True)  # where no participant

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "key"], name="one_meaning_of_a_name"),
            models.CheckConstraint(
                name="known_speaker_is_somebody",
                condition=Q(participant__isnull=False, role="")
                | (Q(participant__isnull=True) & ~Q(role="")),
            ),
        ]

    def __str__(self):
        return f"{self.participant or self.get_role_display()}"
