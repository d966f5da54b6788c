from datetime import UTC, datetime

import pytest

from adoption_reviews.models import Review
from adoption_reviews.vocabulary import Direction, RoleGroup
from interviews.models import Interview
from interviews.queries import (
    CodedPassage,
    Person,
    coded_passages,
    coverage,
    identities,
    people_interviewed,
)
from tests.factories.core import ReviewFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    SegmentFactory,
)

WITHDRAWN = datetime(2026, 11, 1, tzinfo=UTC)


def coding_in(interview, *, speaker=None, usable=True, **fields):
    return CodingFactory(
        passage__start_segment=SegmentFactory(interview=interview, participant=speaker),
        passage__anonymised_quote="We hear of things.",
        passage__is_usable=usable,
        **fields,
    )


def test_coded_passage_says_who_what_and_which_words(review):
    person = ParticipantFactory(review=review, role_group=RoleGroup.EXECUTIVE)
    interview = InterviewFactory(review=review, participants=[person])
    coding = coding_in(interview, direction=Direction.MIXED)
    assert coded_passages([review]) == [
        CodedPassage(
            review_id=review.pk,
            coding_id=coding.pk,
            passage_id=coding.passage_id,
            interview_id=interview.pk,
            interview_number=interview.number,
            participant_id=person.pk,
            pseudonym=person.pseudonym,
            role_group="executive",
            framework_ref=review.influences_ref,
            code="good-networks",
            direction="mixed",
            quote=coding.passage.quote,
            usable_quote="We hear of things.",
        )
    ]


def test_coded_passages_leave_out_what_does_not_count(review):
    coding_in(InterviewFactory(review=review, status=Interview.Status.PLANNED))
    coding_in(InterviewFactory(review=review, status=Interview.Status.IN_PROGRESS))
    coding_in(InterviewFactory(review=review, participants__withdrawn_at=WITHDRAWN))
    coding_in(InterviewFactory(review=review, participants=[]))
    coding_in(InterviewFactory())  # another review
    struck = coding_in(InterviewFactory(review=review)).passage.start_segment
    struck.deleted_at = WITHDRAWN
    struck.save()
    assert coded_passages([review]) == []


def test_joint_interview_is_left_out_when_one_of_its_people_withdraws(review):
    stays = ParticipantFactory(review=review)
    leaves = ParticipantFactory(review=review, withdrawn_at=WITHDRAWN)
    coding_in(InterviewFactory(review=review, participants=[stays, leaves]), speaker=stays)
    assert coded_passages([review]) == []
    assert people_interviewed([review]) == []


def test_joint_interview_counts_the_speaker_or_else_the_first_participant(review):
    first, second = ParticipantFactory.create_batch(2, review=review)
    interview = InterviewFactory(review=review, participants=[second, first])
    coding_in(interview, speaker=second)
    coding_in(interview)
    assert [each.participant_id for each in coded_passages([review])] == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("usable", "agreed", "speaker", "quote"),
    [
        (True, [True, True], None, "We hear of things."),
        (False, [True, True], None, ""),
        (True, [True, False], None, ""),  # who speaks is not known: both must agree
        (True, [True, False], 0, "We hear of things."),
        (True, [True, False], 1, ""),
    ],
)
def test_usable_quote_needs_clearing_and_consent(review, usable, agreed, speaker, quote):
    people = [ParticipantFactory(review=review, consent_to_quote=each) for each in agreed]
    coding_in(
        InterviewFactory(review=review, participants=people),
        speaker=None if speaker is None else people[speaker],
        usable=usable,
    )
    assert [each.usable_quote for each in coded_passages([review])] == [quote]


def test_quote_is_not_usable_while_its_words_need_a_look(review):
    coding = coding_in(InterviewFactory(review=review))
    coding.passage.needs_a_look = True
    coding.passage.save()
    assert [each.usable_quote for each in coded_passages([review])] == [""]


def test_coded_passages_of_one_framework_only(review):
    interview = InterviewFactory(review=review)
    wanted = coding_in(interview)
    coding_in(interview, framework_ref="adoption-barriers@2016.1", code="money")
    found = coded_passages([review], framework_ref=review.influences_ref)
    assert [each.coding_id for each in found] == [wanted.pk]
    assert len(coded_passages([review])) == 2


@pytest.mark.parametrize("n", [1, 3])
def test_contract_queries_cost_the_same_for_any_number_of_reviews(db, django_assert_num_queries, n):
    for _ in range(n):
        coding_in(InterviewFactory(review=ReviewFactory()))
    reviews = list(Review.objects.all())
    with django_assert_num_queries(3):
        assert len(coded_passages(reviews)) == n
    with django_assert_num_queries(1):
        assert len(people_interviewed(reviews)) == n
    with django_assert_num_queries(1):
        coverage(reviews[0])
    with django_assert_num_queries(3):
        assert len(coded_passages(Review.objects.all())) == n


def test_person_interviewed_twice_is_one_person(review):
    person = ParticipantFactory(review=review)
    InterviewFactory.create_batch(2, review=review, participants=[person])
    InterviewFactory(review=review, status=Interview.Status.PLANNED)
    assert people_interviewed([review]) == [Person(review.pk, person.pk, "front-line")]


def test_identities_hold_withdrawn_people_of_this_review_only(review):
    ParticipantFactory(identity__name="Elsewhere Person")
    ParticipantFactory(review=review, identity__name="Zofia Wójcik")
    ParticipantFactory(review=review, identity__name="Ann O’Brien", withdrawn_at=WITHDRAWN)
    assert [each.name for each in identities(review)] == ["Zofia Wójcik", "Ann O’Brien"]
