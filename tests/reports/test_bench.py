"""The benchmarks' own works: what they print, and that they notice what is lost."""

import json
from contextlib import contextmanager
from io import StringIO
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from interviews.models import SegmentVersion
from maturity.models import Rating
from reports.benchmarks import ALL, client, rating, rating_rows, rows, saving
from reports.benchmarks.measuring import Failed, Measured, Skipped, in_turns, percentile
from reports.management.commands import bench

FASTER = Measured("report build", "n = 5", 1.5, "WeasyPrint alone", 2.0)


def run(monkeypatch, *names, **benchmarks):
    """Lines and exit code of `manage.py bench` with these benchmarks and no others."""
    monkeypatch.setattr(bench, "ALL", {name: [call] for name, call in benchmarks.items()})
    monkeypatch.setattr(bench.signal, "signal", lambda *_: None)
    monkeypatch.setattr(bench.logging, "disable", lambda *_: None)
    out, code = StringIO(), 0
    try:
        call_command("bench", *names, stdout=out, stderr=out)
    except SystemExit as end:
        code = end.code
    return out.getvalue().splitlines(), code


def refuses(error):
    def benchmark():
        raise error

    return benchmark


def test_line_has_the_ratio_first():
    assert FASTER.line() == "0.75 | report build | n = 5 | 1.50 s | WeasyPrint alone: 2.00 s"
    measured = Measured("save", "n = 9", 0.0301, "page", 0.02, note="none lost")
    assert measured.line() == "1.50 | save | n = 9 | 30.1 ms | page: 20.0 ms | none lost"


@pytest.mark.parametrize(("percent", "value"), [(50, 3), (95, 5), (100, 5), (20, 1), (21, 2)])
def test_percentile_is_one_of_the_values(percent, value):
    assert percentile([5, 1, 4, 2, 3], percent) == value


def test_sides_take_turns_after_one_unmeasured_run_each():
    calls = []
    ours, theirs = in_turns(
        lambda: calls.append("ours"),
        lambda: calls.append("theirs"),
        times=2,
        before_ours=lambda: calls.append("before"),
    )
    assert calls == [
        "theirs", "before", "ours",
        "before", "ours", "theirs",
        "theirs", "before", "ours",
    ]  # fmt: skip
    assert ours >= 0 <= theirs


def test_bench_runs_what_is_named(monkeypatch):
    lines, code = run(monkeypatch, "one", one=lambda: [FASTER, FASTER], two=refuses(OSError()))
    assert (lines, code) == ([FASTER.line()] * 2, 0)


def test_bench_goes_on_after_a_failure_and_ends_with_its_code(monkeypatch):
    lines, code = run(
        monkeypatch,
        gone=refuses(Skipped("needs PostgreSQL")),
        lost=refuses(Failed("1 of 9 segments is gone")),
        broken=refuses(ZeroDivisionError("division by zero")),
        fast=lambda: [FASTER],
    )
    assert lines == [
        "skipped | gone | needs PostgreSQL",
        "failed | lost | Failed: 1 of 9 segments is gone",
        "failed | broken | ZeroDivisionError: division by zero",
        FASTER.line(),
    ]
    assert code == 1


def test_bench_with_an_unknown_name_says_which_there_are(monkeypatch):
    lines, code = run(monkeypatch, "moon", one=lambda: [FASTER])
    assert (lines, code) == (["There is no benchmark called moon; there are one."], 2)


def test_benchmarks_have_the_names_that_the_readme_gives():
    assert list(ALL) == [
        "report",
        "import",
        "search",
        "suggestions",
        "typing",
        "saving",
        "coding",
        "grid",
        "rating",
        "cohort",
    ]


@pytest.fixture
def product(live_server, transactional_db, monkeypatch):
    """This test's own server in place of one that is started; a short load."""
    monkeypatch.setattr(saving, "REVIEWERS", 5)
    monkeypatch.setattr(rating, "PEOPLE", 5)
    for each in (saving, rating):
        monkeypatch.setattr(each, "EVERY", 0.1)
        monkeypatch.setattr(each, "SECONDS", 1)
    asked = []

    def answer(call):
        asked.append(call)
        return json.loads(json.dumps(eval(call, vars(rows) | vars(rating_rows))))

    @contextmanager
    def start():
        yield SimpleNamespace(port=urlsplit(live_server.url).port, rows=answer)

    return start


def test_saving_counts_what_was_saved(product):
    measured = saving._measure("saving", product())
    versions = SegmentVersion.objects.values_list("text", flat=True)
    characters = sum(len(text) for text in versions)
    assert len(versions) == 50
    assert measured.size == f"50 saves by 5 reviewers in 1 s, {characters:,} characters in and out"


@pytest.mark.parametrize("lost", ["SegmentVersion.objects.first().delete()", "0"])
def test_saving_notices_what_is_lost(product, monkeypatch, lost):
    kept = rows.kept_texts

    def tampered():
        eval(lost, {"SegmentVersion": SegmentVersion})
        found = kept()
        if lost == "0":
            found.popitem()
        return found

    monkeypatch.setattr(rows, "kept_texts", tampered)
    with pytest.raises(Failed, match=r"^saving: 1 of 10 segments are not as they were saved$"):
        saving._measure("saving", product())


def test_saving_notices_what_fails(product, monkeypatch):
    monkeypatch.setattr(client, "CSRF", "short")
    with pytest.raises(Failed, match=r"^saving: 50 requests failed, the first: save: 403 "):
        saving._measure("saving", product())


def test_rating_counts_what_was_saved(product):
    [measured] = rating._measure("rating", product())
    assert measured.size == "50 answers by 5 people in 1 s"
    assert sum(Rating.objects.values_list("version", flat=True)) == 50


def test_rating_notices_what_is_lost(product, monkeypatch):
    kept = rating_rows.kept_ratings

    def tampered():
        Rating.objects.first().delete()
        return kept()

    monkeypatch.setattr(rating_rows, "kept_ratings", tampered)
    with pytest.raises(Failed, match=r"answers were saved, not all are kept as they were$"):
        rating._measure("rating", product())
