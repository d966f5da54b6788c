"""How much each code of a review was given to, of all that the viewer may see.

The database counts, by the rules of `reports.queries.codings`: ten thousand codings are no more
rows here than there are codes and people. What does not count as evidence yet is counted too.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from adoption_reviews.codes import key_of
from adoption_reviews.models import Review
from interviews.models import Interview
from reports.queries.codings import case_study_codings, interview_codings

PASSAGES = Count("passage_id", distinct=True)


@dataclass(frozen=True, slots=True)
class Counts:
    """A passage coded twice is one; so is somebody who spoke in two interviews."""

    passages: int = 0
    people: int = 0
    interviews: int = 0
    case_studies: int = 0


def code_counts(review: Review, viewer) -> dict[str, Counts]:
    """Key of each code that was given → what it was given to. Three queries."""
    interviews = Interview.objects.filter(review=review).counting()
    spoken, studied = defaultdict(list), defaultdict(list)
    rows = interview_codings(interviews, viewer).with_speaker().order_by()
    for ref, code, *row in rows.values_list(
        "framework_ref", "code", "passage__interview_id", "is_asked", "speaker_id"
    ).annotate(n=PASSAGES):
        spoken[key_of(ref, code)].append(row)
    rows = case_study_codings([review], viewer).order_by()
    for ref, code, _, n in rows.values_list(
        "framework_ref", "code", "passage__case_study_id"
    ).annotate(n=PASSAGES):
        studied[key_of(ref, code)].append(n)
    first = _first_people(interviews)
    return {
        key: _counts(spoken.get(key, []), studied.get(key, []), first)
        for key in [*spoken, *(studied.keys() - spoken.keys())]
    }


def _counts(spoken: list, studied: list[int], first: dict[int, int]) -> Counts:
    people = {
        speaker or first.get(interview)
        for interview, is_asked, speaker, _ in spoken
        if not is_asked  # nobody said what is wholly within questions
    }
    return Counts(
        passages=sum(n for *_, n in spoken) + sum(studied),
        people=len(people - {None}),
        interviews=len({interview for interview, *_ in spoken}),
        case_studies=len(studied),
    )


def _first_people(interviews) -> dict[int, int]:
    """Interview → who is taken to speak where nobody is named."""
    first = {}
    taking_part = Interview.participants.through.objects.filter(interview__in=interviews)
    for interview, person in taking_part.order_by("participant_id").values_list(
        "interview_id", "participant_id"
    ):
        first.setdefault(interview, person)
    return first
