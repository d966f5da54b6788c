"""What stands beside each indicator of a page: remarks, evidence, whether it is settled."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from adoption_reviews.frameworks import Domain
from adoption_reviews.roles import Permission
from maturity.models import Attachment, Rating, Remark, SelfAssessment
from maturity.queries.remarks import threads_for


@dataclass(frozen=True)
class Beside:
    """`last`: the newest remark that one may read. `evidence`: links and files, oldest first."""

    n_remarks: int = 0
    last: Remark | None = None
    evidence: tuple[Attachment, ...] = ()
    settled_at: datetime | None = None
    settled_by: str = ""
    may_talk: bool = False
    may_add: bool = False


def beside(
    assessment: SelfAssessment, domains: Iterable[Domain], access: Collection[Permission]
) -> dict[str, Beside]:
    """By code, for every indicator of `domains`: those of `domains_for`. Three queries; two for
    who reads no remarks.
    """
    codes = [indicator.key for domain in domains for indicator in domain.indicators]
    threads = threads_for(access)
    said, evidence = defaultdict(list), defaultdict(list)
    if threads:
        rows = Remark.objects.filter(
            assessment=assessment.pk,
            indicator__in=codes,
            taken_back_at=None,
            with_reviewers__in=[thread.with_reviewers for thread in threads],
        )
        for each in rows.select_related("by").order_by("pk"):
            said[each.indicator].append(each)
    added = Attachment.objects.filter(
        assessment=assessment.pk, indicator__in=codes, removed_at=None
    )
    for each in added.order_by("pk"):
        evidence[each.indicator].append(each)
    settled = {
        code: (at, name)
        for code, at, name in Rating.objects.filter(
            assessment=assessment.pk, indicator__in=codes, settled_at__isnull=False
        ).values_list("indicator", "settled_at", "settled_by__name")
    }
    may_add = Permission.RATE_MATURITY in access and assessment.is_open
    found = {}
    for code in codes:
        at, name = settled.get(code, (None, ""))
        found[code] = Beside(
            n_remarks=len(said[code]),
            last=said[code][-1] if said[code] else None,
            evidence=tuple(evidence[code]),
            settled_at=at,
            settled_by=name or "",
            may_talk=bool(threads),
            may_add=may_add,
        )
    return found
