from django.conf import settings

from adoption_reviews.vocabulary import Direction
from casestudies import queries
from casestudies.queries import Seen
from tests.factories.casestudies import CaseStudyFactory, InfluenceSeenFactory
from tests.factories.core import ReviewFactory


def test_influences_seen_over_reviews_in_one_query(db, django_assert_num_queries):
    reviews = [ReviewFactory() for _ in range(3)]
    studies = [
        CaseStudyFactory(review=review, number=1, innovation="Heparin at home")
        for review in reviews
    ]
    for study in studies:
        InfluenceSeenFactory(case_study=study, code="ring-holder", direction=Direction.MIXED)
        InfluenceSeenFactory(case_study=study, framework_ref="other@1", code="ring-holder")
    with django_assert_num_queries(1):
        found = queries.influences_seen(reviews[:2], settings.INFLUENCES_FRAMEWORK)
    assert found == [
        Seen(review.pk, study.pk, 1, "Heparin at home", "ring-holder", "mixed")
        for review, study in zip(reviews[:2], studies[:2], strict=True)
    ]
    with django_assert_num_queries(1):
        assert len(queries.influences_seen(reviews, settings.INFLUENCES_FRAMEWORK)) == 3


def test_case_studies_are_the_reviews_own_by_number(review):
    second = CaseStudyFactory(review=review, number=2)
    first = CaseStudyFactory(review=review, number=1)
    CaseStudyFactory()
    assert list(queries.case_studies(review)) == [first, second]
