"""A review with evidence of every kind, and one that it can be brought into."""

import pytest

from adoption_reviews.actions.themes import create_theme
from adoption_reviews.models import Memo
from adoption_reviews.roles import Role
from adoption_reviews.vocabulary import Direction, RoleGroup
from casestudies.actions import add_case_study
from casestudies.models import Coding as StudyCoding
from casestudies.models import Passage as StudyPassage
from interviews.models import Segment
from tests.factories.core import MembershipFactory, ReviewFactory, UserFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
    SegmentFactory,
)

FIRST = "How do you hear of new things? 😀"
SECOND = "We ring 𝓌ards up:\nthen “the network” 👩‍⚕️ tells us, & <so> it goes."
THIRD = "Nobody decides. Nobody at all."


def passage(start, begin, end, until, by, **more):
    """A passage from `begin` in one segment to `until` in another, coded by somebody."""
    texts = [start.text[begin:until]] if start == end else [start.text[begin:], end.text[:until]]
    return PassageFactory(
        start_segment=start,
        end_segment=end,
        start_offset=begin,
        end_offset=until,
        quote="\n".join(texts),
        created_by=by,
        **more,
    )


@pytest.fixture
def second_reviewer(review):
    return MembershipFactory(
        role=Role.REVIEWER, review=review, user__name="Ada Second", user__email="ada@hub.example"
    ).user


@pytest.fixture
def evidence(review, reviewer, second_reviewer):
    """Two interviews and a case study, with passages that overlap, nest and cross segments, by
    two coders, as influences, barriers and nested themes; memos on everything.
    """
    nurse = ParticipantFactory(
        review=review, pseudonym="P01", division="Surgery", identity__name="Wenna Tregarth"
    )
    chief = ParticipantFactory(
        review=review,
        pseudonym="P02",
        role_group=RoleGroup.EXECUTIVE,
        identity__name="Maud Polglase",
    )
    ParticipantFactory(review=review, pseudonym="P03", identity__name="Rosen Nance")
    one = InterviewFactory(review=review, number=1, participants=[nurse])
    two = InterviewFactory(review=review, number=2, participants=[nurse, chief])
    asked, said, last = [
        SegmentFactory(interview=one, position=at, text=text, speaker=speaker, kind=kind, **more)
        for at, (text, speaker, kind, more) in enumerate(
            [
                (FIRST, "Interviewer", Segment.Kind.QUESTION, {"stage": "identify"}),
                (SECOND, "P01", Segment.Kind.SPEECH, {"participant": nurse, "start_ms": 61_000}),
                (THIRD, "P01", Segment.Kind.SPEECH, {"participant": nurse}),
            ],
            1,
        )
    ]
    note = SegmentFactory(interview=two, position=1, text="=1+1 noted", kind=Segment.Kind.NOTE)
    pockets = create_theme(
        review=review, title="Pockets", description="Here and there", by=reviewer
    )
    ward = create_theme(review=review, title="One ward", parent=pockets, by=reviewer)
    themes = {"framework_ref": "themes"}
    network = passage(said, 18, said, 36, reviewer)
    CodingFactory(passage=network, memo="She means\nthe region.")
    CodingFactory(passage=network, **themes, code=ward.key, direction=Direction.MIXED)
    inner = passage(said, 23, said, 30, second_reviewer)
    CodingFactory(passage=inner, direction=Direction.HINDERS)
    same = passage(said, 18, said, 36, second_reviewer)
    CodingFactory(passage=same, direction=Direction.HINDERS, author=second_reviewer)
    across = passage(asked, 7, last, 15, reviewer)
    across.quote = "\n".join([FIRST[7:], SECOND, THIRD[:15]])
    across.save()
    CodingFactory(passage=across, **themes, code=pockets.key)
    CodingFactory(passage=across, framework_ref=review.barriers_ref, code=first_barrier(review))
    whole = passage(note, 0, note, len(note.text), reviewer)
    CodingFactory(passage=whole, code="ring-holder", direction=Direction.MIXED)
    study = add_case_study(
        review=review,
        values={
            "innovation": "Test strips",
            "kind": "medtech",
            "is_nationally_prioritised": True,
            "how_identified": "Heard at a meeting 😀 of nurses.",
            "how_decided": "",
            "lessons": "Ask early.",
        },
        influences={"good-networks": "helps"},
        by=reviewer,
    )
    heard = StudyPassage.objects.create(
        case_study=study,
        start_part="how_identified",
        start_offset=19,
        end_part="lessons",
        end_offset=3,
        quote="of",
        created_by=reviewer,
    )
    StudyCoding.objects.create(
        passage=heard,
        framework_ref=review.influences_ref,
        code="good-networks",
        direction="helps",
        author=reviewer,
        memo="=cmd",
    )
    for about, key, text in [
        ("review", "", "What we noticed"),
        ("interview", one.pk, "A quiet talk\nin the end"),
        ("case-study", study.pk, "Ask again"),
        ("passage", network.pk, "Compare with P02"),
        ("case-study-passage", heard.pk, "Striking"),
        ("code", f"themes:{ward.key}", "Too narrow?"),
    ]:
        Memo.objects.create(review=review, about=about, key=str(key), text=text, author=reviewer)
    return review


def first_barrier(review):
    from adoption_reviews.codes import framework_groups

    return framework_groups(review.barriers_ref)[0].codes[0].code


@pytest.fixture
def elsewhere(reviewer, second_reviewer):
    """An empty review in which the same people work."""
    review = ReviewFactory()
    for user in (reviewer, second_reviewer):
        MembershipFactory(role=Role.REVIEWER, review=review, user=user)
    return review


@pytest.fixture
def stranger(elsewhere):
    """A reviewer there who has nothing to do with the first review."""
    return MembershipFactory(role=Role.REVIEWER, review=elsewhere, user=UserFactory()).user
