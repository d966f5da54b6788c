"""Rows of those whom a trust's lead asked to answer parts of the self-rating."""

from datetime import datetime, timedelta

from django.utils import timezone

from adoption_reviews.models import User
from maturity.links import LINK_DAYS
from maturity.models import Contributor, SelfAssessment
from maturity.queries import framework_of
from reports.demo.words import ReviewPlan


def make_contributors(
    assessment: SelfAssessment, plan: ReviewPlan, lead: User, begun_at: datetime
) -> dict[str, User]:
    """Store them. Returns by indicator who answers it, for the parts of those who came in.

    Those who can sign in came in the day after the self-rating was begun. The others are invited
    on the day the demo is loaded, so that their link works for a while.
    """
    answered_by = {}
    for place, asked in enumerate(plan.contributors, start=1):
        user = User.objects.filter(email=asked.email).first()
        invited_at = begun_at if user else timezone.now()
        contributor = Contributor.objects.create(
            assessment=assessment,
            email=asked.email,
            name=asked.name,
            domains=list(asked.parts),
            user=user,
            link=f"demo-{place}",
            invited_by=lead,
            expires_at=invited_at + timedelta(days=LINK_DAYS),
            accepted_at=begun_at + timedelta(days=1) if user else None,
        )
        Contributor.objects.filter(pk=contributor.pk).update(invited_at=invited_at)
        if user:
            domains = framework_of(assessment).domains
            answered_by |= {
                indicator.key: user
                for domain in domains
                if domain.key in asked.parts
                for indicator in domain.indicators
            }
    return answered_by
