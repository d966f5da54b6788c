import time

import pytest

from adoption_reviews.running import restarts
from adoption_reviews.running.children import Children
from adoption_reviews.running.restarts import Failed, Restarts


@pytest.fixture
def children():
    started = Children()
    yield started
    started.stop(patience=0)


@pytest.fixture
def brief(children, tmp_path, monkeypatch):
    """A function: `Restarts` of a child that says "tired" and ends, and what was said of it."""
    monkeypatch.setattr(restarts, "PAUSES", (0, 0))
    said = []

    def start():
        command = ["sh", "-c", "echo tired; exit 7"]
        return children.start("worker", command, log=tmp_path / "worker.log")

    def made(*, can_be_missed):
        start()
        return Restarts(children, {"worker": start}, can_be_missed, said.append), said

    return made


def run_until_none_is_left(children, again):
    deadline = time.monotonic() + 10
    while children.any():
        assert time.monotonic() < deadline
        if ended := children.first_ended():
            again.plan(ended)
        again.start_due()


def test_child_is_started_again_until_it_ended_too_often(children, brief, tmp_path):
    again, said = brief(can_be_missed={"worker"})
    run_until_none_is_left(children, again)

    ended = f"The worker stopped by itself (exit code 7): tired (all of it: {tmp_path}/worker.log)"
    assert said == [
        f"{ended}. It is started again (1 of 2).",
        f"{ended}. It is started again (2 of 2).",
        f"{ended}. It was started again 2 times in vain. Pages work and words are saved; reports "
        "wait for a new start.",
    ]


def test_child_that_cannot_be_missed_ends_all_when_it_ended_too_often(children, brief):
    again, said = brief(can_be_missed=set())
    with pytest.raises(Failed, match="started again 2 times in vain"):
        run_until_none_is_left(children, again)
    assert len(said) == 2


def test_child_that_ran_long_counts_anew(children, brief, monkeypatch):
    monkeypatch.setattr(restarts, "SECONDS_OF_CALM", 0)
    again, said = brief(can_be_missed={"worker"})
    while len(said) < 4:
        if ended := children.first_ended():
            again.plan(ended)
        again.start_due()
    assert {line.rpartition("again ")[2] for line in said} == {"(1 of 2)."}


def test_child_waits_for_its_pause(children, brief, monkeypatch):
    monkeypatch.setattr(restarts, "PAUSES", (60,))
    again, said = brief(can_be_missed={"worker"})
    while not (ended := children.first_ended()):
        time.sleep(0.01)
    again.plan(ended)
    again.start_due()
    assert (len(said), children.any()) == (1, False)
