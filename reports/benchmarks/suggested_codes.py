"""How often a suggested code is right, and how long suggesting takes."""

from collections import Counter
from dataclasses import dataclass
from itertools import cycle, islice

from django.db.models import Count

from adoption_reviews.models import Review
from interviews.models import Interview, Segment
from reports.benchmarks.measuring import Measured, in_turns
from reports.queries.codings import codings
from reports.queries.suggestions import suggestions
from reports.suggesting import Example, likely_codes

LONG = 600  # segments of the interview that is suggested for
TIMES = 5


@dataclass(frozen=True)
class HitRate:
    """Shares of passages for which one of the codes named was theirs."""

    what: str
    size: str
    ours: float
    compared_with: str
    theirs: float
    note: str = ""

    def line(self) -> str:
        """ratio | what | size | figure | compared with | note; more is better here"""
        return (
            f"{self.ours / max(self.theirs, 0.001):.2f} | {self.what} | {self.size} | "
            f"{self.ours:.1%} | {self.compared_with}: {self.theirs:.1%} | {self.note}"
        )


def hit_rates() -> list[HitRate]:
    """Each interview's coded passages are guessed from all the others'; its own are not known."""
    coded = {}
    for each in codings(Review.objects.all(), None):
        coded.setdefault(each.passage_key, []).append(each)
    passages = [
        ((given[0].text_kind, given[0].text_id), Example(given[0].quote, _keys(given)))
        for given in coded.values()
    ]
    texts = sorted({text for text, _ in passages})
    hits, by_count = Counter(), Counter()
    for left_out in texts:
        known = [example for text, example in passages if text != left_out]
        asked = [example for text, example in passages if text == left_out]
        commonest = [
            key for key, _ in Counter(key for each in known for key in each.keys).most_common(3)
        ]
        likely = likely_codes(known, [each.text for each in asked])
        for example, found in zip(asked, likely, strict=True):
            for most in (1, 3):
                hits[most] += bool({each.key for each in found[:most]} & set(example.keys))
                by_count[most] += bool(set(commonest[:most]) & set(example.keys))
    n = len(passages)
    n_codes = len({key for _, example in passages for key in example.keys})
    return [
        HitRate(
            f"a passage’s code is among {most} suggested",
            f"n = {n} coded passages of {len(texts)} texts, {n_codes} codes",
            hits[most] / n,
            f"the {most} commonest code{'s' * (most > 1)}",
            by_count[most] / n,
            "each interview guessed from the others; the demo hub’s made-up words",
        )
        for most in (1, 3)
    ]


def _keys(given) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.key for each in given))


def time_to_suggest() -> list[Measured]:
    """For a long interview of the review with the most interviews, beside the library alone."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    # Another benchmark's review, which nobody reviews, may be there too.
    reviewed = Review.objects.filter(memberships__role="reviewer")
    review = reviewed.annotate(n=Count("interviews", distinct=True)).order_by("-n").first()
    reviewer = review.memberships.filter(role="reviewer").first().user
    interview = _long_interview(review)
    texts = [each.text for each in interview.segments.standing()]
    quotes = list({each.passage_key: each.quote for each in codings([review], None)}.values())

    def library_alone():
        vectorizer = TfidfVectorizer()
        known = vectorizer.fit_transform(quotes)
        (vectorizer.transform(texts) @ known.T).toarray()

    ours, theirs = in_turns(
        lambda: suggestions(interview, [review], reviewer), library_alone, times=TIMES
    )
    n = review.interviews.count()
    size = f"n = {TIMES}, {LONG} segments, {n} interviews, {len(quotes)} coded passages"
    beside = "TfidfVectorizer on words alone, no database"
    return [Measured("suggest codes for an interview", size, ours, beside, theirs)]


def _long_interview(review: Review) -> Interview:
    """A new one, in words that are said elsewhere in the review."""
    said = Segment.objects.filter(interview__review=review, kind=Segment.Kind.SPEECH)
    texts = islice(cycle(said.values_list("text", flat=True)), LONG)
    last = review.interviews.order_by("number").last().number
    interview = Interview.objects.create(review=review, number=last + 1)
    Segment.objects.bulk_create(
        Segment(interview=interview, position=place, text=text)
        for place, text in enumerate(texts, 1)
    )
    return interview
