from reports import tasks
from reports.models import Report
from tests.factories.reports import ReportFactory


def test_build_report_task_builds_the_report(review):
    report = ReportFactory(review=review)
    tasks.build_report.apply([report.pk])
    assert Report.objects.get().status == "ready"


def test_build_report_task_for_a_report_that_is_gone_ends_quietly(db):
    assert tasks.build_report.apply([999]).state == "SUCCESS"


def test_sweep_reports_task_runs_the_sweep(review):
    report = ReportFactory(review=review, status="rendering", attempts=3)
    Report.objects.update(lease_until=report.requested_at)
    tasks.sweep_reports.apply()
    assert Report.objects.get().status == "failed"


def test_tasks_are_named_as_the_schedule_names_them(settings):
    scheduled = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.sweep_reports.name in scheduled
    assert tasks.build_report.name == "reports.build_report"
