import factory
from django.conf import settings

from adoption_reviews.roles import Role
from adoption_reviews.vocabulary import Direction, RoleGroup
from interviews.models import (
    Coding,
    Interview,
    Participant,
    ParticipantIdentity,
    Passage,
    SecondCoding,
    Segment,
    SegmentVersion,
)
from tests.factories.core import MembershipFactory, ReviewFactory, UserFactory


class ParticipantFactory(factory.django.DjangoModelFactory):
    """A participant who agreed to everything; `identity__name` names them."""

    class Meta:
        model = Participant
        skip_postgeneration_save = True

    review = factory.SubFactory(ReviewFactory)
    pseudonym = factory.Sequence(lambda n: f"P{n:03d}")
    role_group = RoleGroup.FRONT_LINE
    consent_to_interview = True
    consent_to_record = True
    consent_to_quote = True
    identity = factory.RelatedFactory(
        "tests.factories.interviews.IdentityFactory", factory_related_name="participant"
    )


class IdentityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ParticipantIdentity

    participant = factory.SubFactory(ParticipantFactory, identity=None)
    name = factory.Sequence(lambda n: f"Wenna Tregarth{n}")


class InterviewFactory(factory.django.DjangoModelFactory):
    """A completed interview with one new participant of the same review."""

    class Meta:
        model = Interview
        skip_postgeneration_save = True

    review = factory.SubFactory(ReviewFactory)
    number = factory.Sequence(lambda n: n + 1)
    status = Interview.Status.COMPLETED

    @factory.post_generation
    def participants(self, create, extracted, **kwargs):
        if extracted is None:
            extracted = [ParticipantFactory(review=self.review, **kwargs)]
        self.participants.set(extracted)


class SegmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Segment
        skip_postgeneration_save = True

    interview = factory.SubFactory(InterviewFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "We hear of things through the network, and then we ring somebody up."

    @factory.post_generation
    def first_version(self, create, extracted, **kwargs):
        SegmentVersion.objects.create(segment=self, version=1, speaker=self.speaker, text=self.text)


class PassageFactory(factory.django.DjangoModelFactory):
    """The whole of one segment, not cleared for use."""

    class Meta:
        model = Passage

    start_segment = factory.SubFactory(SegmentFactory)
    interview = factory.SelfAttribute("start_segment.interview")
    end_segment = factory.SelfAttribute("start_segment")
    start_offset = 0
    end_offset = factory.LazyAttribute(lambda o: len(o.start_segment.text))
    quote = factory.LazyAttribute(lambda o: o.start_segment.text)
    created_by = factory.SubFactory(UserFactory)


class CodingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Coding

    passage = factory.SubFactory(PassageFactory)
    framework_ref = settings.INFLUENCES_FRAMEWORK
    code = "good-networks"
    direction = Direction.HELPS
    author = factory.SelfAttribute("passage.created_by")


class SecondCodingFactory(factory.django.DjangoModelFactory):
    """A new reviewer of the review at work on the interview, blind."""

    class Meta:
        model = SecondCoding

    interview = factory.SubFactory(InterviewFactory)
    coder = factory.LazyAttribute(
        lambda o: MembershipFactory(role=Role.REVIEWER, review=o.interview.review).user
    )
    given_by = factory.SubFactory(UserFactory)
