"""Who takes part in a self-assessment, and what they say to each other about an indicator."""

from django.conf import settings
from django.db import models

from maturity.models.assessments import SelfAssessment


class Contributor(models.Model):
    """Somebody whom the trust's lead asked to answer some domains.

    The link sent to them is signed over this row and `link`, so that a new one ends the old.
    """

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="contributors")
    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=200)
    domains = models.JSONField(default=list)  # codes of domains, as the framework orders them
    user = models.ForeignKey(  # once they came in
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    link = models.CharField(max_length=40)  # random; changes with every link that is sent
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()  # of the link; who came in before stays in
    accepted_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "email"], name="one_contributor_each")
        ]

    def __str__(self):
        return self.name or self.email


class OneTimeCode(models.Model):
    """A code sent by e-mail to a contributor who has no password. Only its hash is kept."""

    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=128)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    n_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Code for {self.contributor}"


class Remark(models.Model):
    """What somebody said about an indicator, in the order in which it was said.

    `with_reviewers`: said to the review's reviewers or by them. The rest is among the trust's own
    people and nobody else reads it. Of a remark that was taken back no words are kept.
    """

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="remarks")
    indicator = models.CharField(max_length=60)  # code in the assessment's framework
    with_reviewers = models.BooleanField(default=False)
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_reviewer = models.BooleanField(default=False)  # what `by` was when they said it
    at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["assessment", "indicator"])]

    def __str__(self):
        return f"Remark {self.pk} on {self.indicator}"
