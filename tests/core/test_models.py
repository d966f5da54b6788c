import pytest
from django.db import IntegrityError

from adoption_reviews import audit
from adoption_reviews.models import AuditEvent, Membership, User
from adoption_reviews.roles import Role
from tests.factories.core import MembershipFactory


def test_user_email_is_kept_in_lower_case(db):
    user = User.objects.create_user(email=" Wenna@Trust.Example ", name="Wenna", password="x" * 12)
    assert user.email == "wenna@trust.example"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TRUST_LEAD, Role.TRUST_CONTRIBUTOR])
def test_membership_without_its_scope_is_refused(db, role):
    with pytest.raises(IntegrityError):
        MembershipFactory(role=role)


def test_hub_role_for_one_review_is_refused(review):
    with pytest.raises(IntegrityError):
        MembershipFactory(role=Role.HUB_STAFF, review=review)


def test_membership_given_twice_is_refused(review, reviewer):
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=reviewer, role=Role.REVIEWER, review=review)


def test_hub_role_given_twice_is_refused(hub_staff):
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=hub_staff, role=Role.HUB_STAFF)


def test_audit_event_can_be_neither_changed_nor_deleted(review, reviewer):
    event = audit.record(by=reviewer, verb="review.opened", on=review, review=review)
    event.verb = "review.closed"
    for attempt in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(verb="x"),
    ):
        with pytest.raises(TypeError):
            attempt()
    assert AuditEvent.objects.get().verb == "review.opened"
    assert AuditEvent.objects.get().organisation == review.organisation
