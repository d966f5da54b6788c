import hashlib
import multiprocessing
import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.utils import timezone

from adoption_reviews.celery import app
from adoption_reviews.models import AuditEvent
from maturity.models import SelfAssessment
from reports import actions
from reports.actions import building
from reports.models import Report
from reports.rendering import Pdf
from tests.factories.casestudies import CaseStudyFactory
from tests.factories.interviews import ParticipantFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory
from tests.factories.reports import ReportFactory

CONTENT = b"%PDF-1.7 made at once"


@pytest.fixture
def quick(monkeypatch):
    """Builds that need no rendering: what they make is told by the caller."""

    def make(render=lambda report: Pdf(CONTENT, 7)):
        monkeypatch.setattr(building, "_render", render)

    make()
    return make


@pytest.fixture
def messages():
    """A function: (task, arguments) of each message sent since it was last called."""

    def read(queue):
        found = []
        while True:
            try:
                message = queue.get_nowait()
            except queue.Empty:
                return found
            message.ack()
            found.append((message.headers["task"], message.payload[0]))

    with app.connection_for_write() as broker, broker.SimpleQueue("celery") as queue:
        read(queue)
        yield lambda: read(queue)


def events(report):
    rows = AuditEvent.objects.filter(object_type="report", object_id=str(report.pk))
    return [(event.verb, event.by, event.detail) for event in rows.order_by("pk")]


def later(report, **by):
    """Let the time pass that a lease or a pause lasts."""
    Report.objects.filter(pk=report.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    report.refresh_from_db()


# --- Asking for a report -----------------------------------------------------------------------


def test_request_report_freezes_a_snapshot_and_queues_the_build(review, reviewer, interviewed):
    interviewed(review, ("ring-holder", "helps"))
    report = actions.request_report(review=review, by=reviewer)
    assert (report.version, report.status, report.requested_by) == (1, "queued", reviewer)
    assert report.snapshot["fieldwork"]["people"] == 1
    assert list(review.reports.all()) == [report]
    assert events(report) == [
        (
            "report.requested",
            reviewer,
            {"version": 1, "words_said_to_be_ordinary": 0, "explanations_left_out": 0},
        )
    ]


def test_request_report_sends_one_message_on_commit(
    review, reviewer, messages, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        report = actions.request_report(review=review, by=reviewer)
        assert messages() == []
    assert messages() == [("reports.build_report", [report.pk])]


def test_request_report_twice_gives_the_unfinished_one(review, reviewer):
    first = actions.request_report(review=review, by=reviewer)
    assert actions.request_report(review=review, by=reviewer) == first
    Report.objects.update(status="rendering")
    assert actions.request_report(review=review, by=reviewer) == first
    assert review.reports.count() == 1


@pytest.mark.parametrize("state", ["ready", "failed"])
def test_request_report_after_a_finished_one_makes_the_next_version(review, reviewer, state):
    ReportFactory(review=review, **{state: True})
    assert actions.request_report(review=review, by=reviewer).version == 2


@pytest.mark.django_db(transaction=True)
def test_request_report_twice_at_once_gives_one_report(review, reviewer, interviewed):
    interviewed(review, ("ring-holder", "helps"))
    together, found = threading.Barrier(4), []

    def ask():
        together.wait()
        try:
            found.append(actions.request_report(review=review, by=reviewer).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [review.reports.get().pk] * 4


@pytest.fixture
def ward(review):
    return ParticipantFactory(review=review, pseudonym="P07", identity__name="Jan Ward")


def test_request_report_with_a_name_in_it_is_refused_and_nothing_is_kept(review, reviewer, ward):
    CaseStudyFactory(review=review, number=1, innovation="Night clinic", lessons="Jan Ward did it.")
    with pytest.raises(actions.NamesInReport) as refusal:
        actions.request_report(review=review, by=reviewer, words_are_ordinary=True)
    assert [(each.where, each.pseudonyms) for each in refusal.value.found] == [
        ("Case study 1, “Night clinic”: what can be learnt", ("P07",))
    ]
    assert review.reports.count() == AuditEvent.objects.count() == 0


def test_request_report_with_an_ordinary_word_needs_the_reviewer_s_word(review, reviewer, ward):
    CaseStudyFactory(review=review, number=1, lessons="It began on one ward.")
    with pytest.raises(actions.NamesInReport):
        actions.request_report(review=review, by=reviewer)
    report = actions.request_report(review=review, by=reviewer, words_are_ordinary=True)
    assert report.snapshot["case_studies"][0]["parts"][1]["text"] == "It began on one ward."
    assert events(report)[0][2]["words_said_to_be_ordinary"] == 1


def test_request_report_can_leave_an_explanation_out_that_nobody_may_change(review, reviewer, ward):
    assessment = SelfAssessmentFactory(
        review=review, status=SelfAssessment.Status.SUBMITTED, submitted_at=timezone.now()
    )
    RatingFactory(assessment=assessment, indicator="agreed-strategy", explanation="Ask Jan Ward.")
    with pytest.raises(actions.NamesInReport):
        actions.request_report(review=review, by=reviewer, words_are_ordinary=True)
    report = actions.request_report(review=review, by=reviewer, without_explanations=True)
    answer = report.snapshot["self_rating"]["domains"][0]["answers"][0]
    assert (answer["explanation"], answer["is_left_out"]) == ("", True)
    assert events(report)[0][2]["explanations_left_out"] == 1


# --- Building ------------------------------------------------------------------------------------


def test_build_report_stores_the_pdf_and_says_so(review):
    report = ReportFactory(review=review)
    assert actions.build_report(report_id=report.pk, worker="w1") is True
    report.refresh_from_db()
    content = report.pdf.open().read()
    report.pdf.close()
    assert report.status == "ready"
    assert content.startswith(b"%PDF-1.7")
    assert report.pdf_sha256 == hashlib.sha256(content).hexdigest()
    assert report.pages > 5
    assert (report.lease_until, report.attempts, report.failure) == (None, 1, "")
    assert report.finished_at is not None
    assert events(report) == [
        ("report.built", None, {"version": 1, "pages": report.pages, "worker": "w1"})
    ]


@pytest.mark.parametrize("state", [{"ready": True}, {"failed": True}])
def test_build_report_leaves_a_finished_one_alone(review, quick, state):
    report = ReportFactory(review=review, **state)
    assert actions.build_report(report_id=report.pk, worker="w1") is False
    assert Report.objects.get(pk=report.pk).attempts == report.attempts


def test_build_report_that_is_gone_does_nothing(db, quick):
    assert actions.build_report(report_id=999, worker="w1") is False


def test_build_report_that_another_worker_holds_is_left_to_it(review, quick):
    report = ReportFactory(
        review=review,
        status="rendering",
        attempts=1,
        lease_until=timezone.now() + timedelta(seconds=5),
    )
    assert actions.build_report(report_id=report.pk, worker="w2") is False
    assert Report.objects.get().status == "rendering"


@pytest.mark.django_db(transaction=True)
def test_build_report_by_two_workers_at_once_is_made_by_one(review, quick):
    report = ReportFactory(review=review)
    together, made = threading.Barrier(2), []

    def work():
        together.wait()
        try:
            made.append(actions.build_report(report_id=report.pk, worker="w"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, True]
    assert [verb for verb, _, _ in events(report)] == ["report.built"]


def test_build_report_by_a_late_finisher_is_ignored(review, quick, media):
    report = ReportFactory(review=review)
    renders = []

    def render(report):
        """The first worker is so slow that its lease runs out and a second one does the work."""
        renders.append(report.attempts)
        if len(renders) == 1:
            later(report)
            assert actions.build_report(report_id=report.pk, worker="second") is True
            return Pdf(b"%PDF late", 99)
        return Pdf(CONTENT, 7)

    quick(render)
    assert actions.build_report(report_id=report.pk, worker="first") is False
    report.refresh_from_db()
    assert (report.status, report.pages, report.attempts) == ("ready", 7, 2)
    assert report.pdf_sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert [(verb, detail["worker"]) for verb, _, detail in events(report)] == [
        ("report.built", "second")
    ]
    # What the late one had made is not left lying about.
    assert [each.name for each in media.rglob("*.pdf")] == [report.pdf.name.rsplit("/", 1)[1]]


def test_build_report_that_fails_is_tried_again_later_and_then_given_up(review, quick, caplog):
    def fails(report):
        raise RuntimeError("out of ink")

    quick(fails)
    report = ReportFactory(review=review)
    for attempt in (1, 2):
        assert actions.build_report(report_id=report.pk, worker="w") is False
        report.refresh_from_db()
        assert (report.status, report.attempts) == ("queued", attempt)
        pause = report.lease_until - timezone.now()
        assert timedelta(seconds=20 * attempt - 5) < pause <= timedelta(seconds=20 * attempt)
        assert report.status_words == "The last attempt failed. It is tried again in a moment."
        assert actions.build_report(report_id=report.pk, worker="w") is False  # not so soon
        assert Report.objects.get().attempts == attempt
        later(report)
    assert actions.build_report(report_id=report.pk, worker="w") is False
    report.refresh_from_db()
    assert (report.status, report.attempts, report.lease_until) == ("failed", 3, None)
    assert report.failure == report.status_words == actions.COULD_NOT_BUILD
    assert events(report) == [("report.failed", None, {"version": 1, "attempts": 3})]
    assert caplog.text.count("RuntimeError: out of ink") == 3


def test_build_report_without_room_for_the_file_is_tried_again(review, quick, media):
    media.write_text("a file where the folder should be")
    report = ReportFactory(review=review)
    assert actions.build_report(report_id=report.pk, worker="w") is False
    assert Report.objects.get().status == "queued"
    media.unlink()
    later(report)
    assert actions.build_report(report_id=report.pk, worker="w") is True


# --- The sweep -----------------------------------------------------------------------------------


def aged(seconds, **state):
    report = ReportFactory(**state)
    Report.objects.filter(pk=report.pk).update(
        requested_at=timezone.now() - timedelta(seconds=seconds)
    )
    return report


def test_sweep_reports_sends_what_waits_too_long_or_lost_its_worker(db, messages):
    ago, ahead = (timezone.now() + timedelta(seconds=n) for n in (-1, 60))
    aged(0)  # its message is on its way
    aged(60, status="rendering", attempts=1, lease_until=ahead)  # somebody is at it
    aged(60, status="queued", attempts=1, lease_until=ahead)  # pausing after a failure
    aged(60, ready=True)
    aged(60, failed=True)
    lost = aged(60)
    dead = aged(60, status="rendering", attempts=1, lease_until=ago)
    paused = aged(60, status="queued", attempts=2, lease_until=ago)
    assert actions.sweep_reports() == 3
    assert sorted(messages()) == [
        ("reports.build_report", [each.pk]) for each in (lost, dead, paused)
    ]


def test_sweep_reports_gives_up_what_killed_its_worker_three_times(db):
    ago = timezone.now() - timedelta(seconds=1)
    report = aged(300, status="rendering", attempts=3, lease_until=ago)
    assert actions.sweep_reports() == 0
    report.refresh_from_db()
    assert (report.status, report.failure) == ("failed", actions.COULD_NOT_BUILD)
    assert [verb for verb, _, _ in events(report)] == ["report.failed"]


@pytest.mark.django_db(transaction=True)
def test_report_whose_worker_is_killed_is_built_after_the_sweep(review, quick):
    report = ReportFactory(review=review)
    quick(lambda report: time.sleep(60))
    connection.close()  # the worker opens its own
    worker = multiprocessing.get_context("fork").Process(
        target=actions.build_report, kwargs={"report_id": report.pk, "worker": "doomed"}
    )
    worker.start()
    give_up = time.monotonic() + 30
    while Report.objects.get().status != "rendering" and time.monotonic() < give_up:
        time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    report.refresh_from_db()
    assert (report.status, report.attempts) == ("rendering", 1)
    quick()
    assert actions.build_report(report_id=report.pk, worker="next") is False  # still leased
    later(report)
    assert actions.sweep_reports() == 1
    assert actions.build_report(report_id=report.pk, worker="next") is True
    report.refresh_from_db()
    assert (report.status, report.attempts, report.pages) == ("ready", 2, 7)


# --- Releasing -----------------------------------------------------------------------------------


def test_release_report_lets_the_trust_read_it(review, reviewer):
    report = actions.release_report(report=ReportFactory(review=review, ready=True), by=reviewer)
    assert report.released_at is not None
    assert report.released_by == reviewer
    assert list(review.reports.released()) == [report]
    assert events(report) == [("report.released", reviewer, {"version": 1})]


def test_release_report_twice_changes_nothing(review, reviewer):
    released = ReportFactory(review=review, released=True)
    again = actions.release_report(report=released, by=reviewer)
    assert (again.released_at, again.released_by) == (released.released_at, released.released_by)
    assert events(released) == []


def test_release_report_that_is_not_ready_is_refused(review, reviewer):
    report = ReportFactory(review=review)
    with pytest.raises(actions.NotReady):
        actions.release_report(report=report, by=reviewer)
    assert Report.objects.get().released_at is None


def test_note_download_is_kept(review, trust_lead):
    report = ReportFactory(review=review, released=True)
    actions.note_download(report=report, by=trust_lead)
    assert events(report) == [("report.downloaded", trust_lead, {"version": 1})]
    assert default_storage.exists(report.pdf.name)
