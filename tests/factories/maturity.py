import factory
from django.conf import settings

from maturity.models import Rating, SelfAssessment
from tests.factories.core import ReviewFactory, UserFactory


class SelfAssessmentFactory(factory.django.DjangoModelFactory):
    """An open self-rating with nothing answered."""

    class Meta:
        model = SelfAssessment

    review = factory.SubFactory(ReviewFactory)
    framework_ref = settings.MATURITY_FRAMEWORK


class RatingFactory(factory.django.DjangoModelFactory):
    """An answer without history; actions write history with every change."""

    class Meta:
        model = Rating

    assessment = factory.SubFactory(SelfAssessmentFactory)
    indicator = "agreed-strategy"
    value = 3
    updated_by = factory.SubFactory(UserFactory)
