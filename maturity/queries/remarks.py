"""What people say about indicators: among the trust's own people, and with the reviewers."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from adoption_reviews.frameworks import Domain
from adoption_reviews.roles import Permission
from maturity.models import Rating, Remark, SelfAssessment
from maturity.queries.parts import Asked, asked


class Thread(StrEnum):
    DISCUSSION = "discussion"
    REVIEWERS = "reviewers"

    @property
    def with_reviewers(self) -> bool:
        return self is Thread.REVIEWERS


def threads_for(access: Collection[Permission]) -> tuple[Thread, ...]:
    """The threads that who holds `access` reads and writes; nobody but these reads a remark.

    The trust's own people have both. Reviewers have theirs, hub staff none.
    """
    if Permission.RATE_MATURITY in access:
        return Thread.DISCUSSION, Thread.REVIEWERS
    return (Thread.REVIEWERS,) if Permission.AGREE_MATURITY in access else ()


def talk(
    assessment: SelfAssessment, indicator: str, access: Collection[Permission]
) -> dict[Thread, list[Remark]]:
    """The threads about one indicator that one may read, oldest remark first, those that were
    taken back among them. One query.
    """
    found = {thread: [] for thread in threads_for(access)}
    rows = Remark.objects.filter(
        assessment=assessment.pk,
        indicator=indicator,
        with_reviewers__in=[thread.with_reviewers for thread in found],
    )
    for remark in rows.select_related("by").order_by("pk"):
        found[Thread.REVIEWERS if remark.with_reviewers else Thread.DISCUSSION].append(remark)
    return found


def remark(
    assessment: SelfAssessment, indicator: str, pk: int, access: Collection[Permission]
) -> Remark | None:
    """One remark, where one may read it and it was not taken back. One query."""
    found = talk(assessment, indicator, access)
    standing = (each for thread in found.values() for each in thread if not each.taken_back_at)
    return next((each for each in standing if each.pk == pk), None)


@dataclass(frozen=True)
class Comments:
    """The thread with the reviewers about one indicator, without what was taken back."""

    about: Asked
    remarks: tuple[Remark, ...]

    @property
    def is_for_reviewers(self) -> bool:
        """Whether the trust spoke last."""
        return not self.remarks[-1].by_reviewer


@dataclass(frozen=True)
class AllComments:
    """Every thread with the reviewers: those that wait for the reader, those that wait for the
    other side, and those whose rating was settled after the last word; each in framework order.
    """

    for_you: list[Comments] = field(default_factory=list)
    for_them: list[Comments] = field(default_factory=list)
    settled: list[Comments] = field(default_factory=list)

    @property
    def n(self) -> int:
        return len(self.for_you) + len(self.for_them) + len(self.settled)


def comments(
    assessment: SelfAssessment, domains: Iterable[Domain], *, as_reviewer: bool
) -> AllComments:
    """The comments on indicators of `domains`: those of `domains_for`. Two queries."""
    said = defaultdict(list)
    rows = Remark.objects.filter(assessment=assessment.pk, with_reviewers=True, taken_back_at=None)
    for each in rows.select_related("by").order_by("pk"):
        said[each.indicator].append(each)
    settled = dict(
        Rating.objects.filter(
            assessment=assessment.pk, indicator__in=said, settled_at__isnull=False
        ).values_list("indicator", "settled_at")
    )
    found = AllComments()
    for domain in domains:
        for indicator in domain.indicators:
            if indicator.key not in said:
                continue
            each = Comments(asked(indicator, domain), tuple(said[indicator.key]))
            settled_at = settled.get(indicator.key)
            if settled_at and settled_at > each.remarks[-1].at:
                found.settled.append(each)
            elif each.is_for_reviewers == as_reviewer:
                found.for_you.append(each)
            else:
                found.for_them.append(each)
    return found


def comments_for(
    assessment: SelfAssessment, domains: Iterable[Domain], access: Collection[Permission]
) -> AllComments | None:
    """The same for who holds `access`; None for those who do not read them. Two queries."""
    if Thread.REVIEWERS not in threads_for(access):
        return None
    return comments(assessment, domains, as_reviewer=Permission.AGREE_MATURITY in access)
