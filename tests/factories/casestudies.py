import factory
from django.conf import settings

from adoption_reviews.vocabulary import Direction
from casestudies.models import CaseStudy, InfluenceSeen
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
