import pytest
from django.test import Client

from adoption_reviews.roles import Role
from tests.factories.core import MembershipFactory, ReviewFactory, UserFactory


@pytest.fixture
def review(db):
    """A review in fieldwork, in its first round."""
    return ReviewFactory()


@pytest.fixture
def reviewer(review):
    return MembershipFactory(role=Role.REVIEWER, review=review).user


@pytest.fixture
def trust_lead(review):
    return MembershipFactory(role=Role.TRUST_LEAD, organisation=review.organisation).user


@pytest.fixture
def trust_contributor(review):
    return MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=review.organisation).user


@pytest.fixture
def hub_staff(db):
    return MembershipFactory(role=Role.HUB_STAFF).user


@pytest.fixture
def hub_administrator(db):
    return MembershipFactory(role=Role.HUB_ADMINISTRATOR).user


@pytest.fixture
def outsider(db):
    """Somebody who signs in but has no role anywhere."""
    return UserFactory()


@pytest.fixture
def signed_in():
    """A function: a client signed in as the user given."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
