"""Search over everything a user may see: transcripts, case studies, memos.

The index says where words stand; whether they may be shown is asked of the rows themselves in the
same query, so that what was deleted or withdrawn, or is hidden from somebody who codes blind, is
not found even before the index knows.
"""

from collections import Counter
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from adoption_reviews.models import Review
from interviews.models import Interview
from reports.models import SearchEntry
from reports.queries.codings import case_study_codings, interview_codings
from reports.queries.memos import memos
from reports.search.asking import Asked
from reports.search.databases import holding, times
from reports.search.ranking import score, weight

Kind = SearchEntry.Kind


class Group(StrEnum):
    """What a user knows the kinds of texts by."""

    TRANSCRIPTS = "transcripts"
    CASE_STUDIES = "case-studies"
    MEMOS = "memos"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


GROUPS = {Kind.SEGMENT: Group.TRANSCRIPTS, Kind.CASE_STUDY: Group.CASE_STUDIES}


class Match(NamedTuple):
    """One text that was found."""

    entry_id: int
    kind: str  # a SearchEntry.Kind


def matches(asked: Asked, reviews: list[Review], user) -> list[Match]:
    """Every text of `reviews` that `user` may see and that holds what was asked for. One query.

    Best first (`ranking.score`), then the newest day, then as read: by review, kind of text, text
    and place in it. The order is the same on both databases.
    """
    review_ids = [each.pk for each in reviews]
    if not asked or not review_ids:
        return []
    entries = SearchEntry.objects.filter(review__in=review_ids).filter(_may_see(reviews, user))
    counts = {f"times_{number}": times(each) for number, each in enumerate(asked.wanted)}
    found = list(
        holding(entries, asked, review_ids)
        .annotate(**counts)
        .order_by("-written_on", *AS_READ)
        .values_list("pk", "kind", "n_words", *counts)
    )
    weights = [weight(each.stems) for each in asked.wanted]
    average = max(1, sum(row[2] for row in found) / max(1, len(found)))
    scored = [(-round(score(row[3:], weights, row[2], average), 9), row) for row in found]
    scored.sort(key=itemgetter(0))  # those that score alike stay as they came
    return [Match(*row[:2]) for _, row in scored]


AS_READ = (
    "review_id",
    "kind",
    "segment__interview_id",
    "segment__position",
    "case_study_id",
    "pk",
)


def numbers_by_group(found: list[Match]) -> dict[Group, int]:
    """How many were found of each group, in the groups' order, also where it is none."""
    kinds = Counter(match.kind for match in found)
    numbers = dict.fromkeys(Group, 0)
    for kind, number in kinds.items():
        numbers[group_of(kind)] += number
    return numbers


def group_of(kind: str) -> Group:
    return GROUPS.get(kind, Group.MEMOS)


def _may_see(reviews: list[Review], user) -> Q:
    """Which entries' texts `user` may read: asked of the texts, never of the index."""
    live = Interview.objects.filter(review__in=reviews).counting()

    def among(rows, name):
        return Exists(rows.filter(pk=OuterRef(name)))

    segment = Q(
        kind=Kind.SEGMENT,
        segment__interview__in=live.order_by().values("pk"),
        segment__deleted_at__isnull=True,
        segment__participant__withdrawn_at__isnull=True,
    )
    return (
        segment
        | Q(kind=Kind.CASE_STUDY, case_study__review__in=reviews)
        | Q(kind=Kind.MEMO) & among(memos(reviews, user), "memo")
        | Q(kind=Kind.CODING) & among(interview_codings(live, user).exclude(memo=""), "coding")
        | Q(kind=Kind.CASE_STUDY_CODING)
        & among(case_study_codings(reviews, user).exclude(memo=""), "case_study_coding")
    )
