"""What evidence from words has in common, whichever text the words stand in.

Interviews and case studies each have passages and codings of their own, made from the abstract
rows here; themes and memos are about both.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adoption_reviews.models.hub import Review
from adoption_reviews.vocabulary import Direction


def _author():
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class MarkedPassage(models.Model):
    """A marked stretch of a text, from an offset in one of its parts to an offset in another.

    The parts are fields of the row that inherits. Offsets count Unicode code points; `end_offset`
    is the first one after the passage.
    """

    start_offset = models.PositiveIntegerField()
    end_offset = models.PositiveIntegerField()
    quote = models.TextField()  # the words; when a correction took them away, what they were
    # Where an end was marked: the version of its part and the offset in that version's text.
    # Empty while that version stands. Every later correction is compared with this, not with the
    # half-typed states between.
    marked_start_version = models.PositiveIntegerField(null=True, blank=True)
    marked_start_offset = models.PositiveIntegerField(null=True, blank=True)
    marked_end_version = models.PositiveIntegerField(null=True, blank=True)
    marked_end_offset = models.PositiveIntegerField(null=True, blank=True)
    marked_quote = models.TextField(blank=True)  # its words then; empty while they stand
    # A correction took its words, or changed those of a cleared quote: a reviewer decides.
    needs_a_look = models.BooleanField(default=False)
    created_by = _author()
    created_at = models.DateTimeField(auto_now_add=True)

    MOVES: tuple[str, ...] = ()  # further columns that a move changes

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return self.quote

    def settle(self):
        """Take its place and its words as they are for what was marked. Does not save."""
        self.marked_start_version = self.marked_start_offset = None
        self.marked_end_version = self.marked_end_offset = None
        self.marked_quote = ""
        self.needs_a_look = False

    def move(self, quote: str):
        """Give it the words of another place, whose columns the caller sets. Does not save."""
        self.settle()
        self.quote = quote

    @property
    def is_otherwise_than_cleared(self) -> bool:
        """Whether words were cleared to be quoted that are not its words any more."""
        return False


class GivenCodeQuerySet(models.QuerySet):
    def counting(self):
        """Those that count as evidence."""
        return self

    def seen_by(self, user):
        """Those that `user` may see; `None` is nobody in particular and sees what counts."""
        return self.counting() if user is None else self


class GivenCode(models.Model):
    """What a passage is evidence of, and whether it shows that helping, missing or mixed."""

    framework_ref = models.CharField(max_length=100)  # framework@version, or codes.THEMES
    code = models.CharField(max_length=60)
    direction = models.CharField(max_length=10, choices=Direction)
    memo = models.TextField(blank=True)
    author = _author()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["pk"]
        indexes = [models.Index(fields=["framework_ref", "code"])]

    def __str__(self):
        return f"{self.code} {self.direction}"


class Theme(models.Model):
    """A code that emerged: of one review or, without one, of the whole hub."""

    key = models.SlugField(max_length=60, unique=True)  # never changes; codings keep it
    review = models.ForeignKey(Review, models.CASCADE, null=True, blank=True, related_name="themes")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    # Set: no longer given. Its codings moved to the other theme, or stay as they were.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # rises with every change
    created_by = _author()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="theme_not_in_itself",
                condition=(Q(parent=None) | ~Q(parent=F("pk")))
                & (Q(merged_into=None) | ~Q(merged_into=F("pk"))),
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_given(self) -> bool:
        """Whether passages can still be coded with it."""
        return self.retired_at is None and self.merged_into_id is None


class ThemeChange(models.Model):
    """One change of a theme, with all it takes to undo it. Never changed but for `undone_by`."""

    class Verb(models.TextChoices):
        CREATED = "created", "Created"
        DESCRIBED = "described", "Renamed or described"
        NESTED = "nested", "Put under another theme"
        MERGED = "merged", "Merged into another theme"
        SPLIT = "split", "Split"
        RETIRED = "retired", "Retired"
        BROUGHT_BACK = "brought-back", "Brought back"
        SHARED = "shared", "Moved to the whole hub"

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="changes")
    verb = models.CharField(max_length=12, choices=Verb)
    before = models.JSONField(default=dict)  # the fields that changed, by name
    after = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)  # codings that changed their code: kind of text → ids
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = _author()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.theme}: {self.get_verb_display()}"


class Memo(models.Model):
    """A reviewer's note to the team about something in a review. Never part of a report."""

    class About(models.TextChoices):
        REVIEW = "review", "The review"
        INTERVIEW = "interview", "An interview"
        CASE_STUDY = "case-study", "A case study"
        PASSAGE = "passage", "A passage of an interview"
        CASE_STUDY_PASSAGE = "case-study-passage", "A passage of a case study"
        CODE = "code", "A code"

    review = models.ForeignKey(Review, models.CASCADE, related_name="memos")
    about = models.CharField(max_length=20, choices=About)
    # The row's id as text; of a code its `codes.Code.key`; of the review nothing.
    key = models.CharField(max_length=170, blank=True)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    author = _author()
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["review", "about", "key"])]

    def __str__(self):
        return self.text
