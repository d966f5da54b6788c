"""Searching many transcripts, beside looking for the same letters with LIKE."""

from django.utils import timezone

from adoption_reviews.models import Review
from interviews.models import Interview, Segment
from reports.actions.search_index import bring_up_to_date
from reports.benchmarks.measuring import Measured, in_turns
from reports.queries.search import matches
from reports.search.asking import asked

INTERVIEWS = 100
SEGMENTS = 600  # of each
TIMES = 9
TYPED = ["network", '"business case"', "organis* trial -ward"]


def searching() -> list[Measured]:
    """Looking for changes and finding, as the page does; the demo's words in another order."""
    first = Review.objects.order_by("pk").first()
    reviewer = first.memberships.filter(role="reviewer").first().user
    review = _large_review(first)
    while not bring_up_to_date([review]):
        pass
    return [_compared(typed, review, reviewer) for typed in TYPED]


def _compared(typed: str, review: Review, reviewer) -> Measured:
    wanted = asked(typed)
    letters = typed.strip('"').split("*")[0]

    def search():
        bring_up_to_date([review])
        return matches(wanted, [review], reviewer)

    def like():
        said = Segment.objects.filter(interview__review=review, text__icontains=letters)
        return list(said.values_list("pk", flat=True))

    size = f"n = {TIMES}, {INTERVIEWS} interviews of {SEGMENTS} segments, {len(search())} found"
    ours, theirs = in_turns(search, like, times=TIMES)
    return Measured(f"search for {typed}", size, ours, f"LIKE '%{letters}%' alone", theirs)


def _large_review(like: Review) -> Review:
    review = Review.objects.create(
        organisation=like.organisation,
        round_number=99,
        slug="large",
        influences_ref=like.influences_ref,
        maturity_ref=like.maturity_ref,
        barriers_ref=like.barriers_ref,
    )
    words = " ".join(Segment.objects.order_by("pk").values_list("text", flat=True)).split()
    at = 0
    for number in range(1, INTERVIEWS + 1):
        interview = Interview.objects.create(review=review, number=number, revision=1)
        segments = []
        for place in range(1, SEGMENTS + 1):
            length = 10 + (place * 7 + number) % 50
            text = " ".join(words[(at + step) % len(words)] for step in range(length))
            at += length + 3
            segments.append(
                Segment(
                    interview=interview,
                    position=place,
                    speaker="P01",
                    revision=1,
                    text=text,
                    created_at=timezone.now(),
                )
            )
        Segment.objects.bulk_create(segments)
    return review
