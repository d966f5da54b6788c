"""One figure is the same wherever it stands: command, self-rating, report."""

import json
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from maturity import queries
from maturity.queries.cohort import cohort_summary
from reports.snapshot import make_snapshot
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory

VALUES = {
    "agreed-strategy": 5,
    "strategy-communicated": None,
    "sustainable-funding": 1,
    "dedicated-budget": 3,
    "skills-mix": 4,  # not on the scale
    "icb": 3,
    "gone": 5,  # not in the framework
}


def counts(row: dict) -> tuple:
    return row["n_answered"], row["n_not_applicable"], row["n_silent"]


def test_figures_are_the_same_everywhere(review):
    assessment = SelfAssessmentFactory(
        review=review, status="submitted", submitted_at=timezone.now()
    )
    for code, value in VALUES.items():
        RatingFactory(
            assessment=assessment, indicator=code, value=value, is_not_applicable=value is None
        )
    framework = queries.framework_of(assessment)

    printed = StringIO()
    call_command("maturity_summary", framework=framework.ref, format="json", stdout=printed)
    command = {
        row["code"]: (*counts(row), *row["n_per_level"].values())
        for row in json.loads(printed.getvalue())
        if row["level"] == "domain"
    }
    report = {
        row["key"]: (*counts(row), *(level["n"] for level in row["levels"]))
        for row in make_snapshot(review, at=timezone.now())["self_rating"]["domains"]
    }

    assert list(report)[:2] == ["vision-strategy", "governance-resources"]
    assert report["vision-strategy"] == (1, 1, 1, 0, 0, 1)
    assert report["governance-resources"] == (2, 0, 3, 1, 1, 0)
    assert command == report
    assert queries.spread([assessment], framework) == list(cohort_summary(framework).domains)
    done = queries.progress(assessment)
    assert (done.n_answered, done.n_not_applicable, done.n_silent) == tuple(
        sum(row[place] for row in report.values()) for place in range(3)
    )
