"""Reading organisations, reviews, people and what they did."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import Prefetch, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from adoption_reviews.models import (
    AuditEvent,
    HubSettings,
    Membership,
    Organisation,
    Review,
    User,
)
from adoption_reviews.roles import Role, Scope
from adoption_reviews.trust_names import same_name

# --- Organisations ---------------------------------------------------------------------------


def organisations(*, search="", kind="", region="", reviewed=False):
    """Organisations by name, each with `rounds`: its reviews, newest first. Two queries.

    `search` looks in names, former names and codes; every word of it must be found. `reviewed`
    leaves out those without a review.
    """
    found = Organisation.objects.annotate(former=Cast("former_names", TextField()))
    for word in search.split():
        found = found.filter(
            Q(name__icontains=word) | Q(former__icontains=word) | Q(ods_code__iexact=word)
        )
    if kind:
        found = found.filter(kind=kind)
    if region:
        found = found.filter(region=region)
    if reviewed:
        found = found.filter(reviews__isnull=False).distinct()
    rounds = Review.objects.order_by("-round_number")
    return found.prefetch_related(Prefetch("reviews", rounds, to_attr="rounds"))


def every_organisation():
    """All organisations by name, to choose from: a QuerySet."""
    return Organisation.objects.all()


def regions() -> list[str]:
    """The regions that organisations are in, by name."""
    named = Organisation.objects.exclude(region="").order_by("region")
    return list(named.values_list("region", flat=True).distinct())


def rounds(organisation):
    """The organisation's reviews, newest first: a QuerySet."""
    return organisation.reviews.select_related("organisation").order_by("-round_number")


@dataclass(frozen=True)
class Renamed:
    ods_code: str
    old: str
    new: str


@dataclass(frozen=True)
class Edited:
    """`changed` gives old and new value by field: region, kind, closed_on (dates or None)."""

    ods_code: str
    name: str
    changed: dict[str, tuple]


@dataclass(frozen=True)
class ImportPlan:
    """What a trust file changes. An organisation may be both renamed and edited."""

    added: list = field(default_factory=list)  # of trust_file.TrustRow
    renamed: list[Renamed] = field(default_factory=list)
    edited: list[Edited] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)  # codes


def import_plan(rows: Iterable, known: dict[str, Organisation] | None = None) -> ImportPlan:
    """Compare the rows of a trust file with the organisations by code that are there.

    A name that differs in capitals or punctuation only is no new name: somebody may have put it
    right by hand. A kind that is known stays, since a name says little about it.
    """
    if known is None:
        known = {each.ods_code: each for each in Organisation.objects.all()}
    plan = ImportPlan()
    for row in rows:
        organisation = known.get(row.ods_code)
        if organisation is None:
            plan.added.append(row)
            continue
        is_renamed = not same_name(organisation.name, row.name)
        if is_renamed:
            plan.renamed.append(Renamed(row.ods_code, organisation.name, row.name))
        changed = {}
        if row.region and row.region != organisation.region:
            changed["region"] = (organisation.region, row.region)
        if organisation.kind == Organisation.Kind.UNKNOWN != row.kind:
            changed["kind"] = (organisation.kind, row.kind)
        if row.closed_on != organisation.closed_on:
            changed["closed_on"] = (organisation.closed_on, row.closed_on)
        if changed:
            plan.edited.append(Edited(row.ods_code, row.name, changed))
        if not is_renamed and not changed:
            plan.unchanged.append(row.ods_code)
    return plan


# --- Reviews ---------------------------------------------------------------------------------


def reviews():
    """All reviews by organisation and round, organisations joined: a QuerySet."""
    return Review.objects.select_related("organisation")


def people_of_review(review) -> list[Membership]:
    """Roles held in this review or its organisation, users joined, by role and name."""
    order = [role.value for role in Role]
    held = Membership.objects.filter(
        Q(review=review) | Q(organisation=review.organisation_id)
    ).select_related("user", "organisation", "review__organisation")
    return sorted(held, key=lambda each: (order.index(each.role), each.user.name, each.pk))


def people_of_organisation(organisation) -> list[Membership]:
    """Trust roles held in this organisation, users joined, by role and name."""
    order = [role.value for role in Role]
    held = Membership.objects.filter(organisation=organisation).select_related("user")
    return sorted(held, key=lambda each: (order.index(each.role), each.user.name, each.pk))


def membership_in_review(review, pk) -> Membership | None:
    """A role held in this review or its organisation."""
    return next((each for each in people_of_review(review) if each.pk == pk), None)


# --- People ----------------------------------------------------------------------------------

WITHOUT_ROLE = "none"


def people(*, search="", role=""):
    """Everybody, active first, by name, with their memberships: a QuerySet. Two queries.

    `role` is a Role or WITHOUT_ROLE.
    """
    found = User.objects.order_by("-is_active", "name", "pk")
    for word in search.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if role == WITHOUT_ROLE:
        found = found.filter(memberships__isnull=True)
    elif role:
        found = found.filter(
            pk__in=Membership.objects.filter(role=role).order_by().values("user_id")
        )
    return found.prefetch_related(
        Prefetch(
            "memberships", Membership.objects.select_related("organisation", "review__organisation")
        )
    )


def person(pk) -> User | None:
    return people().filter(pk=pk).first()


def people_without_a_role():
    """Those who may sign in and then find nothing: a QuerySet."""
    return people(role=WITHOUT_ROLE).filter(is_active=True)


def who_may_sign_in():
    """Everybody who can be given a role, by name: a QuerySet."""
    return User.objects.filter(is_active=True)


def who_may_review(organisation):
    """Those who can be made reviewer of this organisation, by name: not its own people, whom a
    transcript must never reach, nor those who have roles in trusts alone. A QuerySet."""
    in_trusts = Membership.objects.filter(role__in=Role.of(Scope.ORGANISATION)).order_by()
    elsewhere = Membership.objects.exclude(role__in=Role.of(Scope.ORGANISATION)).order_by()
    return (
        who_may_sign_in()
        .exclude(pk__in=in_trusts.filter(organisation=organisation).values("user_id"))
        .exclude(Q(pk__in=in_trusts.values("user_id")) & ~Q(pk__in=elsewhere.values("user_id")))
    )


def everybody():
    """All users by name, those who may no longer sign in too: a QuerySet."""
    return User.objects.all()


def membership_of(person, pk) -> Membership | None:
    """A role of this person."""
    held = person.memberships.select_related("user", "organisation", "review__organisation")
    return held.filter(pk=pk).first()


def hub_administrators():
    """Active hub administrators, by name: whom to ask. A QuerySet."""
    return User.objects.filter(is_active=True, memberships__role=Role.HUB_ADMINISTRATOR).distinct()


# --- The audit log ---------------------------------------------------------------------------


def audit_events(*, verb="", by=None, review=None, since=None, until=None):
    """Events newest first, all they name joined: a QuerySet.

    `since` and `until` are days in the hub's time zone, both included.
    """
    found = AuditEvent.objects.select_related("by", "organisation", "review__organisation")
    if verb:
        found = found.filter(verb=verb)
    if by:
        found = found.filter(by=by)
    if review:
        found = found.filter(review=review)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def names_of_users(events) -> dict[str, str]:
    """Names of the users that events are about, by the events' object id. One query."""
    pks = {event.object_id for event in events if event.object_type == User._meta.model_name}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=pks).values_list("pk", "name")}


def hub_settings() -> HubSettings:
    """What the hub decided; the defaults where it decided nothing yet. One query."""
    return HubSettings.objects.first() or HubSettings()
