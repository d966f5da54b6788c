import fcntl
import gc
import os
import random
import shutil
import socket
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from adoption_reviews.roles import Role
from maturity.queries import framework_of
from tests.factories.core import MembershipFactory, ReviewFactory, UserFactory
from tests.factories.maturity import ContributorFactory, SelfAssessmentFactory

# Linux hands out ports above these by itself, to whoever connects to something meanwhile.
NEVER_GIVEN_OUT = range(20_000, 32_000)
FLUSHES = 5
# Written by migrations and by nobody else.
SAME_ALWAYS = {"django_content_type", "auth_permission"}
# Of the journeys; each takes half a minute.
LONGEST = {
    "test_every_page_is_accessible",
    "test_nothing_typed_is_lost_in_random_sequences_of_faults",
    "test_ten_minutes_of_typing_without_a_network",
    "test_from_interview_to_report_and_dashboard",
}


# A busy machine is no fault of what is tested: nothing here has a time to keep.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_xdist_auto_num_workers(config):
    """Two processes a core: a journey through a browser waits for half of its time."""
    return 2 * os.cpu_count()


def pytest_collectstart():
    gc.disable()  # until all tests are there: nearly nothing of it is garbage


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Deal the journeys to half of the processes, the longest first; the others have the rest.

    A browser then shares the machine with tests that need none, not with three more browsers, and
    what is left to the end is short. pytest-xdist gives each process an equal share of the items,
    in their order; a process with none left takes from the end of the longest queue.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if processes == 1:
        return
    journeys = [item for item in items if item.get_closest_marker("journey")]
    others = [item for item in items if not item.get_closest_marker("journey")]
    journeys.sort(key=lambda item: item.originalname not in LONGEST)
    dealt, browsers = [], processes // 2
    for process in range(processes):
        share = (len(items) - len(dealt)) // (processes - process)
        own = journeys[process::browsers] if process < browsers else []
        n_others = max(0, share - len(own))
        dealt += own + others[:n_others]
        del others[:n_others]
    items[:] = dealt + others


def pytest_collection_finish():
    """What was collected stays until the end: no search for garbage goes through it again.

    Nor is there a search after every few hundred objects, of which a page's answer makes thousands.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_blocker, django_db_modify_db_settings):
    """With SQLite, one process of the run makes the database and the others copy the file."""
    if connection.vendor != "sqlite":
        return django_db_keepdb
    run = Path(os.environ["TEST_RUN_DIR"])
    database, made = connection.settings_dict, run / "migrated.sqlite3"
    with django_db_blocker.unblock(), (run / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            name, database["NAME"] = database["NAME"], run / "migrating.sqlite3"
            call_command("migrate", verbosity=0)
            connection.close()  # with it goes the log beside the file
            database["NAME"].rename(made)
            database["NAME"] = name
    shutil.copyfile(made, database["TEST"]["NAME"])
    return True


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
    """Empty the tables after a test that commits, but those that no test writes to.

    Again when PostgreSQL ended that because of a deadlock: a request whose browser has closed may
    still be answered, and read what is being emptied.
    """
    flush = TransactionTestCase._fixture_teardown

    def flush_patiently(self):
        tables = set(connection.introspection.django_table_names(only_existing=True))
        statements = connection.ops.sql_flush(no_style(), sorted(tables - SAME_ALWAYS))
        for _ in range(FLUSHES):
            try:
                return connection.ops.execute_sql_flush(statements)
            except DatabaseError as error:
                if "deadlock" not in str(error):
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
