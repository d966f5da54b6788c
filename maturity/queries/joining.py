"""Who may come in by an invitation, and who by a code."""

from enum import Enum

from django.utils import timezone

from adoption_reviews.models import User
from maturity.links import read_token
from maturity.models import Contributor


class Link(Enum):
    """What is to be said of an invitation's link."""

    GOOD = "good"
    BROKEN = "broken"  # not whole, or never ours
    REPLACED = "replaced"  # a newer one was sent
    REVOKED = "revoked"
    EXPIRED = "expired"


def invited(token: str) -> tuple[Contributor | None, Link]:
    """Whom a link is for, and whether it still works. One query; none for a broken one."""
    read = read_token(token)
    contributor = read and _contributors().filter(pk=read[0]).first()
    if not contributor:
        return None, Link.BROKEN
    if contributor.revoked_at:
        return None, Link.REVOKED
    if contributor.link != read[1]:
        return None, Link.REPLACED
    if contributor.expires_at <= timezone.now():
        return None, Link.EXPIRED
    return contributor, Link.GOOD


def account_of(contributor: Contributor) -> User | None:
    """Who signs in with the address that was invited, if anybody does."""
    return contributor.user or User.objects.filter(email=contributor.email).first()


def contributor_with_code(pk: int) -> Contributor | None:
    """Somebody invited to whom a code was sent, as long as they are."""
    return _contributors().filter(pk=pk, revoked_at=None).first()


def contributor_without_password(email: str) -> Contributor | None:
    """Somebody who has come in before by a code and comes back: the last part they were given."""
    came_in = _contributors().filter(
        user__email=email.strip().lower(),
        user__is_active=True,
        accepted_at__isnull=False,
        revoked_at=None,
    )
    contributor = came_in.last()
    if contributor is None or contributor.user.has_usable_password():
        return None
    return contributor


def was_invited_before(user) -> bool:
    """Whether somebody took part in a self-rating once, now or no more."""
    return Contributor.objects.filter(user=user).exists()


def _contributors():
    return Contributor.objects.select_related(
        "user", "invited_by", "assessment__review__organisation"
    )
