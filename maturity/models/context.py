"""Answers to the questions of a domain that is described and not rated."""

from django.conf import settings
from django.db import models

from maturity.models.assessments import SelfAssessment
from maturity.models.ratings import Source


class ContextAnswer(models.Model):
    """The answer to one question, as text whatever its kind: a number is kept as it is written
    with a full stop and no separators, a choice as the framework words it. Empty: not answered.
    """

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="context_answers")
    question = models.CharField(max_length=60)  # code in the assessment's framework
    words = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question"], name="one_context_answer_each"
            )
        ]

    def __str__(self):
        return f"{self.question}: {self.words}"


class ContextAnswerVersion(models.Model):
    """What an answer said at each of its versions."""

    answer = models.ForeignKey(ContextAnswer, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    words = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.PAGE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["answer", "version"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="one_context_version")
        ]

    def __str__(self):
        return f"{self.answer}, version {self.version}"
