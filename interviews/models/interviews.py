"""Interviews: who talks with whom, when, and along which guide."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Max, Min
from django.urls import reverse

from adoption_reviews.as_text import AsText
from adoption_reviews.coding.sources import Part
from adoption_reviews.models import Review
from interviews.models.guides import GuideVersion
from interviews.models.people import Participant


class InterviewQuerySet(models.QuerySet):
    def counting(self):
        """Interviews in which nobody has withdrawn: all that is counted and shown anywhere.

        A joint interview stops counting as a whole when one of its people withdraws: what the
        others said there answers that person, repeats it, or was said for both.
        """
        return self.exclude(participants__withdrawn_at__isnull=False)

    def evidence(self):
        """Interviews that count as evidence: completed, and nobody in them has withdrawn."""
        return self.counting().filter(status=Interview.Status.COMPLETED)


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
    # None: the guide is made from the review's influences framework.
    guide_version = models.ForeignKey(
        GuideVersion, models.PROTECT, null=True, blank=True, related_name="interviews"
    )
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    place = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(default=60)  # how long it is planned to take
    status = models.CharField(max_length=11, choices=Status, default=Status.PLANNED)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)  # counts up with every save of a segment
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

    # What marking passages asks of a text: see adoption_reviews.coding.sources. Rows that stand on
    # this one are imported inside.

    PART = "segment"
    PART_TITLES = None
    MARK_ROUTE = "passage"

    def parts(self) -> list[Part]:
        return _parts(self.segments.standing())

    def part_ids(self) -> list[str]:
        return list(self.segments.standing().values_list(AsText("pk"), flat=True))

    def stretch(self, start: str, end: str) -> list[Part]:
        if not (_is_uuid(start) and _is_uuid(end)):
            return []
        ends = self.segments.filter(pk__in={start, end})
        if start == end:
            return _parts(ends.standing())
        found = _parts(
            self.segments.standing().filter(
                position__gte=ends.order_by("position").values("position")[:1],
                position__lte=ends.order_by("-position").values("position")[:1],
            )
        )
        order = [each.id for each in found]
        if start not in order or end not in order:
            return []
        return found[order.index(start) : order.index(end) + 1]

    def reach(self, passages: list) -> list[Part]:
        ids = {each.start_segment_id for each in passages}
        ids |= {each.end_segment_id for each in passages}
        ends = self.segments.filter(pk__in=ids).aggregate(Min("position"), Max("position"))
        return _parts(self.segments.filter(position__range=tuple(ends.values())))

    def texts_at(self, versions: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
        from interviews.models.transcript import SegmentVersion

        rows = SegmentVersion.objects.filter(
            segment__in={segment for segment, _ in versions},
            version__in={version for _, version in versions},
        )
        return {
            (str(segment), version): text
            for segment, version, text in rows.values_list("segment_id", "version", "text")
        }

    def audit_detail(self) -> dict:
        return {"interview": self.number}

    def url_of(self, route: str, *args) -> str:
        return reverse(f"interviews:{route}", args=[self.review.slug, self.number, *args])

    def values_of_new_coding(self, by) -> dict:
        """What a second coder at work gives counts nowhere unless that is settled."""
        at_work = self.second_codings.at_work().filter(coder=by)
        second = at_work.values_list("pk", flat=True).first()
        return {"second_coding_id": second, "counts": second is None}

    def note_looked_at(self, parts: Collection[str], by) -> None:
        from interviews.models.evidence import LookedAt

        LookedAt.objects.bulk_create(
            [LookedAt(segment_id=each, user=by) for each in parts], ignore_conflicts=True
        )

    @property
    def words_revision(self) -> int:
        return self.revision

    def coders_hidden_from(self, user) -> set[int] | None:
        """Second coders at work hide from all others, and all others from them."""
        at_work = set(self.second_codings.at_work().values_list("coder", flat=True))
        return None if user.pk in at_work else at_work

    def n_looked_at(self, user) -> int:
        from interviews.models.evidence import LookedAt

        looked_at = LookedAt.objects.filter(user=user, segment__interview=self)
        return looked_at.filter(segment__deleted_at=None).count()


def _parts(segments) -> list[Part]:
    columns = ("text", "version", "speaker", "kind", "stage", "deleted_at")
    return [Part(*row) for row in segments.values_list(AsText("pk"), *columns)]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class CoveredPrompt(models.Model):
    """A prompt of the guide that a reviewer ticked as talked about."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="covered")
    key = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "key"], name="a_prompt_covered_once")
        ]

    def __str__(self):
        return self.key
