"""Case studies: how one innovation fared in one trust, stage by stage."""

from collections.abc import Collection
from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from adoption_reviews.coding.sources import Part
from adoption_reviews.models import GivenCode, GivenCodeQuerySet, MarkedPassage, Review
from adoption_reviews.vocabulary import Direction

# An empty part stands like one deleted before anybody marked anything.
UNWRITTEN = datetime.min.replace(tzinfo=UTC)


class CaseStudy(models.Model):
    class Kind(models.TextChoices):
        MEDTECH = "medtech", "Medical technology"
        DIGITAL = "digital", "Digital product"
        PROCESS = "process", "Process"
        PATHWAY = "pathway", "Pathway"
        CARE_MODEL = "care-model", "Care model"

    # Stages of the influences framework whose story a case study tells, and where it is kept.
    STORY = {
        "identify": "how_identified",
        "decide": "how_decided",
        "implement": "how_implemented",
    }

    # The fields that hold its words, in the order they are read: the parts passages stand in.
    PARTS = ("how_identified", "how_decided", "how_implemented", "benefits", "lessons")
    PART_TITLES = {
        "how_identified": "How it was identified",
        "how_decided": "How it was decided",
        "how_implemented": "How it was implemented",
        "benefits": "Benefits",
        "lessons": "Lessons",
    }
    PART = "part"
    MARK_ROUTE = "change_coding"

    review = models.ForeignKey(Review, models.CASCADE, related_name="case_studies")
    number = models.PositiveIntegerField()  # counts up within the review
    innovation = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    is_nationally_prioritised = models.BooleanField(default=False)
    how_identified = models.TextField(blank=True)
    how_decided = models.TextField(blank=True)
    how_implemented = models.TextField(blank=True)
    benefits = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)  # rises with every save
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Who saved it last; empty while it stands as its author first wrote it.
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "case studies"
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="one_case_study_number")
        ]

    def __str__(self):
        return self.innovation

    def get_absolute_url(self):
        return reverse("casestudies:detail", args=[self.review.slug, self.number])

    def story_of(self, stage: str) -> str:
        """What is written about a stage; nothing for a stage that has no story of its own."""
        return getattr(self, self.STORY[stage]) if stage in self.STORY else ""

    # What marking passages asks of a text: see adoption_reviews.coding.sources.

    def parts(self) -> list[Part]:
        """What is written, in order; a part with nothing in it is none."""
        return [each for each in self._all_parts() if each.text]

    def _all_parts(self) -> list[Part]:
        return [
            Part(
                name,
                text := getattr(self, name),
                self.version,
                heading=name,
                deleted_at=None if text else UNWRITTEN,
            )
            for name in self.PARTS
        ]

    def part_ids(self) -> list[str]:
        return [each.id for each in self.parts()]

    def stretch(self, start: str, end: str) -> list[Part]:
        parts = self.parts()
        order = [each.id for each in parts]
        if start not in order or end not in order:
            return []
        return parts[order.index(start) : order.index(end) + 1]

    def reach(self, passages: list) -> list[Part]:
        return self._all_parts()

    def texts_at(self, versions: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
        rows = self.versions.filter(version__in={version for _, version in versions})
        content = dict(rows.values_list("version", "content"))
        return {
            (name, version): content[version].get(name, "")
            for name, version in versions
            if version in content
        }

    def audit_detail(self) -> dict:
        return {"case_study": self.number}

    def url_of(self, route: str, *args) -> str:
        return reverse(f"casestudies:{route}", args=[self.review.slug, self.number, *args])

    def values_of_new_coding(self, by) -> dict:
        return {}

    def note_looked_at(self, parts: Collection[str], by) -> None:
        """Not kept: a case study is short."""

    @property
    def words_revision(self) -> int:
        return self.version

    def coders_hidden_from(self, user) -> set[int]:
        return set()

    def n_looked_at(self, user) -> None:
        return None


class InfluenceSeen(models.Model):
    """An influence that a case study shows at work, lacking, or both."""

    case_study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="influences_seen")
    framework_ref = models.CharField(max_length=100)  # framework@version
    code = models.CharField(max_length=60)
    direction = models.CharField(max_length=10, choices=Direction)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "influences seen"
        constraints = [
            models.UniqueConstraint(
                fields=["case_study", "framework_ref", "code"], name="an_influence_seen_once"
            )
        ]

    def __str__(self):
        return f"{self.code} {self.direction}"


class CaseStudyVersion(models.Model):
    """What a case study said at each of its versions: nothing overwritten is lost."""

    case_study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()  # the model's fields by name, and `influences`: code → direction
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["case_study", "version"]
        constraints = [
            models.UniqueConstraint(fields=["case_study", "version"], name="one_case_study_version")
        ]

    def __str__(self):
        return f"{self.case_study}, version {self.version}"


class Passage(MarkedPassage):
    """A marked stretch of a case study. A part's version is the case study's."""

    SOURCE, START, END = "case_study", "start_part", "end_part"

    case_study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="passages")
    start_part = models.CharField(max_length=20)  # one of CaseStudy.PARTS
    end_part = models.CharField(max_length=20)

    class Meta(MarkedPassage.Meta):
        constraints = [
            models.CheckConstraint(
                name="case_study_passage_not_empty",
                condition=~Q(start_part=F("end_part")) | Q(start_offset__lt=F("end_offset")),
            )
        ]


class Coding(GivenCode):
    """What a passage of a case study is evidence of."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="codings")

    objects = GivenCodeQuerySet.as_manager()

    class Meta(GivenCode.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["passage", "framework_ref", "code", "author"],
                name="one_case_study_coding_each",
            )
        ]
