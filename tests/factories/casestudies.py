import factory
from django.conf import settings

from adoption_reviews.vocabulary import Direction
from casestudies.models import CaseStudy, Coding, InfluenceSeen, Passage
from tests.factories.core import ReviewFactory, UserFactory


class CaseStudyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseStudy

    review = factory.SubFactory(ReviewFactory)
    number = factory.Sequence(lambda n: n + 1)
    innovation = factory.Sequence(lambda n: f"Heart failure clinic at home {n}")
    kind = CaseStudy.Kind.CARE_MODEL
    how_identified = "A consultant heard of it at a network meeting."
    author = factory.SubFactory(UserFactory)


class InfluenceSeenFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InfluenceSeen

    case_study = factory.SubFactory(CaseStudyFactory)
    framework_ref = settings.INFLUENCES_FRAMEWORK
    code = "good-networks"
    direction = Direction.HELPS


class CaseStudyPassageFactory(factory.django.DjangoModelFactory):
    """The whole of how it was identified."""

    class Meta:
        model = Passage

    case_study = factory.SubFactory(CaseStudyFactory)
    start_part = end_part = "how_identified"
    start_offset = 0
    end_offset = factory.LazyAttribute(lambda o: len(o.case_study.how_identified))
    quote = factory.LazyAttribute(lambda o: o.case_study.how_identified)
    created_by = factory.SubFactory(UserFactory)


class CaseStudyCodingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Coding

    passage = factory.SubFactory(CaseStudyPassageFactory)
    framework_ref = settings.INFLUENCES_FRAMEWORK
    code = "good-networks"
    direction = Direction.HELPS
    author = factory.SelfAttribute("passage.created_by")
