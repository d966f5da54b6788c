"""What search finds, and what it never does: the same on both databases."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent, Memo
from adoption_reviews.roles import Role
from casestudies.actions import save_case_study
from interviews.actions.participants import withdraw_participant
from interviews.actions.recording import SegmentContent, save_segment
from interviews.models import Interview, SecondCoding, Segment
from reports.actions.search_index import (
    bring_up_to_date,
    index_interview,
    sweep_search_index,
)
from reports.models import SearchEntry, SearchProgress
from reports.queries.search import Group, matches, numbers_by_group
from reports.queries.search_index import stale_interviews
from reports.queries.search_results import results
from reports.search.asking import asked
from tests.factories.casestudies import (
    CaseStudyCodingFactory,
    CaseStudyFactory,
    CaseStudyPassageFactory,
)
from tests.factories.core import MembershipFactory, ReviewFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SegmentFactory,
)

N_QUERIES = 14  # of the page, whatever it finds
WORDS = "The network of organisations met in the theatre."


@pytest.fixture
def interview(review):
    return InterviewFactory(review=review, number=3, participants__pseudonym="P07")


@pytest.fixture
def segment(interview):
    return SegmentFactory(interview=interview, position=1, speaker="P07", text=WORDS)


def found(typed, user, *reviews, fresh=True):
    """What is found, as (where, words that are marked)."""
    wanted = asked(typed)
    if fresh:
        bring_up_to_date(reviews)
    return [
        (result.title, [piece.text for piece in result.words if piece.is_found])
        for result in results(matches(wanted, list(reviews), user), wanted, user)
    ]


HERE = "Interview 3, segment 1"


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("network", ["network"]),
        ("NETWORKS", ["network"]),
        ("organization", ["organisations"]),
        ("organiz*", ["organisations"]),
        ("organis*", ["organisations"]),
        ("theater", ["theatre"]),
        ('"network of organisations"', ["network of organisations"]),
        ('met "the theatre"', ["met", "the theatre"]),
        ("network -trial", ["network"]),
        ('network -"organisations network"', ["network"]),
        ("P07", []),
        ("p07 network", ["network"]),
    ],
)
def test_words_of_a_transcript_are_found(segment, review, reviewer, typed, marked):
    assert found(typed, reviewer, review) == [(HERE, marked)]


@pytest.mark.parametrize(
    "typed",
    [
        "networking event",
        '"organisations network"',
        '"network organisations"',
        '"P07 the network"',
        "network -theatre",
        'network -"of organisations"',
        "network -organis*",
        "etwork*",
        "",
        "%",
        "_",
        "§1",
        "¶",
        "·network",
        "NEAR(network theatre)",
    ],
)
def test_what_is_not_there_is_not_found(segment, review, reviewer, typed):
    if typed == "·network":
        typed += "x"
    assert found(typed, reviewer, review) == []


def test_every_kind_of_text_is_found(segment, review, reviewer):
    study = CaseStudyFactory(
        review=review, number=2, innovation="Clinic", lessons="A network first", author=reviewer
    )
    passage = PassageFactory(start_segment=segment)
    CodingFactory(passage=passage, memo="Which network?", author=reviewer)
    CaseStudyCodingFactory(
        passage=CaseStudyPassageFactory(case_study=study), memo="No network", author=reviewer
    )
    about = Memo.About
    for kind, key in [
        (about.REVIEW, ""),
        (about.INTERVIEW, segment.interview_id),
        (about.PASSAGE, passage.pk),
        (about.CASE_STUDY, study.pk),
    ]:
        Memo.objects.create(review=review, about=kind, key=key, text="A network", author=reviewer)
    assert sorted(found("network", reviewer, review)) == sorted(
        [
            (HERE, ["network"]),
            ("Case study 2: Clinic", ["network"]),
            ("Case study 2: Clinic", ["network"]),
            ("Memo at a code in interview 3", ["network"]),
            ("Memo at a code in case study 2", ["network"]),
            ("Memo on the review", ["network"]),
            ("Memo on interview 3", ["network"]),
            ("Memo on a passage of interview 3", ["network"]),
            ("Memo on case study 2", ["network"]),
        ]
    )
    assert numbers_by_group(matches(asked("network"), [review], reviewer)) == {
        Group.TRANSCRIPTS: 1,
        Group.CASE_STUDIES: 2,
        Group.MEMOS: 6,
    }


def test_order_is_by_how_often_then_by_day_then_as_read(interview, review, reviewer):
    texts = ["A network here now.", "A network, a network.", "A network here now."]
    made = [
        SegmentFactory(interview=interview, position=place, text=text)
        for place, text in enumerate(texts, 1)
    ]
    older = timezone.now() - timedelta(days=3)
    Segment.objects.filter(pk__in=[each.pk for each in made]).update(created_at=older)
    newer = CaseStudyFactory(review=review, number=1, how_identified="A network here now.")
    assert newer.updated_at > older
    titles = [title for title, _ in found("network", reviewer, review)]
    assert titles == [
        "Interview 3, segment 2",
        f"Case study 1: {newer.innovation}",
        "Interview 3, segment 1",
        "Interview 3, segment 3",
    ]


def test_words_just_saved_are_found_at_once(segment, interview, review, reviewer):
    assert found("network", reviewer, review) == [(HERE, ["network"])]
    content = SegmentContent(kind="speech", stage="", speaker="P07", text="Nothing but a dinosaur.")
    save_segment(interview=interview, segment_id=segment.pk, base=1, content=content, by=reviewer)
    save_segment(interview=interview, segment_id=uuid.uuid4(), base=0, content=content, by=reviewer)
    assert found("network", reviewer, review) == []
    assert found("dinosaurs", reviewer, review) == [
        (HERE, ["dinosaur"]),
        ("Interview 3, segment 2", ["dinosaur"]),
    ]


def test_case_study_and_memos_just_changed_are_found_at_once(segment, review, reviewer):
    study = CaseStudyFactory(review=review, number=1, innovation="Clinic", how_identified="Old")
    memo = Memo.objects.create(review=review, about="review", text="Old", author=reviewer)
    coding = CodingFactory(passage__start_segment=segment, memo="Old", author=reviewer)
    assert len(found("old", reviewer, review)) == 3
    save_case_study(
        case_study=study,
        values={"how_identified": "Dinosaur"},
        influences={},
        base_version=study.version,
        by=reviewer,
    )
    memo.text = coding.memo = "Dinosaur"
    memo.save()
    coding.save()
    assert found("old", reviewer, review) == []
    assert sorted(title for title, _ in found("dinosaur", reviewer, review)) == [
        "Case study 1: Clinic",
        "Memo at a code in interview 3",
        "Memo on the review",
    ]


def test_deleted_texts_are_gone_before_the_index_knows(segment, review, reviewer):
    coding = CodingFactory(passage__start_segment=segment, memo="A network", author=reviewer)
    memo = Memo.objects.create(review=review, about="review", text="A network", author=reviewer)
    assert len(found("network", reviewer, review)) == 3
    coding.delete()
    memo.delete()
    Segment.objects.filter(pk=segment.pk).update(deleted_at=timezone.now())
    assert SearchEntry.objects.count() == 3
    assert found("network", reviewer, review, fresh=False) == []


def test_withdrawn_person_is_gone_before_the_index_knows(segment, interview, review, reviewer):
    passage = PassageFactory(start_segment=segment)
    CodingFactory(passage=passage, memo="A network", author=reviewer)
    for about, key in [("interview", interview.pk), ("passage", passage.pk)]:
        Memo.objects.create(review=review, about=about, key=key, text="A network", author=reviewer)
    assert len(found("network", reviewer, review)) == 4
    withdraw_participant(participant=interview.participants.get(), by=reviewer)
    assert found("network", reviewer, review, fresh=False) == []
    assert found("network", reviewer, review) == []
    sweep_search_index()
    assert not SearchEntry.objects.filter(kind=SearchEntry.Kind.SEGMENT).exists()


def test_words_of_somebody_withdrawn_are_not_indexed_at_all(segment, interview, review, reviewer):
    withdraw_participant(participant=interview.participants.get(), by=reviewer)
    assert bring_up_to_date([review]) is True
    assert SearchEntry.objects.count() == 0


def test_second_coder_finds_the_words_and_nothing_of_the_first_coding(segment, review, reviewer):
    second = MembershipFactory(role=Role.REVIEWER, review=review).user
    passage = PassageFactory(start_segment=segment, created_by=reviewer)
    CodingFactory(passage=passage, memo="Their network", author=reviewer)
    for about, key in [("interview", segment.interview_id), ("passage", passage.pk)]:
        Memo.objects.create(
            review=review, about=about, key=key, text="Their network", author=reviewer
        )
    assert len(found("network", second, review)) == 4
    given = SecondCoding.objects.create(
        interview=segment.interview, coder=second, given_by=reviewer
    )
    mine = PassageFactory(start_segment=segment, created_by=second, end_offset=10)
    CodingFactory(passage=mine, memo="My network", author=second, second_coding=given)
    assert found("network", second, review) == [
        ("Memo at a code in interview 3", ["network"]),
        (HERE, ["network"]),
    ]
    assert len(found("network", reviewer, review)) == 4
    given.finished_at = timezone.now()
    given.save()
    assert len(found("network", second, review)) == 5


def test_other_reviews_are_searched_only_when_they_are_named(segment, review, reviewer):
    other = ReviewFactory()
    SegmentFactory(interview__review=other, interview__number=8, position=1, text=WORDS)
    assert found("network", reviewer, review) == [(HERE, ["network"])]
    assert len(found("network", reviewer, review, other)) == 2
    assert found("network", reviewer) == []


def test_first_indexing_goes_in_steps(review, reviewer):
    for number in range(1, 5):
        interview = InterviewFactory(review=review, number=number)
        for place in range(1, 4):
            SegmentFactory(interview=interview, position=place, text=f"network {place}")
    assert bring_up_to_date([review], at_once=4) is False
    assert SearchEntry.objects.count() == 3
    assert bring_up_to_date([review], at_once=6) is False
    assert SearchEntry.objects.count() == 9
    assert bring_up_to_date([review], at_once=6) is True
    assert SearchEntry.objects.count() == 12
    assert AuditEvent.objects.count() == 0


def test_sweep_indexes_everything_and_drops_what_is_gone(segment, review, reviewer):
    CaseStudyFactory(review=review, number=1)
    memo = Memo.objects.create(review=review, about="review", text="A network", author=reviewer)
    sweep_search_index()
    assert len(found("network", reviewer, review, fresh=False)) == 3
    memo.delete()
    sweep_search_index()
    assert not SearchEntry.objects.filter(kind=SearchEntry.Kind.MEMO).exists()


def test_who_is_overtaken_while_indexing_leaves_the_newer_words(
    segment, interview, review, reviewer
):
    [overtaken] = stale_interviews([review])
    content = SegmentContent(kind="speech", stage="", speaker="P07", text="A dinosaur.")
    save_segment(interview=interview, segment_id=segment.pk, base=1, content=content, by=reviewer)
    bring_up_to_date([review])
    index_interview(overtaken)
    revision = Interview.objects.get(pk=interview.pk).revision
    assert SearchProgress.objects.get(interview=interview).seen == revision
    assert [title for title, _ in found("dinosaur", reviewer, review, fresh=False)] == [HERE]


def test_looking_for_changes_costs_five_queries_when_there_are_none(
    segment, review, django_assert_num_queries
):
    bring_up_to_date([review])
    with django_assert_num_queries(5):
        bring_up_to_date([review])


@pytest.mark.parametrize("many", [1, 3])
def test_search_page_costs_the_same_for_any_number(
    interview, reviewer, signed_in, django_assert_num_queries, many
):
    review = interview.review
    for place in range(1, many + 1):
        segment = SegmentFactory(interview=interview, position=place, text=WORDS)
        passage = PassageFactory(start_segment=segment)
        CodingFactory(passage=passage, memo="A network", author=reviewer)
        CaseStudyFactory(review=review, number=place, how_identified="A network")
        for about, key in [("interview", interview.pk), ("passage", passage.pk), ("review", "")]:
            Memo.objects.create(
                review=review, about=about, key=key, text="A network", author=reviewer
            )
    bring_up_to_date([review])
    client = signed_in(reviewer)
    with django_assert_num_queries(N_QUERIES):
        page = client.get(reverse("search:search", args=[review.slug]), {"q": "network"})
    assert page.context["n_found"] == 6 * many


# --- The page ----------------------------------------------------------------------------------


@pytest.fixture
def url(review):
    return reverse("search:search", args=[review.slug])


def test_search_page_before_anything_is_asked(signed_in, reviewer, url):
    page = signed_in(reviewer).get(url)
    assert page.status_code == 200
    assert "results" not in page.context


def test_search_page_marks_the_words_and_leads_to_the_place(
    signed_in, reviewer, review, url, segment
):
    page = signed_in(reviewer).get(url, {"q": "<organization>"}).content.decode()
    place = reverse("interviews:code", args=[review.slug, 3])
    assert "1 place with &lt;organization&gt;" in page
    assert f'<a href="{place}#segment-{segment.pk}">{HERE}</a>' in page
    assert "The network of <mark>organisations</mark> met" in page


def test_search_page_shows_no_markup_of_a_text(signed_in, reviewer, interview, url):
    SegmentFactory(interview=interview, text="<script>alert('x')</script> network <mark>no</mark>")
    page = signed_in(reviewer).get(url, {"q": "network script"}).content.decode()
    assert "&lt;<mark>script</mark>&gt;" in page
    assert "<script>alert" not in page
    assert "<mark>no</mark>" not in page


@pytest.mark.parametrize(
    "typed",
    [
        *"'\"*-(:\\%_😀\x00",
        '""',
        "--",
        ":*",
        "<->",
        "NOT",
        "a:b",
        "-network",
        "AND OR NOT",
        "x & !y | z",
        "'; DROP TABLE",
        '" OR "" *',
        "network*" * 40,
    ],
)
def test_search_page_survives_what_is_typed(signed_in, reviewer, segment, url, typed):
    assert signed_in(reviewer).get(url, {"q": typed}).status_code == 200


def test_search_page_says_that_it_reads_the_beginning_alone(signed_in, reviewer, segment, url):
    client = signed_in(reviewer)
    said = "Only its first 200 characters are looked for."
    page = client.get(url, {"q": "network " * 625}).content.decode()
    assert said in page
    assert "1 place with network" in page
    assert "Up to 200 characters." in page
    assert said not in client.get(url, {"q": "n" * 200}).content.decode()


def test_search_page_says_what_is_missing(signed_in, reviewer, segment, url):
    client = signed_in(reviewer)
    assert "There is only what to leave out" in client.get(url, {"q": "-x"}).content.decode()
    assert "There is no word in" in client.get(url, {"q": "?!"}).content.decode()
    assert "No text has all of these words" in client.get(url, {"q": "dodo"}).content.decode()


def test_search_page_by_kind_and_in_pages(signed_in, reviewer, review, interview, url):
    for place in range(1, 46):
        SegmentFactory(interview=interview, position=place, text=WORDS)
    CaseStudyFactory(review=review, number=1, how_identified="A network")
    client = signed_in(reviewer)
    page = client.get(url, {"q": "network", "page": 3})
    assert page.context["n_found"] == 46
    assert len(page.context["results"]) == 6
    assert [(each["title"], each["number"]) for each in page.context["groups"]] == [
        ("Everything", 46),
        ("Transcripts", 45),
        ("Case studies", 1),
        ("Memos", 0),
    ]
    studies = client.get(url, {"q": "network", "kind": "case-studies"})
    assert [each.group for each in studies.context["results"]] == [Group.CASE_STUDIES]
    assert client.get(url, {"q": "network", "kind": "x", "page": "x"}).status_code == 200


def test_search_page_over_all_reviews_of_the_reviewer(signed_in, reviewer, segment, url, review):
    mine = ReviewFactory()
    MembershipFactory(role=Role.REVIEWER, review=mine, user=reviewer)
    SegmentFactory(interview__review=mine, interview__number=9, text=WORDS, position=1)
    SegmentFactory(interview__review=ReviewFactory(), text=WORDS)
    lead_of = ReviewFactory()
    MembershipFactory(role=Role.TRUST_LEAD, organisation=lead_of.organisation, user=reviewer)
    SegmentFactory(interview__review=lead_of, text=WORDS)
    client = signed_in(reviewer)
    here = client.get(url, {"q": "network"}).context["results"]
    assert [each.review for each in here] == [review]
    everywhere = client.get(url, {"q": "network", "where": "all"}).context["results"]
    assert {each.review for each in everywhere} == {review, mine}
    assert len(everywhere) == 2
