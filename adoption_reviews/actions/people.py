"""People who sign in, and the roles they hold."""

from smtplib import SMTPException

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from adoption_reviews import audit
from adoption_reviews.models import Membership, User
from adoption_reviews.roles import Role, Scope

ADDRESS_TAKEN = ValidationError({"email": "There is somebody with this address already"})
LAST_ADMINISTRATOR = (
    "{name} is the only hub administrator. Make somebody else hub administrator first."
)


class InvitationNotSent(Exception):
    """The mail server did not take the e-mail; nothing else went wrong."""


@transaction.atomic
def add_person(*, email, name, by) -> User:
    """Add somebody who can sign in once they have set a password; `invite_person` tells them how.

    Raises ValidationError, for an address that is taken too.
    """
    email = email.strip().lower()
    _refuse_taken_address(email)
    try:
        with transaction.atomic():
            person = User.objects.create_user(email=email, name=name)
    except IntegrityError:  # somebody added the same address after it was checked
        raise ADDRESS_TAKEN from None
    audit.record(by=by, verb="person.added", on=person)
    return person


def invite_person(*, person, site_url, by) -> None:
    """Send the e-mail with which `person` sets a password, on the sign-in library's reset link.

    `site_url` is this site's address, e.g. https://hub.example/. Raises InvitationNotSent when the
    mail server does not take it, ValidationError for somebody who may not sign in.
    """
    if not person.is_active:
        raise ValidationError(f"{person} cannot sign in any more.")
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": token},
    )
    context = {
        "person": person,
        "hub_name": settings.HUB_NAME,
        "product_name": settings.PRODUCT_NAME,
        "set_password_url": site_url.rstrip("/") + path,
        "forgotten_url": site_url.rstrip("/") + reverse("account_reset_password"),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    try:
        send_mail(
            render_to_string("people/email/invitation_subject.txt", context).strip(),
            render_to_string("people/email/invitation_message.txt", context),
            from_email=None,
            recipient_list=[person.email],
        )
    except (SMTPException, OSError) as error:
        raise InvitationNotSent(str(error)) from error
    audit.record(by=by, verb="person.invited", on=person)


@transaction.atomic
def edit_person(*, person, email, name, by) -> User:
    """Correct a name or an address. Raises ValidationError, for an address that is taken too.

    The sign-in library keeps addresses of its own: the old one must not open the door any more.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    email = email.strip().lower()
    changed = [
        field
        for field, value in {"email": email, "name": name}.items()
        if getattr(person, field) != value
    ]
    _refuse_taken_address(email, except_for=person)
    person.email, person.name = email, name
    person.full_clean(exclude=["password"])
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise ADDRESS_TAKEN from None
    if "email" in changed:
        EmailAddress.objects.filter(user=person).delete()
    if changed:
        audit.record(by=by, verb="person.edited", on=person, changed=changed)
    return person


@transaction.atomic
def give_role(*, user, role, by, organisation=None, review=None) -> Membership:
    """Give a role for the whole hub, one organisation or one review, whichever the role is for.

    A role held already stays as it is. Raises ValidationError for a scope that does not fit the
    role, for somebody who may not sign in, and where a trust's own people would see what they must
    not: see `_keep_trust_people_apart`.
    """
    role = Role(role)
    given = {
        Scope.HUB: not organisation and not review,
        Scope.ORGANISATION: organisation and not review,
        Scope.REVIEW: review and not organisation,
    }
    if not given[role.scope]:
        raise ValidationError(f"{role.label} is a role for {role.scope.value}.")
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise ValidationError(f"{user} cannot sign in any more.")
    _keep_trust_people_apart(user, role, organisation, review)
    membership, is_new = Membership.objects.get_or_create(
        user=user, role=role, organisation=organisation, review=review
    )
    if is_new:
        _record_role("role.given", membership, by=by)
    return membership


@transaction.atomic
def take_role(*, membership, by) -> None:
    """Take a role away. Raises ValidationError for the last hub administrator's."""
    if membership.role == Role.HUB_ADMINISTRATOR:
        _keep_an_administrator(membership.user)
    standing = Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if standing is not None:  # else somebody took it a moment ago
        _record_role("role.taken", standing, by=by)
        standing.delete()


@transaction.atomic
def deactivate_person(*, person, by) -> User:
    """End somebody's access at once; their roles and all they did stay on record.

    Raises ValidationError for the last hub administrator.
    """
    _keep_an_administrator(person)
    return _set_active(person, False, "person.deactivated", by)


@transaction.atomic
def reactivate_person(*, person, by) -> User:
    """Let somebody sign in again, with the roles they had."""
    return _set_active(person, True, "person.reactivated", by)


def _set_active(person, is_active, verb, by) -> User:
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active != is_active:
        person.is_active = is_active
        person.save()
        audit.record(by=by, verb=verb, on=person)
    return person


def _keep_an_administrator(person) -> None:
    """Raise ValidationError if nobody else could administer the hub without `person`.

    Locks every administrator's membership first, so that two administrators cannot remove each
    other at the same moment.
    """
    administrators = Membership.objects.filter(role=Role.HUB_ADMINISTRATOR)
    list(administrators.order_by("pk").select_for_update())
    active = set(administrators.filter(user__is_active=True).values_list("user", flat=True))
    if active == {person.pk}:
        raise ValidationError(LAST_ADMINISTRATOR.format(name=person))


def _refuse_taken_address(email, except_for=None) -> None:
    others = User.objects.exclude(pk=except_for.pk) if except_for else User.objects.all()
    if others.filter(email=email).exists():
        raise ADDRESS_TAKEN


def _keep_trust_people_apart(user, role, organisation, review) -> None:
    """Raise ValidationError if a trust's lead or contributor would come to read its transcripts
    as a reviewer, or other trusts' figures as one of the hub."""
    held = list(user.memberships.select_related("organisation", "review__organisation"))
    if role.scope is Scope.HUB:
        clash = any(Role(each.role).scope is Scope.ORGANISATION for each in held)
        reason = "has a role in a trust, and a trust's own people never see other trusts' figures."
    elif role.scope is Scope.ORGANISATION:
        clash = any(
            Role(each.role).scope is Scope.HUB
            or (each.review and each.review.organisation == organisation)
            for each in held
        )
        reason = "works for the hub or reviews this trust, so cannot be one of the trust's people."
    else:
        clash = any(each.organisation == review.organisation for each in held)
        reason = "has a role in this trust, and a trust's own people never see its interviews."
    if clash:
        raise ValidationError(f"{user} {reason}")


def _record_role(verb, membership, *, by):
    audit.record(
        by=by,
        verb=verb,
        on=membership.user,
        review=membership.review,
        organisation=membership.organisation,
        role=membership.role,
    )
