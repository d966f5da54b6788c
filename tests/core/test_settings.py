"""The served set-up refuses to start unsafely; the embedded one needs nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from adoption_reviews.secret_key import kept_secret_key

ROOT = Path(__file__).parents[2]
SAFE = {
    "DATABASE_URL": "postgres://reviews:pw@127.0.0.1/reviews",
    "REDIS_URL": "redis://127.0.0.1/0",
    "SECRET_KEY": "a-long-secret-of-this-installation",
    "ALLOWED_HOSTS": "reviews.hub.example",
}
SHOW = (
    "from adoption_reviews import settings as s; "
    "print(s.SERVED, s.DATABASES['default']['ENGINE'].rsplit('.')[-1], s.CELERY_BROKER_URL, "
    "s.SESSION_COOKIE_SECURE)"
)
SHOW_PRAGMAS = (
    "import django; from django.db import connection; django.setup(); "
    "cursor = connection.cursor(); "
    "print(*[cursor.execute(f'PRAGMA {name}').fetchone()[0] "
    "for name in ('journal_mode', 'synchronous', 'foreign_keys')])"
)
FULL = 2  # SQLite's number for a commit that is on the disk before it is answered


def start(tmp_path, *arguments, **variables) -> tuple[int, str]:
    """Exit code, and the last line said, of a Python with these arguments, at first `-c SHOW`."""
    own = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, *(arguments or ("-c", SHOW))],
        cwd=ROOT,
        env=own | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip().splitlines()[-1]


def test_nothing_set_means_embedded(tmp_path):
    assert start(tmp_path) == (0, "False sqlite filesystem://localhost False")


def test_all_set_means_served(tmp_path):
    assert start(tmp_path, **SAFE) == (0, "True postgresql redis://127.0.0.1/0 True")


@pytest.mark.parametrize(
    ("query", "options"),
    [("", "-c jit=off"), ("?options=-c%20work_mem%3D8MB", "-c work_mem=8MB")],
)
def test_server_compiles_no_plans_unless_the_address_says_otherwise(tmp_path, query, options):
    show = "from adoption_reviews import settings as s; print(s.DATABASES['default']['OPTIONS'])"
    variables = SAFE | {"DATABASE_URL": SAFE["DATABASE_URL"] + query}
    assert start(tmp_path, "-c", show, **variables) == (0, str({"options": options}))


def test_embedded_keeps_what_was_committed_through_a_power_cut(tmp_path):
    settings = {"DJANGO_SETTINGS_MODULE": "adoption_reviews.settings"}
    assert start(tmp_path, "-c", SHOW_PRAGMAS, **settings) == (0, f"wal {FULL} 1")


@pytest.mark.parametrize("missing", SAFE)
def test_served_without_one_of_them_does_not_start(tmp_path, missing):
    code, said = start(tmp_path, **{name: SAFE[name] for name in SAFE if name != missing})
    assert (code, said.partition(". ")[0]) == (
        1,
        f"django.core.exceptions.ImproperlyConfigured: {missing} is not set",
    )


@pytest.mark.parametrize(
    ("unsafe", "reason"),
    [
        ({"DEBUG": "1"}, "DEBUG must be off in the served set-up."),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name hosts; a wildcard is refused."),
        ({"ALLOWED_HOSTS": ".example"}, "ALLOWED_HOSTS must name hosts; a wildcard is refused."),
        ({"ALLOWED_HOSTS": "hub.example,*.nhs"}, "ALLOWED_HOSTS must name hosts; a wildcard is "),
    ],
)
def test_served_with_unsafe_settings_does_not_start(tmp_path, unsafe, reason):
    code, said = start(tmp_path, **SAFE | unsafe)
    assert code == 1
    assert said.startswith(f"django.core.exceptions.ImproperlyConfigured: {reason}")


@pytest.mark.parametrize("command", ["check", "moon"])
def test_commands_say_in_one_line_what_is_wrong_with_the_settings(tmp_path, command):
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)} | SAFE | {"DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "The settings cannot be used. DEBUG must be off in the served set-up.\n",
    )


def test_secret_key_is_made_once_and_for_the_owner_only(tmp_path):
    first, second = kept_secret_key(tmp_path / "data"), kept_secret_key(tmp_path / "data")
    assert first == second
    assert len(first) == 50
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600
