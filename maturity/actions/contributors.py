"""Asking colleagues to answer parts of a self-rating. Only the trust's lead does it.

Each writes one row in a transaction with its audit event and then, once that is committed, sends
its letter. A letter that cannot be sent raises InvitationNotSent; the row stays as it was written,
so the link can be sent again. All but the first raise Revoked for a revoked invitation. Audit
events name contributors by number, never by address.
"""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.actions import InvitationNotSent, take_role
from adoption_reviews.models import Membership
from adoption_reviews.roles import Role
from maturity.actions.letters import write_to
from maturity.actions.steps import lock_open
from maturity.links import LINK_DAYS
from maturity.models import Contributor, SelfAssessment
from maturity.queries import framework_of
from maturity.queries.contributors import invited_person

REMINDED_AGAIN_AFTER = timedelta(days=1)


class Revoked(Exception):
    """Somebody revoked the invitation meanwhile."""


class RemindedLately(Exception):
    """Less than a day ago; say `again` to remind all the same."""


class NothingToRemindOf(Exception):
    """All their parts are answered."""


def invite_contributor(
    *, assessment: SelfAssessment, name: str, email: str, domains: list[str], site_url: str, by
) -> Contributor:
    """Ask somebody to answer some domains, by a link that is mailed to them.

    Somebody whose invitation was revoked may be asked again. Raises ValidationError by field for
    somebody asked already and for the trust's own lead, NotOpen, InvitationNotSent.
    """
    email = email.strip().lower()
    with transaction.atomic():
        assessment = lock_open(assessment)
        domains = _in_order(assessment, domains)
        _refuse_lead(assessment, email)
        contributor = assessment.contributors.filter(email=email).first()
        if contributor is None:
            contributor = Contributor(assessment=assessment, email=email)
        elif contributor.revoked_at is None:
            raise ValidationError(
                {"email": "This person has been asked already. You can change their parts."}
            )
        contributor.name, contributor.domains = " ".join(name.split()), domains
        contributor.invited_by, contributor.invited_at = by, timezone.now()
        contributor.accepted_at = contributor.reminded_at = contributor.revoked_at = None
        _renew_link(contributor)
        contributor.save()
        _record("contributor.invited", contributor, by, domains=domains)
    write_to(contributor, "invitation", site_url=site_url, by=by)
    return contributor


@transaction.atomic
def give_parts(*, contributor: Contributor, domains: list[str], by) -> Contributor:
    """Change which domains somebody is to answer. What they answered in others stays."""
    contributor = _lock(contributor)
    domains = _in_order(contributor.assessment, domains)
    if domains != contributor.domains:
        before, contributor.domains = contributor.domains, domains
        contributor.save()
        _record("contributor.parts_changed", contributor, by, domains=domains, before=before)
    return contributor


def send_link(*, contributor: Contributor, site_url: str, by) -> Contributor:
    """Send a new link; the ones sent before end. Raises InvitationNotSent."""
    with transaction.atomic():
        contributor = _lock(contributor)
        _renew_link(contributor)
        contributor.save()
        _record("contributor.link_sent", contributor, by)
    write_to(contributor, "invitation", site_url=site_url, by=by)
    return contributor


def remind_contributor(
    *, contributor: Contributor, words: str, site_url: str, by, again: bool = False
) -> Contributor:
    """Write to somebody who has not answered all, with `words` of the lead's own ("" for none).

    Whoever has not come in gets their link once more, working for as long as a new one. Raises
    NotOpen, NothingToRemindOf, RemindedLately unless `again`, and InvitationNotSent.
    """
    with transaction.atomic():
        contributor = _lock(contributor)
        lock_open(contributor.assessment)
        now = timezone.now()
        person = invited_person(contributor.assessment, contributor.pk)
        if person.is_done:
            raise NothingToRemindOf
        last = contributor.reminded_at
        if last and now - last < REMINDED_AGAIN_AFTER and not again:
            raise RemindedLately
        contributor.reminded_at = now
        if not person.has_come_in:
            contributor.expires_at = now + timedelta(days=LINK_DAYS)
        contributor.save()
        _record("contributor.reminded", contributor, by)
    try:
        write_to(contributor, "reminder", site_url=site_url, by=by, person=person, words=words)
    except InvitationNotSent:  # so that the next try does not count as a second reminder
        Contributor.objects.filter(pk=contributor.pk, reminded_at=now).update(reminded_at=last)
        raise
    return contributor


@transaction.atomic
def revoke_contributor(*, contributor: Contributor, by) -> Contributor:
    """End somebody's access at once, by their link and by their sign-in. Their answers stay.

    Whoever is asked nowhere else in the trust loses the role of contributor in it.
    """
    contributor = _lock(contributor)
    contributor.revoked_at = timezone.now()
    contributor.save()
    _record("contributor.revoked", contributor, by)
    organisation = contributor.assessment.review.organisation
    still_asked = Contributor.objects.filter(
        user=contributor.user_id,
        revoked_at=None,
        assessment__review__organisation=organisation,
    )
    if contributor.user_id and not still_asked.exists():
        roles = Membership.objects.select_related("user", "organisation", "review__organisation")
        for membership in roles.filter(
            user=contributor.user_id, role=Role.TRUST_CONTRIBUTOR, organisation=organisation
        ):
            take_role(membership=membership, by=by)
    return contributor


def _lock(contributor: Contributor) -> Contributor:
    """The row as it is now, locked until the transaction ends. Raises Revoked."""
    rows = Contributor.objects.select_for_update(of=("self",)).filter(revoked_at=None)
    related = rows.select_related("user", "assessment__review__organisation")
    locked = related.filter(pk=contributor.pk).first()
    if locked is None:
        raise Revoked
    return locked


def _renew_link(contributor: Contributor) -> None:
    contributor.link = secrets.token_urlsafe(24)
    contributor.expires_at = timezone.now() + timedelta(days=LINK_DAYS)


def _in_order(assessment: SelfAssessment, domains: list[str]) -> list[str]:
    """The codes in the framework's order. Raises ValidationError for none and for unknown ones."""
    known = [each.key for each in framework_of(assessment).domains]
    if not domains or not set(domains) <= set(known):
        raise ValidationError({"domains": "Select at least one part"})
    return [key for key in known if key in domains]


def _refuse_lead(assessment: SelfAssessment, email: str) -> None:
    leads = Membership.objects.filter(
        role=Role.TRUST_LEAD,
        organisation=assessment.review.organisation_id,
        user__email=email,
    )
    if leads.exists():
        raise ValidationError(
            {"email": "This person leads the self-rating and can answer every part already"}
        )


def _record(verb: str, contributor: Contributor, by, **detail) -> None:
    review = contributor.assessment.review
    audit.record(by=by, verb=verb, on=contributor, review=review, **detail)
