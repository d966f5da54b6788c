"""Passages marked in interviews, what they are coded as, and who coded blind."""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When

from adoption_reviews.models import GivenCode, GivenCodeQuerySet, MarkedPassage
from interviews.models.interviews import Interview
from interviews.models.transcript import Segment


def _reviewer():
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class PassageQuerySet(models.QuerySet):
    def seen_by(self, user):
        """Those that `user` may see: their own, and those with a coding that they may see.

        `None` is nobody in particular. A passage without any coding shows who marked it, so it is
        hidden like its maker's codings.
        """
        codings = Coding.objects.filter(passage=OuterRef("pk"))
        at_work = SecondCoding.objects.at_work().filter(interview=OuterRef("interview"))
        makers_at_work = at_work.filter(coder=OuterRef("created_by"))
        own = Q(pk__in=[]) if user is None else Q(created_by=user)
        blind = Q(pk__in=[]) if user is None else Exists(at_work.filter(coder=user))
        bare = ~Exists(codings) & ~Exists(makers_at_work) & ~blind
        return self.filter(own | Exists(codings.seen_by(user)) | bare)


class Passage(MarkedPassage):
    """A marked stretch of a transcript."""

    SOURCE, START, END = "interview", "start_segment_id", "end_segment_id"
    MOVES = ("cleared_words",)

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="passages")
    start_segment = models.ForeignKey(Segment, models.PROTECT, related_name="+")
    end_segment = models.ForeignKey(Segment, models.PROTECT, related_name="+")
    anonymised_quote = models.TextField(blank=True)
    is_usable = models.BooleanField(default=False)  # a reviewer cleared the anonymised quote
    # The words it was cleared for, where the passage was moved to others since.
    cleared_words = models.TextField(blank=True)

    objects = PassageQuerySet.as_manager()

    class Meta(MarkedPassage.Meta):
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

    def settle(self):
        super().settle()
        self.cleared_words = ""

    def move(self, quote: str):
        cleared = self.cleared_words or self.marked_quote or self.quote
        super().move(quote)
        if self.is_usable:
            self.cleared_words = cleared
            self.needs_a_look = self.is_otherwise_than_cleared

    @property
    def is_otherwise_than_cleared(self) -> bool:
        """Whether its quote may be used, and was cleared when the words were others."""
        return self.is_usable and self.quote != (self.cleared_words or self.marked_quote)


class SecondCodingQuerySet(models.QuerySet):
    def at_work(self):
        """Those whose coder still codes blind."""
        return self.filter(finished_at=None, withdrawn_at=None)

    def finished(self):
        return self.filter(finished_at__isnull=False)


class SecondCoding(models.Model):
    """An interview given to a second coder, who sees nothing of the first coding until finished.

    What a second coder gives counts nowhere unless it is settled that it does.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="second_codings")
    coder = _reviewer()
    given_by = _reviewer()
    given_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # taken back before it was finished
    # Both codings as they stood when this one was finished, see `queries.second_coding.as_given`:
    # what was settled and corrected since says nothing of how far two people agreed.
    as_given = models.JSONField(default=dict)

    objects = SecondCodingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "coder"], name="a_second_coder_once"),
            models.CheckConstraint(
                name="finished_or_withdrawn",
                condition=Q(finished_at=None) | Q(withdrawn_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.interview}, coded by {self.coder} too"

    @property
    def is_at_work(self) -> bool:
        return self.finished_at is None and self.withdrawn_at is None


def _answers():
    """The standing segments that a coding's passage touches and that are no question, in order."""
    start, end = "passage__start_segment", "passage__end_segment"
    place = OuterRef(f"{start}__position"), OuterRef(f"{end}__position")
    after = Q(position__gt=place[0]) | Q(position=place[0], pk__gte=OuterRef(f"{start}_id"))
    before = Q(position__lt=place[1]) | Q(position=place[1], pk__lte=OuterRef(f"{end}_id"))
    return (
        Segment.objects.standing()
        .exclude(kind=Segment.Kind.QUESTION)
        .filter(after, before, interview=OuterRef("passage__interview"))
    )


BEGINS_ASKING = Q(passage__start_segment__kind=Segment.Kind.QUESTION)


class CodingQuerySet(GivenCodeQuerySet):
    def counting(self):
        """What counts as evidence: settled so where two coded, and with words of an answer. What
        whoever asks says is nobody's evidence, so a passage wholly within questions is none."""
        return self.filter(~BEGINS_ASKING | Exists(_answers()), counts=True)

    def with_speaker(self):
        """With `is_asked`, whether the passage is wholly within questions, and `speaker_id`, the
        participant who speaks in its first segment that is no question; None where not known."""
        answers = _answers()
        return self.annotate(
            is_asked=Case(
                When(BEGINS_ASKING, then=~Exists(answers)),
                default=False,
                output_field=models.BooleanField(),
            ),
            speaker_id=Case(
                When(BEGINS_ASKING, then=Subquery(answers.values("participant_id")[:1])),
                default=F("passage__start_segment__participant_id"),
                output_field=models.BigIntegerField(),
            ),
        )

    def seen_by(self, user):
        """Those that `user` may see; `None` is nobody in particular and sees what counts.

        A second coder at work sees their own in that interview and nobody else's; nobody else
        sees theirs. Every list and every count that a person looks at goes through here.
        """
        if user is None:
            return self.counting()
        at_work = SecondCoding.objects.at_work()
        blind = Q(passage__interview__in=at_work.filter(coder=user).values("interview"))
        return self.exclude(Q(second_coding__in=at_work.exclude(coder=user).values("pk"))).exclude(
            blind & (Q(second_coding=None) | ~Q(second_coding__coder=user))
        )


class Coding(GivenCode):
    """What a passage of an interview is evidence of."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="codings")
    second_coding = models.ForeignKey(
        SecondCoding, models.PROTECT, null=True, blank=True, related_name="codings"
    )
    counts = models.BooleanField(default=True)  # as evidence; see SecondCoding and Settlement

    objects = CodingQuerySet.as_manager()

    class Meta(GivenCode.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["passage", "framework_ref", "code", "author"], name="one_coding_each"
            )
        ]


class Settlement(models.Model):
    """What was agreed about a coding that one coder gave and the other did not."""

    coding = models.OneToOneField(Coding, models.CASCADE, related_name="settlement")
    counts = models.BooleanField()
    note = models.TextField()
    by = _reviewer()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.coding}: {'counts' if self.counts else 'does not count'}"


class LookedAt(models.Model):
    """A segment that a coder has read through, marked or not: how far coding has come."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["segment", "user"], name="looked_at_once_each")
        ]

    def __str__(self):
        return f"{self.segment}, looked at"


class Suggestion(models.Model):
    """A code that similar words were given elsewhere, as decided by a person. Never evidence."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="+")
    start_offset = models.PositiveIntegerField()
    end_offset = models.PositiveIntegerField()
    words = models.TextField()  # what stood there when it was decided
    framework_ref = models.CharField(max_length=100)
    code = models.CharField(max_length=60)
    similarity = models.FloatField()  # 0 to 1
    is_accepted = models.BooleanField()
    by = _reviewer()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "start_offset", "end_offset", "framework_ref", "code", "by"],
                name="a_suggestion_decided_once",
            )
        ]

    def __str__(self):
        return f"{self.code}: {'accepted' if self.is_accepted else 'refused'}"
