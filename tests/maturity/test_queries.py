from django.conf import settings

from adoption_reviews.frameworks import get_framework
from maturity import queries
from maturity.queries import Answer, Progress
from tests.factories.core import ReviewFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory


def rate(assessment, **values):
    """Ratings by indicator: a value, or "n/a", or None with an explanation only."""
    for indicator, value in values.items():
        RatingFactory(
            assessment=assessment,
            indicator=indicator.replace("_", "-"),
            value=value if isinstance(value, int) else None,
            is_not_applicable=value == "n/a",
            explanation="Said in words" if value is None else "",
        )


def vision(assessments):
    framework = get_framework(settings.MATURITY_FRAMEWORK)
    return queries.spread(assessments, framework)[0]


def figures(area):
    counts = (area.n_answered, area.n_not_applicable, area.n_silent)
    return area.n_indicators, *counts, area.n_per_level


def test_answers_cover_every_indicator_in_framework_order(review):
    assessment = SelfAssessmentFactory(review=review)
    rate(assessment, strategy_communicated=5, agreed_strategy=None, lessons="n/a")
    found = queries.answers(assessment)
    framework = get_framework(assessment.framework_ref)
    assert [each.indicator for each in found] == framework.codes()
    assert len(found) == 35
    assert found[:3] == [
        Answer(
            "agreed-strategy",
            "Leaders have agreed where innovation and its adoption should lead, and how",
            "vision-strategy",
            "Innovation strategy",
            None,
            False,
            "Said in words",
            "Not answered",
        ),
        Answer(
            "strategy-communicated",
            "Staff hear regularly what the innovation vision, priorities and activities are",
            "vision-strategy",
            "Strategic communications",
            5,
            False,
            "",
            "5 – Proud to share",
        ),
        Answer(
            "clear-definition",
            "People across the organisation share one meaning of the word innovation",
            "vision-strategy",
            "Innovation definition",
        ),
    ]
    assert (found[-1].is_not_applicable, found[-1].words) == (True, "Not applicable")
    assert [each.is_silent for each in found[:3]] == [True, False, True]


def test_value_that_the_scale_lacks_is_no_answer(review):
    """As after moving to a version with another scale."""
    assessment = SelfAssessmentFactory(review=review)
    rate(assessment, agreed_strategy=4)
    [answer, *_] = queries.answers(assessment)
    assert (answer.value, answer.words, answer.is_silent) == (None, "Not answered", True)
    assert queries.progress(assessment) == Progress(35, 0, 0, 35)
    domains = queries.framework_of(assessment).domains
    assert queries.parts_progress(assessment, domains).rated == Progress(35, 0, 0, 35)


def test_progress_keeps_silent_and_not_applicable_apart(review):
    assessment = SelfAssessmentFactory(review=review)
    assert queries.progress(assessment) == Progress(35, 0, 0, 35)
    rate(assessment, agreed_strategy=1, clear_definition="n/a", lessons=None)
    assert queries.progress(assessment) == Progress(35, 1, 1, 33)
    assert queries.progress(assessment).n_done == 2


def test_spread_counts_unanswered_as_silent_never_as_a_value(review):
    assessment = SelfAssessmentFactory(review=review)
    assert (vision([]).key, vision([]).title) == ("vision-strategy", "Vision and strategy")
    assert figures(vision([])) == (3, 0, 0, 0, {1: 0, 3: 0, 5: 0})
    assert figures(vision([assessment])) == (3, 0, 0, 3, {1: 0, 3: 0, 5: 0})
    rate(assessment, agreed_strategy=5, strategy_communicated="n/a", clear_definition=None)
    assert figures(vision([assessment])) == (3, 1, 1, 1, {1: 0, 3: 0, 5: 1})


def test_spread_adds_up_over_assessments(db):
    first, second, empty = [SelfAssessmentFactory() for _ in range(3)]
    rate(first, agreed_strategy=5, strategy_communicated=1, clear_definition="n/a")
    rate(second, agreed_strategy=5, strategy_communicated=3)
    assert figures(vision([first, second, empty])) == (3, 4, 1, 4, {1: 1, 3: 1, 5: 2})


def test_spread_leaves_out_the_unrated_domain_and_other_frameworks(db):
    framework = get_framework(settings.MATURITY_FRAMEWORK)
    other = SelfAssessmentFactory(framework_ref="insites-learning-framework@2030.1")
    rate(other, agreed_strategy=5)
    found = queries.spread([other], framework)
    assert [each.key for each in found] == [
        "vision-strategy",
        "governance-resources",
        "portfolio-methods",
        "culture-capabilities",
        "external-partnerships",
        "patient-public-involvement",
        "learning-impact",
    ]
    assert sum(each.n_indicators for each in found) == 35
    assert {each.n_answered for each in found} == {0}


def test_spread_takes_one_query_for_any_number_of_assessments(db, django_assert_num_queries):
    assessments = [SelfAssessmentFactory() for _ in range(3)]
    for assessment in assessments:
        rate(assessment, agreed_strategy=5)
    with django_assert_num_queries(1):
        vision(assessments[:1])
    with django_assert_num_queries(1):
        vision(assessments)


def test_latest_assessment_is_the_one_on_the_reviews_framework(review):
    assert queries.latest_assessment(review) is None
    SelfAssessmentFactory(review=review, framework_ref="other@1")
    SelfAssessmentFactory(review=ReviewFactory())
    assert queries.latest_assessment(review) is None
    assessment = SelfAssessmentFactory(review=review)
    assert queries.latest_assessment(review) == assessment
