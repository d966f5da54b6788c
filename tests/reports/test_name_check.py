import pytest
from django.utils import timezone

from adoption_reviews.models import HubSettings
from interviews.actions.replacements import leave_ordinary_word
from maturity.models import SelfAssessment
from reports.name_check import NameFound, names_in
from reports.snapshot import make_snapshot
from tests.factories.casestudies import CaseStudyFactory
from tests.factories.interviews import ParticipantFactory, SegmentFactory
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory


@pytest.fixture
def wojcik(review):
    """Somebody who withdrew: their name must not appear either."""
    return ParticipantFactory(
        review=review,
        pseudonym="P07",
        identity__name="Zofia Wójcik",
        withdrawn_at=timezone.now(),
    )


def names(review):
    return names_in(review, make_snapshot(review, at=timezone.now()))


def test_names_in_a_report_without_any(review, interviewed, wojcik):
    interviewed(review, ("ring-holder", "helps"), usable="Ask the network.")
    CaseStudyFactory(review=review)
    assert names(review) == []


def test_names_in_a_quote_say_where_it_stands(review, interviewed, wojcik):
    person = interviewed(review, ("ring-holder", "helps"), usable="Ask Zofia, she knows.")
    interview = person.interviews.get()
    passage = interview.passages.get()
    SegmentFactory(interview=interview, position=0)  # so that the quote is in the second
    assert names(review) == [
        NameFound(
            where=f"Quote at interview {interview.number}, segment 2",
            url=f"/reviews/{review.slug}/interviews/{interview.number}/passages/{passage.pk}/",
            words=("Zofia",),
            pseudonyms=("P07",),
        )
    ]


def test_names_in_a_case_study_say_which_part(review, wojcik):
    CaseStudyFactory(
        review=review, number=3, innovation="Wojcik’s clinic", lessons="Dr Wójcik led it."
    )
    url = f"/reviews/{review.slug}/case-studies/3/edit/"
    where = "Case study 3, “Wojcik’s clinic”"
    assert [(each.where, each.url, each.words) for each in names(review)] == [
        (f"{where}: the innovation", url, ("Wojcik",)),
        (f"{where}: what can be learnt", url, ("Wójcik",)),
    ]


def test_names_in_an_explanation_say_of_which_indicator(review, wojcik):
    assessment = SelfAssessmentFactory(
        review=review, status=SelfAssessment.Status.SUBMITTED, submitted_at=timezone.now()
    )
    RatingFactory(
        assessment=assessment, indicator="agreed-strategy", explanation="Written by Zofia Wójcik."
    )
    [found] = names(review)
    assert found.where == (
        "Self-rating, Vision and strategy: explanation of “Leaders have agreed where innovation "
        "and its adoption should lead, and how”"
    )
    page = "maturity/insites-learning-framework/parts/vision-strategy/"
    assert found.url == f"/reviews/{review.slug}/{page}"
    assert (found.answer, found.words) == ("agreed-strategy", ("Zofia Wójcik",))


@pytest.mark.parametrize(
    ("usable", "words"),
    [
        ("As Z.W. said, ZO\u200bFIA WO\u0301JCIK knows.", ("Z.W.", "ZO\u200bFIA WO\u0301JCIK")),
        (
            "Write to someone@trust.example or ring 07700 900123.",
            ("someone@trust.example", "07700 900123"),
        ),
        ("On both willow wards.", ("willow wards",)),
        ("A cut wo\u00adjcik, a Woj-\ncik.", ("wo\u00adjcik", "Woj-\ncik")),
        ("Nobody knows her.", ()),
    ],
)
def test_names_in_a_quote_are_found_in_any_disguise(review, interviewed, wojcik, usable, words):
    HubSettings.objects.create(pk=1, place_names="Willow Ward")
    interviewed(review, ("ring-holder", "helps"), usable=usable)
    assert [each.words for each in names(review)] == ([words] if words else [])


def test_words_that_a_reviewer_left_are_passed_over(review, interviewed, reviewer):
    ParticipantFactory(review=review, identity__name="Tom Young")
    ParticipantFactory(review=review, identity__name="Ann Price")
    person = interviewed(review, ("ring-holder", "helps"), usable="Young or young, a price.")
    passage = person.interviews.get().passages.get()
    assert [each.words for each in names(review)] == [("Young", "young", "price")]
    leave_ordinary_word(review=review, words="price", by=reviewer)
    assert [each.words for each in names(review)] == [("Young", "young")]
    passage.proposals.create(kind="name", original="young", is_replaced=False, by=reviewer)
    assert [each.words for each in names(review)] == [("Young",)]


@pytest.mark.parametrize(
    ("words", "may_be_ordinary"),
    [
        (("ward",), True),
        (("ward", "young"), True),
        (("Ward",), False),
        (("ward", "Jan"), False),
        (("wenna ward",), False),
    ],
)
def test_only_single_words_in_small_letters_may_be_ordinary(words, may_be_ordinary):
    found = NameFound(where="", url="", words=words, pseudonyms=())
    assert found.may_be_ordinary is may_be_ordinary
