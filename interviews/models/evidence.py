"""Passages marked in interviews, and what they are coded as."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adoption_reviews.vocabulary import Direction
from interviews.models.interviews import Interview
from interviews.models.transcript import Segment


class Passage(models.Model):
    """A marked stretch of an interview, from an offset in one segment to an offset in another.

    Offsets count Unicode code points; `end_offset` is the first one after the passage.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="passages")
    start_segment = models.ForeignKey(Segment, models.PROTECT, related_name="+")
    start_offset = models.PositiveIntegerField()
    end_segment = models.ForeignKey(Segment, models.PROTECT, related_name="+")
    end_offset = models.PositiveIntegerField()
    quote = models.TextField()  # the words; when a correction took them away, what they were
    # Where an end was marked: the version of its segment and the offset in that version's text.
    # Empty while that version stands. Every later correction is compared with this, not with the
    # half-typed states between.
    marked_start_version = models.PositiveIntegerField(null=True, blank=True)
    marked_start_offset = models.PositiveIntegerField(null=True, blank=True)
    marked_end_version = models.PositiveIntegerField(null=True, blank=True)
    marked_end_offset = models.PositiveIntegerField(null=True, blank=True)
    # A correction took its words, or changed those of a cleared quote: a reviewer decides.
    needs_a_look = models.BooleanField(default=False)
    anonymised_quote = models.TextField(blank=True)
    is_usable = models.BooleanField(default=False)  # a reviewer cleared the anonymised quote
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="usable_quote_has_words",
                condition=Q(is_usable=False) | ~Q(anonymised_quote=""),
            ),
            models.CheckConstraint(
                name="passage_not_empty",
                condition=~Q(start_segment=F("end_segment")) | Q(start_offset__lt=F("end_offset")),
            ),
        ]

    def __str__(self):
        return self.quote


class Coding(models.Model):
    """What a passage is evidence of, and whether it shows that helping, missing or mixed."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="codings")
    framework_ref = models.CharField(max_length=100)  # framework@version
    code = models.CharField(max_length=60)
    direction = models.CharField(max_length=10, choices=Direction)
    memo = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["passage", "framework_ref", "code", "author"], name="one_coding_each"
            )
        ]
        indexes = [models.Index(fields=["framework_ref", "code"])]

    def __str__(self):
        return f"{self.code} {self.direction}"
