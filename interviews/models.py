"""Participants, interviews and transcripts; passages marked in them and what they are coded as.

A participant's name lives in a table of its own, so that nothing analytical can reach it by
accident: everything else speaks of pseudonyms (P07) and role groups.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction, RoleGroup


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


class InterviewQuerySet(models.QuerySet):
    def evidence(self):
        """Interviews that count as evidence: completed, and nobody in them has withdrawn."""
        return self.filter(status=Interview.Status.COMPLETED).exclude(
            participants__withdrawn_at__isnull=False
        )


class Interview(models.Model):
    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        IN_PROGRESS = "in-progress", "In progress"
        COMPLETED = "completed", "Completed"

    class Mode(models.TextChoices):
        IN_PERSON = "in-person", "In person"
        VIDEO = "video", "By video"
        PHONE = "phone", "By phone"

    review = models.ForeignKey(Review, models.CASCADE, related_name="interviews")
    number = models.PositiveIntegerField()  # counts up within the review
    participants = models.ManyToManyField(Participant, related_name="interviews")
    reviewers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    status = models.CharField(max_length=11, choices=Status, default=Status.PLANNED)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="one_interview_number")
        ]

    def __str__(self):
        return f"Interview {self.number}"

    def get_absolute_url(self):
        return reverse("interviews:detail", args=[self.review.slug, self.number])


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
    speaker = models.CharField(max_length=100, blank=True)
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # who speaks, where it is known; in an interview with one participant it need not be
    start_ms = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["interview", "position"])]

    def __str__(self):
        return f"Segment {self.position}"


class SegmentVersion(models.Model):
    """What a segment said at each of its versions: nothing typed is ever overwritten."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Segment.Kind, default=Segment.Kind.SPEECH)
    stage = models.CharField(max_length=60, blank=True)
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
