import os
import random
import socket

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test import Client, TransactionTestCase

from adoption_reviews.roles import Role
from maturity.queries import framework_of
from tests.factories.core import MembershipFactory, ReviewFactory, UserFactory
from tests.factories.maturity import ContributorFactory, SelfAssessmentFactory

# Linux hands out ports above these by itself, to whoever connects to something meanwhile.
NEVER_GIVEN_OUT = range(20_000, 32_000)
FLUSHES = 5


def pytest_xdist_auto_num_workers(config):
    """Two processes a core: a journey through a browser waits for half of its time."""
    return 2 * os.cpu_count()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Also end what is still connected at the end, so that PostgreSQL can drop the database.

    A thread of the live server that was answering when its browser closed may hold a connection.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def patient_flush():
    """Empty the tables again when PostgreSQL ended that because of a deadlock.

    A request whose browser has closed may still be answered, and read what is being emptied.
    """
    flush = TransactionTestCase._fixture_teardown

    def flush_patiently(self):
        for _ in range(FLUSHES):
            try:
                return flush(self)
            except CommandError as error:
                if "deadlock" not in str(error.__cause__):
                    raise
                refused = error
        raise refused

    TransactionTestCase._fixture_teardown = flush_patiently
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture
def review(db):
    """A review in fieldwork, in its first round."""
    return ReviewFactory()


@pytest.fixture
def reviewer(review):
    return MembershipFactory(role=Role.REVIEWER, review=review).user


@pytest.fixture
def colleague(review):
    """A second reviewer of the same review."""
    return MembershipFactory(role=Role.REVIEWER, review=review, user__name="Carys Penhale").user


@pytest.fixture
def trust_lead(review):
    return MembershipFactory(role=Role.TRUST_LEAD, organisation=review.organisation).user


@pytest.fixture
def assessment(review):
    """The review's self-assessment on its own framework, open, nothing answered."""
    return SelfAssessmentFactory(review=review)


@pytest.fixture
def trust_contributor(review, assessment):
    """Somebody asked to answer every domain."""
    user = MembershipFactory(role=Role.TRUST_CONTRIBUTOR, organisation=review.organisation).user
    domains = [each.key for each in framework_of(assessment).domains]
    ContributorFactory(assessment=assessment, user=user, domains=domains)
    return user


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


@pytest.fixture
def free_port():
    """A port of this machine that nobody takes between now and its use."""
    while True:
        port = random.choice(NEVER_GIVEN_OUT)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
