import json

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

from adoption_reviews import health

ALL_OK = {"database": "ok", "broker": "ok", "migrations": "ok", "storage": "ok"}


@pytest.fixture(autouse=True)
def migrations_are_asked_again():
    health.check_migrations.cache_clear()
    yield
    health.check_migrations.cache_clear()


@pytest.fixture
def unapplied_migration(db):
    recorder = MigrationRecorder.Migration.objects
    recorder.filter(app="reports").order_by("-id")[0].delete()


@pytest.fixture
def broken_storage(settings, tmp_path):
    """A file stands where the folder for files should be."""
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.write_text("in the way")


@pytest.mark.django_db
def test_healthz_answers_without_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.cookies == {}


@pytest.mark.django_db
def test_readyz_with_everything_in_place_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, ALL_OK)
    assert response.cookies == {}


def test_readyz_with_unapplied_migration_is_not_ready(client, unapplied_migration):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {**ALL_OK, "migrations": "failing"})


@pytest.mark.django_db
def test_readyz_with_broken_storage_says_so_and_no_more(client, broken_storage, settings):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {**ALL_OK, "storage": "failing"})
    assert str(settings.MEDIA_ROOT) not in response.content.decode()


@pytest.mark.django_db
def test_readyz_leaves_no_file_behind(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    client.get("/readyz")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_readyz_without_broker_folder_is_not_ready(client, settings, tmp_path):
    settings.SERVED = False
    settings.BROKER_DIR = tmp_path / "gone"

    response = client.get("/readyz")

    assert (response.status_code, json.loads(response.content)["broker"]) == (503, "failing")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_refuses_to_be_posted_to(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_wait_ready_names_the_checks(capsys):
    call_command("wait_ready", "database", "broker")

    assert capsys.readouterr().out == "Ready: database, broker.\n"


def test_wait_ready_gives_up_and_names_what_fails(db, broken_storage):
    with pytest.raises(CommandError, match=r"^Not ready after 0 seconds: storage\.$"):
        call_command("wait_ready", timeout=0)


def test_wait_ready_refuses_unknown_check():
    with pytest.raises(CommandError, match="There is no check called moon"):
        call_command("wait_ready", "moon")
