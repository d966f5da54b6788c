"""Loading the demo hub: all or nothing, into an empty database, the same rows each time."""

from dataclasses import dataclass
from random import Random

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.models import Organisation, Review
from casestudies.models import CaseStudy
from interviews.models import Coding, Interview, Participant, Passage, Segment
from maturity.models import Rating
from reports.demo.rows_hub import make_hub
from reports.demo.rows_people import make_people
from reports.demo.rows_second_coding import make_second_coding
from reports.demo.rows_themes import make_themes
from reports.demo.rows_transcripts import make_transcripts
from reports.demo.rows_trusts import make_case_studies, make_self_ratings, mark_case_studies
from reports.demo.words import read_words

SEED = 2019  # the year of the five reviews whose shape the demo has


class NotEmpty(Exception):
    """There are organisations already: the demo is not mixed with anybody's data."""


@dataclass(frozen=True)
class Loaded:
    """How many rows of each kind there are."""

    trusts: int
    reviews: int
    participants: int
    interviews: int
    segments: int
    passages: int
    codings: int
    case_studies: int
    ratings: int


@transaction.atomic
def load_demo_hub() -> Loaded:
    """Load everything and record one event for it. Raises NotEmpty."""
    if is_loaded():
        raise NotEmpty
    words, rng = read_words(), Random(SEED)
    hub = make_hub(words)
    takings = make_people(words, hub, rng)
    make_transcripts(words, hub, takings, rng)
    make_themes(hub)
    make_second_coding(hub)
    make_case_studies(words, hub)
    mark_case_studies(words, hub)
    make_self_ratings(words, hub)
    loaded = Loaded(
        trusts=Organisation.objects.count(),
        reviews=Review.objects.count(),
        participants=Participant.objects.count(),
        interviews=Interview.objects.count(),
        segments=Segment.objects.count(),
        passages=Passage.objects.count(),
        codings=Coding.objects.count(),
        case_studies=CaseStudy.objects.count(),
        ratings=Rating.objects.count(),
    )
    audit.record(
        by=hub.administrator,
        verb="demo.loaded",
        interviews=loaded.interviews,
        passages=loaded.passages,
        codings=loaded.codings,
        case_studies=loaded.case_studies,
        ratings=loaded.ratings,
    )
    return loaded


def is_loaded() -> bool:
    """Whether the database holds organisations, of the demo or of a real hub."""
    return Organisation.objects.exists()
