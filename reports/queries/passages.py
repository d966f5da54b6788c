"""The passages behind one influence, for the review's reviewers only: words as marked."""

from collections import defaultdict
from dataclasses import dataclass

from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction, RoleGroup
from interviews.queries import coded_passages
from reports import evidence_rules as rules


@dataclass(frozen=True)
class MarkedPassage:
    """A passage with everything said of it on one influence; coded twice, it is one."""

    passage_id: int
    interview_number: int
    pseudonym: str
    role_group: RoleGroup
    direction: Direction  # mixed where coders differ
    quote: str  # possibly with names
    usable_quote: str  # "" while it may not be quoted


def marked_passages(review: Review, code: str, viewer=None) -> list[MarkedPassage]:
    """Passages on the influence, by direction (helps, hinders, mixed) and interview."""
    by_passage = defaultdict(list)
    for coded in coded_passages([review], review.influences_ref, viewer):
        if coded.code == code:
            by_passage[coded.passage_id].append(coded)
    found = [
        MarkedPassage(
            passage_id=passage_id,
            interview_number=codings[0].interview_number,
            pseudonym=codings[0].pseudonym,
            role_group=RoleGroup(codings[0].role_group),
            direction=rules.stance(each.direction for each in codings),
            quote=codings[0].quote,
            usable_quote=codings[0].usable_quote,
        )
        for passage_id, codings in by_passage.items()
    ]
    order = list(Direction)
    found.sort(key=lambda each: (order.index(each.direction), each.interview_number))
    return found
