from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from adoption_reviews.celery import app
from adoption_reviews.roles import Role
from reports.models import Report
from tests.factories.casestudies import CaseStudyFactory
from tests.factories.core import MembershipFactory, OrganisationFactory, ReviewFactory
from tests.factories.interviews import ParticipantFactory
from tests.factories.reports import ReportFactory


@pytest.fixture
def demo_review(db):
    """A review of one of the demo's trusts, with a reviewer."""
    organisation = OrganisationFactory(ods_code="RZ2", name="Wychmere Hospitals")
    review = ReviewFactory(organisation=organisation)
    MembershipFactory(role=Role.REVIEWER, review=review)
    return review


@pytest.fixture
def worker_at_once():
    """Tasks run where they are sent."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def run(**options):
    out = StringIO()
    call_command("build_demo_reports", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.mark.django_db(transaction=True)
def test_build_demo_reports_prints_a_line_for_each_pdf(demo_review, media, worker_at_once):
    ReviewFactory()  # of no demo trust
    lines = run()
    report = Report.objects.get()
    path = media / report.pdf.name
    assert lines == [f"Wychmere Hospitals (round 1): {report.pages} pages, {path}"]
    assert path.read_bytes().startswith(b"%PDF")


def test_build_demo_reports_without_a_worker_says_so_in_time(demo_review):
    with pytest.raises(CommandError) as refusal:
        run(timeout=0)
    assert str(refusal.value) == (
        "Wychmere Hospitals (round 1): not built after 0 seconds (it is waiting to be built). "
        "Is a worker running?"
    )


def test_build_demo_reports_gives_the_reason_of_a_failure(demo_review, monkeypatch):
    failed = ReportFactory(review=demo_review, failed=True)
    monkeypatch.setattr(
        "reports.management.commands.build_demo_reports.request_report", lambda **asked: failed
    )
    with pytest.raises(CommandError) as refusal:
        run()
    assert str(refusal.value) == "Wychmere Hospitals (round 1): The report could not be built."


def test_build_demo_reports_with_a_name_in_one_says_where(demo_review):
    ParticipantFactory(review=demo_review, identity__name="Jan Wardle")
    CaseStudyFactory(review=demo_review, number=1, innovation="Night clinic", lessons="Ask Wardle.")
    with pytest.raises(CommandError) as refusal:
        run()
    assert str(refusal.value) == (
        "Wychmere Hospitals, round 1: may name a participant "
        "(Case study 1, “Night clinic”: what can be learnt)."
    )


def test_build_demo_reports_without_the_demo_says_how_to_load_it(db):
    with pytest.raises(CommandError, match="There is no demo hub in this database"):
        run()
