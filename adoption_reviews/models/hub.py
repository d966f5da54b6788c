"""Organisations, reviews, people and what they did. Rows are written by `actions`."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.roles import Role, Scope


class UserManager(BaseUserManager):
    def create_user(self, *, email, name, password=None):
        """Make a user; without a password nobody can sign in until one is set by e-mail."""
        user = self.model(email=email.strip().lower(), name=name.strip())
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody who signs in, by e-mail address. What they may do comes from memberships."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name


class Organisation(models.Model):
    """A trust, or another kind of organisation that is reviewed."""

    class Kind(models.TextChoices):
        ACUTE = "acute", "Acute trust"
        MENTAL_HEALTH = "mental-health", "Mental health trust"
        COMMUNITY = "community", "Community trust"
        AMBULANCE = "ambulance", "Ambulance trust"
        CARE_HOME = "care-home", "Care home"
        COMMISSIONER = "commissioner", "Integrated care board"
        SYSTEM = "system", "Local system"
        CHARITY = "charity", "National charity"
        UNKNOWN = "unknown", "Kind not known"

    ods_code = models.CharField(
        "ODS code",
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]{3,6}$", "Enter 3 to 6 capital letters or digits")],
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.UNKNOWN)
    region = models.CharField(max_length=100, blank=True)
    former_names = models.JSONField(default=list, blank=True)  # oldest first
    closed_on = models.DateField(null=True, blank=True)  # it merged or ended; its reviews stay
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("trusts:detail", args=[self.ods_code])

    @property
    def is_closed(self):
        return self.closed_on is not None and self.closed_on <= timezone.localdate()


class Review(models.Model):
    """One round of review in one organisation. It keeps the framework versions it began with."""

    class Status(models.TextChoices):
        PLANNING = "planning", "Planning"
        FIELDWORK = "fieldwork", "Fieldwork"
        ANALYSIS = "analysis", "Analysis"
        REPORTING = "reporting", "Reporting"
        FOLLOW_UP = "follow-up", "Follow-up"
        CLOSED = "closed", "Closed"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reviews")
    round_number = models.PositiveSmallIntegerField()
    slug = models.SlugField(unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNING)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    influences_ref = models.CharField(max_length=100)  # framework@version
    maturity_ref = models.CharField(max_length=100)  # framework@version
    barriers_ref = models.CharField(max_length=100)  # framework@version
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["organisation__name", "round_number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "round_number"], name="one_review_a_round"
            )
        ]

    def __str__(self):
        return f"{self.organisation}, round {self.round_number}"

    def get_absolute_url(self):
        return reverse("reviews:detail", args=[self.slug])


class Membership(models.Model):
    """A role of a user: for the whole hub, for one organisation, or for one review."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    review = models.ForeignKey(
        Review, models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(organisation__isnull=True, review__isnull=True),
                name="a_hub_role_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"], name="an_organisation_role_once"
            ),
            models.UniqueConstraint(fields=["user", "role", "review"], name="a_review_role_once"),
            models.CheckConstraint(
                name="role_has_its_scope",
                condition=Q(
                    role__in=Role.of(Scope.HUB), organisation__isnull=True, review__isnull=True
                )
                | Q(
                    role__in=Role.of(Scope.ORGANISATION),
                    organisation__isnull=False,
                    review__isnull=True,
                )
                | Q(
                    role__in=Role.of(Scope.REVIEW),
                    organisation__isnull=True,
                    review__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"


class HubSettings(models.Model):
    """What the hub decided for all its reviews. One row at most; none: everything as it came."""

    audio_is_recorded = models.BooleanField(default=False)
    audio_kept_days = models.PositiveSmallIntegerField(default=90)  # after a report is released
    place_names = models.TextField(
        blank=True
    )  # wards and buildings that no quote may name, by lines
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "hub settings"
        constraints = [models.CheckConstraint(name="one_row_of_settings", condition=Q(pk=1))]

    def __str__(self):
        return "Settings of the hub"


class AppendOnly(models.QuerySet):
    def update(self, **kwargs):
        raise TypeError("Audit events are never changed")

    def delete(self):
        raise TypeError("Audit events are never deleted")


class AuditEvent(models.Model):
    """Who did what to what, and when. Written by `audit.record`, never changed."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)  # e.g. report.released
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    review = models.ForeignKey(Review, models.PROTECT, null=True, related_name="+")
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"]), models.Index(fields=["verb"])]

    def __str__(self):
        return f"{self.verb} {self.object_type} {self.object_id}".strip()

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("Audit events are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Audit events are never deleted")
