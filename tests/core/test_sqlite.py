"""A transaction lets the next writer in before it waits for the disk, and waits all the same."""

import sqlite3
import threading

import pytest
from django.db import DatabaseError
from django.db.utils import ConnectionHandler

from adoption_reviews.settings import SQLITE
from adoption_reviews.sqlite import base

FULL, NORMAL, OFF = 2, 1, 0  # as SQLite says them
PATIENT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
IMPATIENT = f"{PATIENT}; PRAGMA busy_timeout=0"  # refused at once by a lock that is taken


@pytest.fixture
def path(tmp_path):
    return tmp_path / "rows.sqlite3"


@pytest.fixture
def connect(path, django_db_blocker):
    """A function: the database at `path` as the product opens it, but for what is said."""
    opened = []

    def connect(init_command=PATIENT):
        options = {"transaction_mode": "IMMEDIATE", "init_command": init_command}
        handler = ConnectionHandler({"default": SQLITE | {"NAME": path, "OPTIONS": options}})
        opened.append(handler["default"])
        return opened[-1]

    with django_db_blocker.unblock():
        yield connect
        for connection in opened:
            connection.close()


@pytest.fixture
def database(connect):
    connection = connect()
    run(connection, "CREATE TABLE said (words TEXT)")
    return connection


def run(connection, sql):
    with connection.cursor() as cursor:
        return cursor.execute(sql).fetchall()


def begin(connection):
    connection.ensure_connection()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def synchronous(connection) -> int:
    [[mode]] = run(connection, "PRAGMA synchronous")
    return mode


@pytest.fixture
def at_sync(monkeypatch):
    """A function: `look` is called each time a log is to be put on the disk, just before."""

    def at(look):
        really = base.sync

        def sync(log):
            look()
            really(log)

        monkeypatch.setattr(base, "sync", sync)

    return at


def test_product_opens_it_so():
    assert SQLITE["ENGINE"] == "adoption_reviews.sqlite"
    assert "synchronous=FULL" in SQLITE["OPTIONS"]["init_command"]


def test_next_writer_writes_while_the_disk_is_waited_for(database, at_sync, path):
    seen = []

    def write():
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")  # refused at once if the lock were held
        other.execute("INSERT INTO said VALUES ('the next')")
        seen.append([words for (words,) in other.execute("SELECT words FROM said")])
        other.execute("COMMIT")
        other.close()

    at_sync(write)
    begin(database)
    run(database, "INSERT INTO said VALUES ('the first')")
    database.commit()
    assert seen == [["the first", "the next"]]


def test_no_commit_returns_before_its_log_is_on_the_disk(database, at_sync):
    synced = []
    at_sync(lambda: synced.append(1))
    for _ in range(3):
        begin(database)
        run(database, "INSERT INTO said VALUES ('kept')")
        assert synced == []
        database.commit()
        database.set_autocommit(True)
        assert synced == [1]
        synced.clear()


def test_statement_outside_a_transaction_waits_inside_sqlite(database):
    assert synchronous(database) == FULL
    begin(database)
    assert synchronous(database) == NORMAL
    database.commit()
    database.set_autocommit(True)
    assert synchronous(database) == FULL
    begin(database)
    database.rollback()
    database.set_autocommit(True)
    assert synchronous(database) == FULL


def test_disk_that_refuses_is_not_passed_over(database, monkeypatch):
    def refuse(log):
        raise OSError("the disk is gone")

    monkeypatch.setattr(base, "sync", refuse)
    begin(database)
    run(database, "INSERT INTO said VALUES ('not kept for sure')")
    with pytest.raises(OSError, match="the disk is gone"):
        database.commit()
    monkeypatch.undo()
    database.set_autocommit(True)
    assert synchronous(database) == FULL


def test_next_writer_comes_in_as_soon_as_the_one_before_has_committed(database, connect):
    came = []

    def write():
        other = connect(IMPATIENT)
        other.inc_thread_sharing()
        other.ensure_connection()
        about_to_ask.set()
        begin(other)
        came.append("the next")
        other.commit()
        other.close()

    about_to_ask = threading.Event()
    begin(database)
    waiting = threading.Thread(target=write)
    waiting.start()
    about_to_ask.wait()
    waiting.join(0.1)
    came.append("the first")
    database.commit()
    waiting.join()
    assert came == ["the first", "the next"]


def test_turn_is_passed_on_by_whoever_could_not_begin(database, connect, path):
    refused = connect(IMPATIENT)
    refused.ensure_connection()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # without a place in the queue
    with pytest.raises(DatabaseError):
        begin(refused)
    assert synchronous(refused) == FULL
    other.execute("ROLLBACK")
    other.close()
    begin(database)  # would wait for ever
    database.rollback()


def test_turn_is_passed_on_by_whoever_goes_in_the_middle(database, connect):
    gone = connect()
    begin(gone)
    run(gone, "INSERT INTO said VALUES ('gone')")
    gone.close()
    begin(database)
    assert run(database, "SELECT * FROM said") == []
    database.rollback()


@pytest.mark.parametrize(
    ("init_command", "mode"),
    [
        ("PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL", FULL),  # has no log
        ("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF", OFF),  # wants no waiting
    ],
)
def test_other_ways_of_opening_stay_as_they_are(connect, at_sync, init_command, mode):
    synced = []
    at_sync(lambda: synced.append(1))
    connection = connect(init_command)
    run(connection, "CREATE TABLE said (words TEXT)")
    begin(connection)
    assert synchronous(connection) == mode
    connection.commit()
    assert synced == []


def test_failed_transaction_is_undone(database):
    begin(database)
    run(database, "INSERT INTO said VALUES ('gone')")
    with pytest.raises(DatabaseError):
        run(database, "INSERT INTO nowhere VALUES (1)")
    database.rollback()
    database.set_autocommit(True)
    assert run(database, "SELECT * FROM said") == []
