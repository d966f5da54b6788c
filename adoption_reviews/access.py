"""Access decided in one place, refused by default.

A view declares the permission it needs with `@requires`, or that it is open to all with `@public`.
`middleware.access_middleware` finds out what the user holds and refuses what was not declared.
"""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q

from adoption_reviews.models import Membership, Organisation, Review
from adoption_reviews.roles import PERMISSIONS, Permission, Role, Scope

# What is only to be read once a review is closed: all that makes evidence of its words.
READ_WHEN_CLOSED = frozenset({Permission.CODE_PASSAGES})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def requires(permission: Permission, *, changes_nothing: bool = False):
    """Declare what a view needs. Routes with a `review` or `ods` argument check it there.

    `changes_nothing`: posting to it only reads, so that it works in a closed review as well.
    """

    def declare(view):
        view.required_permission = permission
        view.changes_nothing = changes_nothing
        return view

    return declare


def public(view):
    """Declare a view open to people who have not signed in."""
    view.is_public = True
    return login_not_required(view)


def is_only_read(review: Review, permission: Permission) -> bool:
    """Whether what needs the permission can be looked at in the review, and not changed."""
    return review.status == Review.Status.CLOSED and permission in READ_WHEN_CLOSED


class Access:
    """What one user may do. Two queries at most: their memberships, and the thing asked for."""

    def __init__(self, user):
        self.user = user
        self.memberships = list(Membership.objects.filter(user=user).select_related("review"))

    def in_hub(self) -> frozenset[Permission]:
        """Permissions held for the whole hub. A member of anything may at least be signed in."""
        granted = {Permission.SIGNED_IN}
        for held in self.memberships:
            if Role(held.role).scope is Scope.HUB:
                granted |= PERMISSIONS[held.role]
        return frozenset(granted)

    def in_organisation(self, organisation: Organisation) -> frozenset[Permission]:
        """Permissions held in `organisation`; empty for outsiders, who get 404."""
        return self._granted(
            lambda held: (
                Role(held.role).scope is Scope.HUB
                or held.organisation_id == organisation.pk
                or (held.review_id and held.review.organisation_id == organisation.pk)
            )
        )

    def in_review(self, review: Review) -> frozenset[Permission]:
        """Permissions held in `review`; empty for outsiders, who get 404."""
        return self._granted(
            lambda held: (
                Role(held.role).scope is Scope.HUB
                or held.review_id == review.pk
                or held.organisation_id == review.organisation_id
            )
        )

    def _granted(self, applies) -> frozenset[Permission]:
        return frozenset().union(
            *(PERMISSIONS[held.role] for held in self.memberships if applies(held))
        )

    def reviews(self):
        """The reviews this user has any right in, organisations joined."""
        reviews = Review.objects.select_related("organisation")
        if self.is_hub:
            return reviews
        return reviews.filter(
            Q(pk__in=[held.review_id for held in self.memberships])
            | Q(organisation__in=[held.organisation_id for held in self.memberships])
        )

    def reviews_with(self, permission: Permission) -> list[Review]:
        """The reviews in which this user holds `permission`, by organisation and round. One
        query."""
        return [each for each in self.reviews() if permission in self.in_review(each)]

    @property
    def is_hub(self) -> bool:
        return any(Role(held.role).scope is Scope.HUB for held in self.memberships)

    def holds(self, role: Role) -> bool:
        return any(held.role == role for held in self.memberships)
