"""A review whose interviews are coded, for the benchmarks. Made inside the product measured."""

import random

from adoption_reviews.actions import add_organisation, start_review
from adoption_reviews.codes import code_groups
from adoption_reviews.models import Review, User
from adoption_reviews.vocabulary import Direction, RoleGroup
from interviews.models import Coding, Interview, Participant, Passage, Segment

SEGMENTS = 60  # of each interview
WORDS = "We hear of it through the network, try it on one ward and then ring somebody up. "


def make_coded_review(interviews: int, codings: int) -> tuple[Review, User]:
    """A review with as many interviews, each with a person of its own, and as many codings.

    Passages lie anywhere in a segment, so that some overlap; two in five have a second code.
    """
    chance = random.Random(1)
    reviewer = User.objects.create(email="coder@bench.example", name="Coder")
    organisation = add_organisation(
        ods_code="BEN", name="Bench Trust", kind="acute", region="", by=reviewer
    )
    review = start_review(organisation=organisation, reviewers=[reviewer], by=reviewer)
    held = [_interview(review, number, chance) for number in range(1, interviews + 1)]
    segments = [
        Segment(interview=each, position=place, text=WORDS * 4)
        for each in held
        for place in range(1, SEGMENTS + 1)
    ]
    Segment.objects.bulk_create(segments, batch_size=500)
    codes = [code for group in code_groups(review) for code in group.codes]
    _code(segments, codes, codings, chance, reviewer)
    return review, reviewer


def _interview(review: Review, number: int, chance: random.Random) -> Interview:
    person = Participant.objects.create(
        review=review,
        pseudonym=f"P{number:02}",
        role_group=chance.choice(RoleGroup.values),
        division=chance.choice(["", "Medicine", "Surgery", "Community", "Finance"]),
    )
    interview = Interview.objects.create(
        review=review, number=number, status=Interview.Status.COMPLETED
    )
    interview.participants.add(person)
    return interview


def _code(segments, codes, codings: int, chance: random.Random, reviewer: User) -> None:
    wanted = []  # a passage and its codes
    while codings:
        segment = chance.choice(segments)
        start = chance.randrange(len(segment.text) - 60)
        end = start + chance.randrange(20, 60)
        given = chance.sample(codes, min(codings, chance.choice([1, 1, 1, 2, 2])))
        codings -= len(given)
        passage = Passage(
            interview=segment.interview,
            start_segment=segment,
            end_segment=segment,
            start_offset=start,
            end_offset=end,
            quote=segment.text[start:end],
            created_by=reviewer,
        )
        wanted.append((passage, given))
    Passage.objects.bulk_create([passage for passage, _ in wanted], batch_size=500)
    Coding.objects.bulk_create(
        [
            Coding(
                passage=passage,
                framework_ref=code.framework_ref,
                code=code.code,
                direction=chance.choice(Direction.values),
                author=reviewer,
            )
            for passage, given in wanted
            for code in given
        ],
        batch_size=500,
    )
