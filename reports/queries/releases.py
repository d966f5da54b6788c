"""When reports were released."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from reports.models import Report


def latest_releases(review_ids: Iterable[int]) -> dict[int, datetime]:
    """When each review's latest release was; those without one are left out. One query."""
    found = Report.objects.released().filter(review__in=list(review_ids)).order_by()
    return dict(found.values_list("review").annotate(latest=Max("released_at")))
