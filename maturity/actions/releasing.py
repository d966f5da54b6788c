"""Showing trusts the figures of their cohort."""

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.rated import rated_framework
from maturity.models import CohortRelease
from maturity.queries.released import as_figures, next_release, releases


@transaction.atomic
def release_cohort(*, framework_ref: str, by) -> CohortRelease:
    """Freeze the cohort's figures as they are now and show them to trusts from now on.

    Raises `shown.TooFew` when fewer than five trusts could be told apart from what was shown
    before, FrameworkError when there is no such framework.
    """
    framework = rated_framework(framework_ref)
    before = releases(framework.key)
    figures, members = as_figures(next_release(framework, before))
    release = CohortRelease.objects.create(
        framework_ref=framework_ref, figures=figures, members=members, released_by=by
    )
    audit.record(
        by=by,
        verb="cohort.released",
        on=release,
        framework=framework_ref,
        organisations=len(members["answers"]),
    )
    return release
