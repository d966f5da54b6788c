"""Report builds: a frozen snapshot of all that a report says, and the files made from it.

And the index that search finds words by: it can be thrown away and is made anew.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from adoption_reviews.models import Memo, Review
from casestudies.models import CaseStudy
from casestudies.models import Coding as CaseStudyCoding
from interviews.models import Coding, Interview, Segment


class ReportQuerySet(models.QuerySet):
    def released(self):
        return self.filter(released_at__isnull=False)

    def unfinished(self):
        return self.filter(status__in=Report.UNFINISHED)


class Report(models.Model):
    """One version of a review's report.

    The row is the truth and the queue a hint: a worker claims the row by setting a lease, and the
    sweep sends again what is queued or whose lease ran out.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting to be built"
        RENDERING = "rendering", "Being built"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be built"

    UNFINISHED = [Status.QUEUED, Status.RENDERING]

    review = models.ForeignKey(Review, models.CASCADE, related_name="reports")
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    snapshot = models.JSONField()  # all that the report says; web page and PDF are made of it
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)  # a sentence for the reviewer
    pdf = models.FileField(upload_to="reports/", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["review", "version"], name="one_report_version"),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(status__in=["queued", "rendering"]),
                name="one_build_at_a_time",
            ),
            models.CheckConstraint(
                name="only_ready_reports_released",
                condition=Q(released_at__isnull=True) | Q(status="ready"),
            ),
        ]

    def __str__(self):
        return f"Report on {self.review}, version {self.version}"

    def get_absolute_url(self):
        return reverse("reports:detail", args=[self.review.slug, self.version])

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED

    @property
    def status_words(self) -> str:
        """The state in a sentence, for the page that waits."""
        if self.status == self.Status.QUEUED and self.attempts:
            return "The last attempt failed. It is tried again in a moment."
        return {
            self.Status.QUEUED: "Waiting for a worker.",
            self.Status.RENDERING: "The PDF is being made.",
            self.Status.READY: f"Ready: {self.pages} page{'' if self.pages == 1 else 's'}.",
            self.Status.FAILED: self.failure,
        }[self.status]


def _text_of(model, field=models.OneToOneField):
    """What is indexed: bound so loosely that the index never stands in the way of a write."""
    return field(model, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")


class SearchEntry(models.Model):
    """The words of one text, as search looks for them. A finder only: whether a text may be shown,
    and what it says, is always read from the row it belongs to.

    The database itself keeps its full text index in step with `tokens` (migration 0002).
    """

    class Kind(models.TextChoices):
        SEGMENT = "segment", "Transcript"
        CASE_STUDY = "case-study", "Case study"
        MEMO = "memo", "Memo"
        CODING = "coding", "Memo on a code of an interview"
        CASE_STUDY_CODING = "case-study-coding", "Memo on a code of a case study"

    review = models.ForeignKey(Review, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    segment = _text_of(Segment)
    memo = _text_of(Memo)
    coding = _text_of(Coding)
    case_study_coding = _text_of(CaseStudyCoding)
    case_study = _text_of(CaseStudy, models.ForeignKey)
    part = models.CharField(max_length=20, blank=True)  # of the case study: a field's name
    tokens = models.TextField()  # search.tokens.indexed
    n_words = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=32, blank=True)  # of a memo: MD5 of its text
    written_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(fields=["case_study", "part"], name="a_part_indexed_once")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} in the index"


class SearchProgress(models.Model):
    """How far the index has come with an interview or a case study."""

    interview = _text_of(Interview)
    case_study = _text_of(CaseStudy)
    seen = models.IntegerField(default=-1)  # the interview's revision or case study's version

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "search progress"

    def __str__(self):
        return f"Indexed as far as {self.seen}"
