"""What was found, as a page shows it: where it stands and its words around what was asked for."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from adoption_reviews.models import Review
from interviews.models import Segment
from reports.models import SearchEntry
from reports.queries.search import Group, Match, group_of
from reports.queries.search_subjects import subjects
from reports.search.asking import Asked
from reports.search.snippets import Piece, snippet

Kind = SearchEntry.Kind
PARTS = {
    "innovation": "Innovation",
    "how_identified": "Identify",
    "how_decided": "Decide",
    "how_implemented": "Implement",
    "benefits": "Benefits",
    "lessons": "Lessons",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One text that was found. `where` and `words` are in pieces: those found are marked."""

    group: Group
    title: str
    url: str  # the very place
    review: Review
    where: list[Piece]  # who spoke, the part of a case study
    words: list[Piece]
    by: str  # who wrote it; empty for a transcript
    at: datetime | None


def results(found: list[Match], asked: Asked, user) -> list[Result]:
    """The texts of one page of matches, in their order.

    A query for all of them, and a few for what their memos are about, however many there are.
    What has gone since it was found is left out.
    """
    entries = (
        SearchEntry.objects.filter(pk__in=[match.entry_id for match in found])
        .select_related(
            "review__organisation",
            "segment__interview",
            "case_study__author",
            "memo__author",
            "memo__review__organisation",
            "coding__author",
            "coding__passage__interview",
            "case_study_coding__author",
            "case_study_coding__passage__case_study",
        )
        .annotate(number=_number_of_segment())
        .in_bulk()
    )
    shown = [entries[match.entry_id] for match in found if match.entry_id in entries]
    about = subjects([each.memo for each in shown if each.kind == Kind.MEMO and each.memo], user)
    makers = {
        Kind.SEGMENT: _segment,
        Kind.CASE_STUDY: _case_study,
        Kind.MEMO: lambda entry, asked: _memo(entry, asked, about),
        Kind.CODING: _coding,
        Kind.CASE_STUDY_CODING: _case_study_coding,
    }
    made = [makers[entry.kind](entry, asked) for entry in shown]
    return [each for each in made if each]


def _number_of_segment():
    """The segment's place among those standing, from 1, as the transcript numbers it."""
    before = (
        Segment.objects.filter(interview=OuterRef("segment__interview"), deleted_at=None)
        .filter(
            Q(position__lt=OuterRef("segment__position"))
            | Q(position=OuterRef("segment__position"), pk__lte=OuterRef("segment"))
        )
        .order_by()
        .values("interview")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(before), 0)


def _segment(entry: SearchEntry, asked: Asked) -> Result:
    segment, interview = entry.segment, entry.segment.interview
    url = reverse("interviews:code", args=[entry.review.slug, interview.number])
    return Result(
        Group.TRANSCRIPTS,
        f"{interview}, segment {entry.number}",
        f"{url}#segment-{segment.pk}",
        entry.review,
        snippet(segment.speaker or segment.get_kind_display(), asked),
        snippet(segment.text, asked),
        "",
        interview.started_at or interview.scheduled_at,
    )


def _case_study(entry: SearchEntry, asked: Asked) -> Result:
    study = entry.case_study
    args = [entry.review.slug, study.number]
    is_part = entry.part in study.PARTS
    place = f"{reverse('casestudies:code', args=args)}#segment-{entry.part}"
    return Result(
        Group.CASE_STUDIES,
        f"Case study {study.number}: {study.innovation}",
        place if is_part else reverse("casestudies:detail", args=args),
        entry.review,
        [Piece(PARTS[entry.part], False)],
        snippet(getattr(study, entry.part), asked),
        study.author.name,
        study.updated_at,
    )


def _memo(entry: SearchEntry, asked: Asked, about: dict) -> Result | None:
    memo = entry.memo
    subject = about.get(memo.pk)
    if subject is None:
        return None
    return Result(
        Group.MEMOS,
        f"Memo on {subject.title}",
        f"{subject.url}#memos",
        entry.review,
        [],
        snippet(memo.text, asked),
        memo.author.name,
        memo.changed_at,
    )


def _coding(entry: SearchEntry, asked: Asked) -> Result:
    coding, interview = entry.coding, entry.coding.passage.interview
    args = [entry.review.slug, interview.number, coding.passage_id]
    return Result(
        group_of(entry.kind),
        f"Memo at a code in interview {interview.number}",
        reverse("interviews:passage", args=args),
        entry.review,
        [],
        snippet(coding.memo, asked),
        coding.author.name,
        coding.created_at,
    )


def _case_study_coding(entry: SearchEntry, asked: Asked) -> Result:
    coding, study = entry.case_study_coding, entry.case_study_coding.passage.case_study
    args = [entry.review.slug, study.number]
    return Result(
        group_of(entry.kind),
        f"Memo at a code in case study {study.number}",
        f"{reverse('casestudies:code', args=args)}#segment-{coding.passage.start_part}",
        entry.review,
        [],
        snippet(coding.memo, asked),
        coding.author.name,
        coding.created_at,
    )
