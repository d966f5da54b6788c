"""Every coding of one or more reviews, from interviews and case studies alike.

The code pages, the grid, agreement and exports all stand on `codings`, so that they show the same.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adoption_reviews.codes import split_key
from adoption_reviews.vocabulary import Direction, RoleGroup
from casestudies.models import Coding as CaseStudyCoding
from interviews.models import Coding, Interview, Participant


class TextKind(StrEnum):
    """What kind of text a passage stands in."""

    INTERVIEW = "interview"
    CASE_STUDY = "case-study"


@dataclass(frozen=True, slots=True)
class GivenCoding:
    """One passage coded once. Who said it is empty for a case study and for a question."""

    review_id: int
    text_kind: TextKind
    text_id: int  # of the interview or case study
    text_number: int  # within its review
    coding_id: int  # unique among codings of the same kind of text
    passage_id: int  # likewise
    start_part: str  # id of the segment or name of the part it begins in
    start_offset: int
    end_part: str
    end_offset: int
    framework_ref: str
    code: str
    direction: str  # a Direction
    memo: str
    author_id: int
    author: str
    created_at: datetime
    quote: str  # the words as marked, possibly with names: for the review's reviewers only
    needs_a_look: bool
    participant_id: int | None
    pseudonym: str
    role_group: str  # a RoleGroup
    division: str
    counts: bool  # as evidence: see CodingQuerySet.counting; and the interview is completed
    is_held_back: bool  # a second coder's, and not settled to count
    is_asked: bool  # wholly in the words of whoever asks: nobody's evidence

    @property
    def key(self) -> str:
        return f"{self.framework_ref}:{self.code}"

    @property
    def direction_words(self) -> str:
        return Direction(self.direction).label

    @property
    def role_group_words(self) -> str:
        return RoleGroup(self.role_group).label if self.role_group else ""

    @property
    def passage_key(self) -> str:
        """Unique among the passages of all texts."""
        return f"{self.text_kind}:{self.passage_id}"


def codings(reviews, viewer, key: str = "") -> list[GivenCoding]:
    """All codings of `reviews` that `viewer` may see: interviews first, then case studies, as made.
    Only those of one code when its key is given.

    Four queries, however many reviews. Nothing of an interview in which somebody withdrew is
    there, nor a passage that begins or ends in a segment deleted since. Who said a passage is the
    participant of its first segment that is no question or, where that is not known, the
    interview's first; nobody said what is wholly within questions, and it does not count.
    `viewer` None sees what counts, as a report does.
    """
    framework_ref, code = split_key(key)
    only = {"framework_ref": framework_ref, "code": code} if key else {}
    return _of_interviews(reviews, viewer, only) + _of_case_studies(reviews, viewer, only)


COLUMNS = (
    "pk",
    "passage_id",
    "passage__start_offset",
    "passage__end_offset",
    "framework_ref",
    "code",
    "direction",
    "memo",
    "author_id",
    "author__name",
    "created_at",
    "passage__quote",
    "passage__needs_a_look",
)


def _common(row: dict) -> dict:
    return {
        "coding_id": row["pk"],
        "passage_id": row["passage_id"],
        "start_offset": row["passage__start_offset"],
        "end_offset": row["passage__end_offset"],
        "framework_ref": row["framework_ref"],
        "code": row["code"],
        "direction": row["direction"],
        "memo": row["memo"],
        "author_id": row["author_id"],
        "author": row["author__name"],
        "created_at": row["created_at"],
        "quote": row["passage__quote"],
        "needs_a_look": row["passage__needs_a_look"],
    }


def interview_codings(interviews, viewer):
    """Codings that `viewer` may see of `interviews`, a QuerySet of those in which nobody withdrew;
    none of a passage that begins or ends in a segment deleted since. A QuerySet."""
    return (
        Coding.objects.seen_by(viewer)
        .filter(
            passage__interview__in=interviews,
            passage__start_segment__deleted_at__isnull=True,
            passage__end_segment__deleted_at__isnull=True,
        )
        .exclude(passage__start_segment__participant__withdrawn_at__isnull=False)
    )


def case_study_codings(reviews, viewer):
    """Codings of the case studies of `reviews` that `viewer` may see. A QuerySet."""
    return CaseStudyCoding.objects.seen_by(viewer).filter(passage__case_study__review__in=reviews)


def _of_interviews(reviews, viewer, only: dict) -> list[GivenCoding]:
    rows = (
        interview_codings(Interview.objects.filter(review__in=reviews).counting(), viewer)
        .filter(**only)
        .with_speaker()
        .order_by("pk")
        .values(
            *COLUMNS,
            "counts",
            "is_asked",
            "speaker_id",
            "passage__interview_id",
            "passage__interview__number",
            "passage__interview__review_id",
            "passage__interview__status",
            "passage__start_segment_id",
            "passage__end_segment_id",
        )
    )
    people = Participant.objects.filter(review__in=reviews).in_bulk()
    taking_part = defaultdict(list)
    for interview, participant in (
        Interview.participants.through.objects.filter(interview__review__in=reviews)
        .order_by("participant_id")
        .values_list("interview_id", "participant_id")
    ):
        taking_part[interview].append(participant)
    found = []
    for row in rows:
        interview = row["passage__interview_id"]
        said_by = None
        if not row["is_asked"]:
            first = next(map(people.get, taking_part[interview]), None)
            said_by = people.get(row["speaker_id"]) or first
        found.append(
            GivenCoding(
                review_id=row["passage__interview__review_id"],
                text_kind=TextKind.INTERVIEW,
                text_id=interview,
                text_number=row["passage__interview__number"],
                start_part=str(row["passage__start_segment_id"]),
                end_part=str(row["passage__end_segment_id"]),
                participant_id=said_by.pk if said_by else None,
                pseudonym=said_by.pseudonym if said_by else "",
                role_group=said_by.role_group if said_by else "",
                division=said_by.division if said_by else "",
                counts=row["counts"]
                and not row["is_asked"]
                and row["passage__interview__status"] == Interview.Status.COMPLETED,
                is_held_back=not row["counts"],
                is_asked=row["is_asked"],
                **_common(row),
            )
        )
    return found


def _of_case_studies(reviews, viewer, only: dict) -> list[GivenCoding]:
    rows = (
        case_study_codings(reviews, viewer)
        .filter(**only)
        .order_by("pk")
        .values(
            *COLUMNS,
            "passage__case_study_id",
            "passage__case_study__number",
            "passage__case_study__review_id",
            "passage__start_part",
            "passage__end_part",
        )
    )
    return [
        GivenCoding(
            review_id=row["passage__case_study__review_id"],
            text_kind=TextKind.CASE_STUDY,
            text_id=row["passage__case_study_id"],
            text_number=row["passage__case_study__number"],
            start_part=row["passage__start_part"],
            end_part=row["passage__end_part"],
            participant_id=None,
            pseudonym="",
            role_group="",
            division="",
            counts=True,
            is_held_back=False,
            is_asked=False,
            **_common(row),
        )
        for row in rows
    ]
