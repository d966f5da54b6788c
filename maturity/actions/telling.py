"""Telling people by e-mail that a self-rating was submitted, agreed or opened again."""

from django.db.models import Q
from django.urls import reverse

from adoption_reviews.actions import InvitationNotSent
from adoption_reviews.models import Membership, User
from adoption_reviews.roles import Role
from maturity.actions.letters import send_letter
from maturity.models import SelfAssessment, StatusChange
from maturity.queries import framework_of

__all__ = ["InvitationNotSent", "tell_of_step", "told_of"]

Status = SelfAssessment.Status


def told_of(change_id: int) -> list[int]:
    """Ids of the users who are told of a step: the other side of it, and never who took it.

    Reviewers hear that it was submitted, the trust's lead that it was agreed; that it is open
    again is news to both. Nobody hears of the first opening.
    """
    change = StatusChange.objects.select_related("assessment__review").get(pk=change_id)
    review = change.assessment.review
    reviewers = Q(role=Role.REVIEWER, review=review)
    leads = Q(role=Role.TRUST_LEAD, organisation=review.organisation_id)
    told = {
        Status.SUBMITTED: reviewers,
        Status.AGREED: leads,
        Status.REOPENED: reviewers | leads,
    }.get(change.after)
    if told is None:
        return []
    people = Membership.objects.filter(told, user__is_active=True).exclude(user=change.by_id)
    return sorted(set(people.values_list("user", flat=True)))


def tell_of_step(*, change_id: int, user_id: int, site_url: str) -> None:
    """Send one letter. The reason of a reopening is read on the page and never mailed.

    Nothing is sent when the step or the person is gone. Raises InvitationNotSent when the mail
    server does not take it.
    """
    changes = StatusChange.objects.select_related("assessment__review__organisation")
    change = changes.filter(pk=change_id).first()
    person = User.objects.filter(pk=user_id, is_active=True).first()
    if change is None or person is None:
        return
    assessment = change.assessment
    review = assessment.review
    page = reverse("maturity:detail", args=[review.slug, assessment.framework_key])
    send_letter(
        f"self_rating_{change.after}",
        to=person.email,
        person=person,
        trust=review.organisation.name,
        round_number=review.round_number,
        framework=framework_of(assessment),
        page_url=site_url.rstrip("/") + page,
    )
