"""Coming in by an invitation."""

from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.actions import add_person, give_role
from adoption_reviews.models import User
from adoption_reviews.roles import Role
from maturity.actions.codes import use_code
from maturity.models import Contributor
from maturity.queries.joining import account_of


class NotTheirs(Exception):
    """The invitation was sent to somebody else's address."""


class NotInvited(Exception):
    """Not any more: the invitation was revoked, or their account switched off."""


def join(*, contributor: Contributor, by: User) -> Contributor:
    """Let somebody who has signed in take part in what they were asked for.

    Safe to say twice. Raises NotTheirs, NotInvited, and ValidationError for one of the hub or a
    reviewer of the trust, who cannot be one of its people.
    """
    with transaction.atomic():
        rows = Contributor.objects.select_for_update(of=("self",)).filter(revoked_at=None)
        related = rows.select_related("invited_by", "assessment__review__organisation")
        contributor = related.filter(pk=contributor.pk).first()
        if contributor is None:
            raise NotInvited
        if not is_theirs(contributor, by):
            raise NotTheirs
        if contributor.accepted_at:
            return contributor
        review = contributor.assessment.review
        give_role(
            user=by,
            role=Role.TRUST_CONTRIBUTOR,
            organisation=review.organisation,
            by=contributor.invited_by,
        )
        contributor.user, contributor.accepted_at = by, timezone.now()
        contributor.save()
        audit.record(by=by, verb="contributor.joined", on=contributor, review=review)
    return contributor


def come_in(*, contributor: Contributor, code: str) -> User:
    """Who signs in with a code, their account made if this is the first time. They have joined.

    Whoever has a password signs in with it instead. Raises WrongCode, NotInvited, and
    ValidationError as `join` does.
    """
    use_code(contributor=contributor, code=code)
    with transaction.atomic():
        user = account_of(contributor)
        if user is None:
            user = add_person(
                email=contributor.email, name=contributor.name, by=contributor.invited_by
            )
        if not user.is_active or user.has_usable_password():
            raise NotInvited
        join(contributor=contributor, by=user)
    return user


def is_theirs(contributor: Contributor, user: User) -> bool:
    """Whether an invitation is for `user`: for the address they sign in with, or theirs already."""
    if contributor.user_id:
        return contributor.user_id == user.pk
    return contributor.email == user.email.lower()
