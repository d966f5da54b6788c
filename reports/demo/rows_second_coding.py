"""One interview of the review in fieldwork, coded a second time by the other reviewer.

They agree on most of it and differ in each way that there is, so that something is to be settled.
"""

from datetime import timedelta

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction
from interviews.actions.second_coding import finish_second_coding, give_second_coding
from interviews.models import Coding, Passage, SecondCoding
from reports.demo.rows_hub import Hub

# What the second coder makes of the first coding, mark by mark; all further ones are the same.
SKIPPED, SHORTER, OTHERWISE, ADDED = 0, 2, 4, 5
OTHER = {
    Direction.HELPS: Direction.MIXED,
    Direction.HINDERS: Direction.MIXED,
    Direction.MIXED: Direction.HINDERS,
}


def make_second_coding(hub: Hub) -> None:
    """Store it as the actions do; dated a week and a day after the first coding."""
    [review] = [each for each in hub.reviews.values() if each.status == Review.Status.FIELDWORK]
    interview = review.interviews.evidence().filter(passages__isnull=False).first()
    given = list(
        Coding.objects.filter(passage__interview=interview).select_related("passage", "author")
    )
    [coder] = [each for each in hub.reviewers if each != given[0].author]
    second = give_second_coding(interview=interview, coder=coder, by=given[0].author)
    for place, coding in enumerate(given):
        if place != SKIPPED:
            _mark(second, coding, place)
    second = finish_second_coding(second=second, by=coder)
    _date(second, given[0])


def _mark(second: SecondCoding, coding: Coding, place: int) -> None:
    mark = coding.passage
    quote, end = mark.quote, mark.end_offset
    if place == SHORTER:
        quote = quote[: quote.rindex(" ")]
        end -= len(mark.quote) - len(quote)
    codes = [coding.code]
    if place == ADDED:
        others = get_framework(coding.framework_ref).codes()
        codes.append(others[(list(others).index(coding.code) + 1) % len(others)])
    passage, _ = Passage.objects.get_or_create(
        interview=second.interview,
        start_segment=mark.start_segment,
        start_offset=mark.start_offset,
        end_segment=mark.end_segment,
        end_offset=end,
        created_by=second.coder,
        defaults={"quote": quote},
    )
    for code in codes:
        Coding.objects.create(
            passage=passage,
            framework_ref=coding.framework_ref,
            code=code,
            direction=OTHER[coding.direction] if place == OTHERWISE else coding.direction,
            author=second.coder,
            second_coding=second,
            counts=False,
        )


def _date(second: SecondCoding, first: Coding) -> None:
    at = first.created_at + timedelta(days=7)
    second.given_at, second.finished_at = at, at + timedelta(days=1)
    second.save()
    Passage.objects.filter(codings__second_coding=second).update(created_at=second.finished_at)
    second.codings.update(created_at=second.finished_at)
