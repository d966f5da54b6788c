"""What the pages of a review's interviews show. No names: participants go by pseudonym."""

from django.db.models import Count, Exists, OuterRef, Q

from adoption_reviews.models import User
from adoption_reviews.roles import Role
from interviews.models import Interview, Participant


def interviews(review):
    """The review's interviews by number, people prefetched: a QuerySet. Three queries.

    Each has `n_segments`, the standing segments, and `is_withdrawn`: somebody in it withdrew, so
    it does not count.
    """
    withdrawn = Interview.participants.through.objects.filter(
        interview=OuterRef("pk"), participant__withdrawn_at__isnull=False
    )
    return (
        review.interviews.select_related("guide_version__guide")
        .annotate(
            n_segments=Count("segments", filter=Q(segments__deleted_at__isnull=True)),
            is_withdrawn=Exists(withdrawn),
        )
        .prefetch_related("participants", "reviewers")
        .order_by("number")
    )


def reviewers_of(review, *, also=()):
    """Who may interview in this review, by name: a QuerySet. `also`: users who did before."""
    return User.objects.filter(
        Q(
            is_active=True,
            pk__in=review.memberships.filter(role=Role.REVIEWER).order_by().values("user_id"),
        )
        | Q(pk__in=[user.pk for user in also])
    )


def participants_to_interview(review, *, also=()):
    """Who can be interviewed, those first who have no interview yet: a QuerySet.

    Their interviews are prefetched. `also`: participants to keep although they have withdrawn.
    """
    in_one = Interview.participants.through.objects.filter(participant=OuterRef("pk"))
    return (
        Participant.objects.filter(review=review)
        .filter(Q(withdrawn_at__isnull=True) | Q(pk__in=[each.pk for each in also]))
        .annotate(has_interview=Exists(in_one))
        .order_by("has_interview", "pk")
        .prefetch_related("interviews")
    )
