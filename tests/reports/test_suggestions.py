"""Suggested codes: what they come from, deciding on them, and how good they were."""

import subprocess
import sys

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from adoption_reviews.roles import Role
from interviews.actions.participants import withdraw_participant
from interviews.models import Coding, Interview, SecondCoding, Segment, Suggestion
from reports.forms.suggestions import token
from reports.queries.suggestions import hit_rates, pieces, stretches, suggestions
from reports.suggesting import Example, likely_codes, stems
from tests.factories.core import MembershipFactory, ReviewFactory, UserFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SegmentFactory,
)

NETWORK = "We hear of new things through the clinical network and its meetings."
MONEY = "The finance committee wants a business case before it pays for anything."
ALIKE = "At the network's meetings we heard about new clinical things."
ALIKE_MONEY = "No finance, no committee, no business case: nobody pays for it."


@pytest.fixture
def interview(review):
    return InterviewFactory(review=review, number=1)


@pytest.fixture
def coded(review, reviewer):
    """Another interview of the review, with two coded passages."""
    interview = InterviewFactory(review=review, number=2)
    for place, (text, code) in enumerate(
        [(NETWORK, "good-networks"), (MONEY, "proportionate-process")], 1
    ):
        segment = SegmentFactory(interview=interview, position=place, text=text)
        passage = PassageFactory(start_segment=segment, created_by=reviewer)
        CodingFactory(passage=passage, code=code, author=reviewer)
    return interview


@pytest.fixture
def uncoded(interview):
    return SegmentFactory(interview=interview, position=1, speaker="P01", text=ALIKE)


def suggested(interview, user, *reviews):
    reviews = list(reviews) or [interview.review]
    return [
        (each.stretch.words, each.code.code, each.like.quote)
        for each in suggestions(interview, reviews, user)
    ]


# --- The comparison -----------------------------------------------------------------------------


def test_codes_of_passages_in_similar_words_are_likeliest():
    examples = [Example(NETWORK, ("a", "b")), Example(MONEY, ("c",)), Example("", ("d",))]
    first, second, nothing = likely_codes(examples, [ALIKE, ALIKE_MONEY, "Xylophone quartz"])
    assert [each.key for each in first][:2] == ["a", "b"]
    assert (second[0].key, second[0].example) == ("c", 1)
    assert 0.05 <= second[0].similarity <= 1
    assert nothing == []


def test_the_same_words_are_alike_altogether():
    [[likely]] = likely_codes([Example(NETWORK, ("a",))], [NETWORK])
    assert likely.similarity == pytest.approx(1)


def test_nothing_to_compare_suggests_nothing():
    assert likely_codes([], ["words"]) == [[]]
    assert likely_codes([Example("", ("a",))], ["words"]) == [[]]
    assert likely_codes([Example("words", ("a",))], []) == []


def test_spellings_are_compared_alike_and_common_words_not_at_all():
    assert stems("They organised the theatre") == stems("Organizing of a theater")


def test_web_process_starts_without_the_comparison():
    code = "import django; django.setup(); import adoption_reviews.urls, sys; "
    code += (
        "print([each for each in ('sklearn', 'scipy', 'snowballstemmer') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Too short.", []),
        ("  One short segment is taken whole.  ", ["One short segment is taken whole."]),
        (
            f"{'One long sentence. ' * 16}{'Then some other ones! ' * 10}End",
            [("One long sentence. " * 16 + "Then some").removesuffix(" Then some")],
        ),
    ],
)
def test_long_segments_are_taken_by_sentences(text, expected):
    found = [text[start:end] for start, end in pieces(text)]
    assert found[:1] == expected[:1]
    assert all(len(each) <= 320 and each == each.strip() for each in found)


# --- What is suggested --------------------------------------------------------------------------


def test_uncoded_words_get_the_code_of_similar_passages(interview, uncoded, coded, reviewer):
    assert suggested(interview, reviewer) == [(ALIKE, "good-networks", NETWORK)]


def test_coded_words_questions_and_deleted_segments_get_none(interview, coded, reviewer):
    passage = PassageFactory(start_segment__interview=interview, start_segment__text=ALIKE)
    CodingFactory(passage=passage, author=reviewer)
    SegmentFactory(interview=interview, text=ALIKE, kind=Segment.Kind.QUESTION)
    SegmentFactory(interview=interview, text=ALIKE, deleted_at=timezone.now())
    assert suggested(interview, reviewer) == []


def test_a_long_segment_is_suggested_for_where_it_is_uncoded(interview, reviewer):
    text = f"{'Something else is said. ' * 14}{ALIKE}"
    segment = SegmentFactory(interview=interview, text=text)
    PassageFactory(start_segment=segment, start_offset=0, end_offset=20, created_by=reviewer)
    CodingFactory(passage=segment.interview.passages.get(), author=reviewer)
    assert [each.words.endswith(ALIKE) for each in stretches(interview, reviewer)] == [True]


def test_other_reviews_teach_when_they_are_given(interview, uncoded, reviewer):
    other = ReviewFactory()
    segment = SegmentFactory(interview__review=other, interview__number=7, text=NETWORK)
    CodingFactory(passage__start_segment=segment)
    assert suggested(interview, reviewer) == []
    [found] = suggestions(interview, [interview.review, other], reviewer)
    assert found.where == f"interview 7, {other}"


def test_withdrawn_persons_words_teach_nothing(interview, uncoded, coded, reviewer):
    withdraw_participant(participant=coded.participants.get(), by=reviewer)
    assert suggested(interview, reviewer) == []


def test_second_coder_learns_nothing_from_the_first_coding(interview, uncoded, coded, reviewer):
    second = MembershipFactory(role=Role.REVIEWER, review=interview.review).user
    passage = PassageFactory(start_segment=uncoded, created_by=reviewer)
    CodingFactory(passage=passage, code="ring-holder", author=reviewer)
    assert suggested(interview, second) == []
    SecondCoding.objects.create(interview=interview, coder=second, given_by=reviewer)
    assert suggested(interview, second) == [(ALIKE, "good-networks", NETWORK)]
    coded_too = SecondCoding.objects.create(interview=coded, coder=second, given_by=reviewer)
    assert suggested(interview, second) == []
    coded_too.finished_at = timezone.now()
    coded_too.save()
    assert len(suggested(interview, second)) == 1


@pytest.fixture
def client(signed_in, reviewer):
    return signed_in(reviewer)


# --- Deciding -----------------------------------------------------------------------------------


def url(interview):
    return reverse("suggestions:suggestions", args=[interview.review.slug, interview.number])


def posted(*decided):
    """The form as a browser sends it: (signed suggestion, decision) each."""
    values = {"form-TOTAL_FORMS": len(decided), "form-INITIAL_FORMS": len(decided)}
    for number, (signed, decision) in enumerate(decided):
        values |= {f"form-{number}-suggested": signed, f"form-{number}-decision": decision}
    return values


def tokens(interview, user):
    return [token(each) for each in suggestions(interview, [interview.review], user)]


def test_accepting_codes_the_words_and_is_remembered(client, reviewer, interview, uncoded, coded):
    [signed] = tokens(interview, reviewer)
    answer = client.post(url(interview), posted((signed, "helps")))
    assert (answer.status_code, answer.url) == (302, url(interview))
    coding = Coding.objects.get(passage__interview=interview)
    assert (coding.code, coding.direction, coding.author) == ("good-networks", "helps", reviewer)
    assert (coding.passage.quote, coding.counts) == (ALIKE, True)
    kept = Suggestion.objects.get()
    assert (kept.words, kept.code, kept.is_accepted, kept.by) == (
        ALIKE,
        "good-networks",
        True,
        reviewer,
    )
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "coding.added",
        "suggestions.decided",
    ]
    assert ALIKE not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert suggested(interview, reviewer) == []


def test_refusing_is_remembered_for_this_person_and_codes_nothing(
    client, reviewer, interview, uncoded, coded
):
    second = MembershipFactory(role=Role.REVIEWER, review=interview.review).user
    [signed] = tokens(interview, reviewer)
    client.post(url(interview), posted((signed, "no")))
    assert Suggestion.objects.get().is_accepted is False
    assert not Coding.objects.filter(passage__interview=interview).exists()
    assert suggested(interview, reviewer) == []
    assert len(suggested(interview, second)) == 1


def test_suggestion_left_open_is_asked_again(client, reviewer, interview, uncoded, coded):
    client.post(url(interview), posted((tokens(interview, reviewer)[0], "")))
    assert Suggestion.objects.count() == AuditEvent.objects.count() == 0
    assert len(suggested(interview, reviewer)) == 1


def test_words_changed_meanwhile_are_not_coded_and_stop_none(
    client, reviewer, interview, uncoded, coded
):
    other = SegmentFactory(interview=interview, position=2, text=ALIKE_MONEY)
    signed = tokens(interview, reviewer)
    assert len(signed) == 2
    Segment.objects.filter(pk=uncoded.pk).update(text=ALIKE.upper())
    page = client.post(url(interview), posted(*((each, "mixed") for each in signed)), follow=True)
    assert "1 accepted and coded, 0 refused." in page.content.decode()
    assert "Not coded: " in page.content.decode()
    assert [each.segment for each in Suggestion.objects.all()] == [other]


def test_nobody_decides_on_what_was_not_suggested(client, reviewer, interview, uncoded):
    client.post(url(interview), posted(("forged", "helps")))
    assert Suggestion.objects.count() == Coding.objects.count() == 0
    assert client.post(url(interview), {"x": "y"}).status_code == 302


def test_suggestion_of_another_interview_is_not_taken(client, reviewer, interview, uncoded, coded):
    [signed] = tokens(interview, reviewer)
    page = client.post(url(coded), posted((signed, "helps")), follow=True)
    assert "no longer in the transcript" in page.content.decode()
    assert Suggestion.objects.count() == 0


def test_suggestions_page_shows_what_a_code_comes_from(client, reviewer, interview, uncoded, coded):
    page = client.get(url(interview)).content.decode()
    assert "Is this evidence of “Good networks”?" in page
    assert NETWORK in page
    assert f"by {reviewer.name} in interview 2" in page
    assert "Nobody has decided on a suggestion" in page


def test_suggestions_page_without_any(client, reviewer, interview):
    assert "Nothing to suggest" in client.get(url(interview)).content.decode()


def test_suggestions_page_is_shut_when_somebody_withdrew(client, reviewer, interview):
    withdraw_participant(participant=interview.participants.get(), by=reviewer)
    answer = client.get(url(interview))
    assert answer.url == reverse("interviews:detail", args=[interview.review.slug, 1])


@pytest.mark.parametrize("many", [1, 3])
def test_suggestions_page_costs_the_same_for_any_number(
    interview, coded, client, django_assert_num_queries, many
):
    for place in range(many):
        SegmentFactory(interview=interview, position=place + 1, text=ALIKE)
    with django_assert_num_queries(N_QUERIES):
        page = client.get(url(interview))
    assert page.context["n_found"] == many


N_QUERIES = 18  # of the page, however much it suggests


# --- How good they were -------------------------------------------------------------------------


def decide(segment, by, code, is_accepted):
    Suggestion.objects.create(
        segment=segment,
        start_offset=0,
        end_offset=len(segment.text),
        words=segment.text,
        framework_ref=segment.interview.review.influences_ref,
        code=code,
        similarity=0.5,
        is_accepted=is_accepted,
        by=by,
    )


def rates(review, user):
    return [(each.title, each.accepted, each.decided) for each in hit_rates(review, user)]


def test_hit_rate_overall_and_by_code(review, interview, uncoded, reviewer):
    assert rates(review, reviewer) == []
    colleague = UserFactory()
    decide(uncoded, reviewer, "good-networks", True)
    decide(uncoded, colleague, "good-networks", False)
    decide(uncoded, reviewer, "ring-holder", False)
    decide(SegmentFactory(interview__review=ReviewFactory()), reviewer, "good-networks", True)
    found = hit_rates(review, reviewer)
    assert [(each.accepted, each.decided, each.percent) for each in found] == [
        (1, 3, 33),
        (1, 2, 50),
        (0, 1, 0),
    ]
    assert found[0].title == "All codes"


def test_hit_rate_tells_a_second_coder_nothing_and_nothing_of_them(
    review, interview, uncoded, reviewer
):
    second = MembershipFactory(role=Role.REVIEWER, review=review).user
    given = SecondCoding.objects.create(interview=interview, coder=second, given_by=reviewer)
    decide(uncoded, reviewer, "good-networks", True)
    decide(uncoded, second, "ring-holder", False)
    assert [each[1:] for each in rates(review, reviewer)] == [(1, 1), (1, 1)]
    assert [each[1:] for each in rates(review, second)] == [(0, 1), (0, 1)]
    given.finished_at = timezone.now()
    given.save()
    assert rates(review, second)[0] == ("All codes", 1, 2)
    Interview.objects.update(status=Interview.Status.COMPLETED)
    withdraw_participant(participant=interview.participants.get(), by=reviewer)
    assert rates(review, reviewer) == []
