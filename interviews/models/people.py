"""Participants. A participant's name lives in a table of its own, so that nothing analytical can
reach it by accident: everything else speaks of pseudonyms (P07) and role groups.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse

from adoption_reviews.models import Review
from adoption_reviews.vocabulary import RoleGroup


class Consent(models.TextChoices):
    """What somebody can agree to. The columns of each begin with `consent_to_` and its value."""

    INTERVIEW = "interview", "To be interviewed"
    RECORD = "record", "To be recorded"
    QUOTE = "quote", "To be quoted without a name"

    @property
    def short(self) -> str:
        """In a column about consents."""
        return {"interview": "Interview", "record": "Recording", "quote": "Quotes"}[self]


@dataclass(frozen=True, slots=True)
class ConsentState:
    """One consent of one participant as it stands."""

    consent: Consent
    is_given: bool
    on: date | None  # the day they agreed or, when it is not given, the day they took it back
    by: object | None  # the User who asked them, or who was told

    @property
    def is_taken_back(self) -> bool:
        return not self.is_given and self.on is not None


def _day():
    return models.DateField(null=True, blank=True)


def _reviewer():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )


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
    # Each consent with the day it was given and who asked; the day it was taken back, once it was.
    consent_to_interview = models.BooleanField(default=False)
    consent_to_interview_on = _day()
    consent_to_interview_by = _reviewer()
    consent_to_record = models.BooleanField(default=False)
    consent_to_record_on = _day()
    consent_to_record_by = _reviewer()
    consent_to_quote = models.BooleanField(default=False)
    consent_to_quote_on = _day()
    consent_to_quote_by = _reviewer()
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

    def consent(self, consent: Consent) -> ConsentState:
        """How a consent stands. Costs a query unless who asked is there already."""
        field = f"consent_to_{consent}"
        return ConsentState(
            consent,
            getattr(self, field),
            getattr(self, f"{field}_on"),
            getattr(self, f"{field}_by"),
        )

    def set_consent(self, state: ConsentState) -> None:
        """Without saving."""
        field = f"consent_to_{state.consent}"
        setattr(self, field, state.is_given)
        setattr(self, f"{field}_on", state.on)
        setattr(self, f"{field}_by", state.by)

    @property
    def consents(self) -> list[ConsentState]:
        return [self.consent(each) for each in Consent]

    @property
    def agreed_to_all(self) -> bool:
        return all(state.is_given for state in self.consents)

    @property
    def agreed_to_all_on(self) -> date | None:
        """The day they agreed to everything, when it was one day."""
        days = {state.on for state in self.consents}
        return days.pop() if self.agreed_to_all and len(days) == 1 else None

    @property
    def was_never_asked(self) -> bool:
        return not any(state.is_given or state.on for state in self.consents)


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
