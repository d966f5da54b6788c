"""Who sees which marks on the coding page, how far coding has come, and what an answer costs."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adoption_reviews.coding.actions import add_coding
from adoption_reviews.coding.sources import Span
from interviews.models import Coding, LookedAt, Passage
from tests.factories.core import MembershipFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SecondCodingFactory,
    SegmentFactory,
)
from tests.sent import sent

JSON = {"Accept": "application/json"}
NETWORKS = "positive-influences@2020.1:good-networks"


@pytest.fixture
def interview(review):
    interview = InterviewFactory(review=review, number=1)
    for position in range(1, 5):
        SegmentFactory(interview=interview, position=position, text=f"Words of segment {position}.")
    return interview


@pytest.fixture
def segments(interview):
    return list(interview.segments.all())


@pytest.fixture
def mark(interview):
    def marked(segment, by, code="good-networks", until=None):
        return add_coding(
            source=interview,
            span=Span(str(segment.pk), 0, str((until or segment).pk), 5),
            framework_ref=interview.review.influences_ref,
            code=code,
            direction="helps",
            by=by,
        )

    return marked


@pytest.fixture
def other(review):
    return MembershipFactory(role="reviewer", review=review, user__name="Olive Other").user


def address(interview, name, *args):
    return reverse(f"interviews:{name}", args=[interview.review.slug, interview.number, *args])


def titles(client, interview):
    """The codes of all marks that the page shows, in the order of the text; both pages the same."""
    places, settings = sent(client, address(interview, "code"))
    passages, codes = settings["passages"], settings["codes"]
    assert [each["id"] for each in places] == sorted(each["id"] for each in passages)
    given = [each["key"] for passage in passages for each in passage["codings"]]
    assert set(codes) == set(given)
    found = [codes[key]["title"] for key in given]
    assert sorted(found) == sorted(titles_by_hand(client, interview))
    return found


def titles_by_hand(client, interview, **narrowed):
    page = client.get(address(interview, "code_by_hand"), narrowed)
    return [mark.code.title for row in page.context["rows"] for mark in row.marks]


# --- Blind --------------------------------------------------------------------------------------


@pytest.fixture
def second(interview, reviewer, other, mark, segments):
    """`other` codes blind what `reviewer` has coded."""
    mark(segments[0], reviewer, "good-networks")
    given = SecondCodingFactory(interview=interview, coder=other)
    mark(segments[0], other, "ring-holder")
    mark(segments[1], other, "change-capability")
    return given


def test_second_coders_marks_do_not_count_and_name_the_second_coding(second, other):
    theirs = Coding.objects.filter(author=other).values_list("second_coding", "counts")
    assert list(theirs) == [(second.pk, False)] * 2


def test_neither_coder_sees_the_other_at_work(second, interview, reviewer, other, signed_in):
    first, blind = signed_in(reviewer), signed_in(other)
    assert titles(first, interview) == ["Good networks"]
    assert titles(blind, interview) == [
        "Someone holds the ring",
        "Capacity and skill for change",
    ]
    for client, name in ((first, other.name), (blind, reviewer.name)):
        code = client.get(address(interview, "code")).getvalue().decode()
        page = client.get(address(interview, "code_by_hand"))
        assert name not in code.split("</header>")[1]
        assert name not in page.text.split("</header>")[1]
        assert [name for _, name in page.context["filters"].fields["coder"].choices[1:]] == [
            page.wsgi_request.user.name
        ]


def test_counts_of_progress_stay_blind(second, interview, reviewer, other, signed_in):
    def progress(user):
        client = signed_in(user)
        page = client.get(address(interview, "code_by_hand"))
        _, settings = sent(client, address(interview, "code"))
        assert settings["progress"] == str(page.context["progress"])
        return str(page.context["progress"])

    assert progress(reviewer) == "Looked at 1 of 4 segments, 1 with passages"
    assert progress(other) == "Looked at 2 of 4 segments, 2 with passages"


def test_answer_to_a_change_stays_blind(second, interview, segments, reviewer, signed_in):
    response = (
        signed_in(reviewer)
        .post(
            address(interview, "add_coding"),
            {
                "start_part": str(segments[1].pk),
                "start_offset": "0",
                "end_part": str(segments[1].pk),
                "end_offset": "5",
                "words": "Words",
                "key": NETWORKS,
                "direction": "mixed",
            },
            headers=JSON,
        )
        .json()
    )
    assert [each["title"] for each in response["added"]["codings"]] == ["Good networks"]
    assert "Capacity" not in str(response)


@pytest.mark.parametrize("route", ["change_coding", "remove_coding", "move_passage"])
def test_marks_not_to_be_seen_are_not_found(second, interview, reviewer, signed_in, route):
    other = second.coder
    coding = Coding.objects.filter(author=reviewer).get()
    pk = coding.passage_id if route == "move_passage" else coding.pk
    assert signed_in(other).post(address(interview, route, pk)).status_code == 404
    coding = Coding.objects.filter(author=other).first()
    pk = coding.passage_id if route == "move_passage" else coding.pk
    assert signed_in(reviewer).post(address(interview, route, pk)).status_code == 404


def test_passages_that_need_a_look_stay_blind(second, interview, reviewer, other, signed_in):
    Passage.objects.update(needs_a_look=True)

    def listed(user):
        page = signed_in(user).get(address(interview, "code_by_hand"))
        return [(each.titles, each.is_mine) for each in page.context["to_look_at"]]

    assert listed(reviewer) == [("Good networks", True)]
    assert listed(other) == [
        ("Someone holds the ring", True),
        ("Capacity and skill for change", True),
    ]


def test_both_see_both_once_the_second_coder_has_finished(
    second, interview, reviewer, other, signed_in
):
    second.finished_at = second.given_at
    second.save()
    for user in (reviewer, other):
        assert len(titles(signed_in(user), interview)) == 3


# --- Narrowed -----------------------------------------------------------------------------------


@pytest.fixture
def client(reviewer, signed_in):
    return signed_in(reviewer)


@pytest.fixture
def marked(interview, segments, reviewer, other, mark):
    mark(segments[0], reviewer, "good-networks")
    mark(segments[0], other, "ring-holder")
    mark(segments[1], reviewer, "ring-holder", until=segments[2])
    return interview


@pytest.mark.parametrize(
    ("narrowed", "numbers", "shown"),
    [
        ({}, [1, 2, 3, 4], ["Good networks", "Someone holds the ring", "Someone holds the ring"]),
        ({"code": NETWORKS}, [1], ["Good networks"]),
        (
            {"code": NETWORKS.replace("good-networks", "ring-holder")},
            [1, 2, 3],
            ["Someone holds the ring", "Someone holds the ring"],
        ),
        ({"coder": "other"}, [1], ["Someone holds the ring"]),
        ({"coder": "other", "code": NETWORKS}, [], []),
        ({"code": "nonsense", "coder": "x"}, [1, 2, 3, 4], None),
    ],
)
def test_page_is_narrowed_to_a_code_or_a_coder(marked, client, narrowed, numbers, shown):
    interview = marked
    if narrowed.get("coder") == "other":
        coder = get_user_model().objects.get(name="Olive Other")
        narrowed = narrowed | {"coder": str(coder.pk)}
    page = client.get(address(interview, "code_by_hand"), narrowed)
    assert [row.number for row in page.context["rows"]] == numbers
    if shown is not None:
        assert titles_by_hand(client, interview, **narrowed) == shown


def test_page_is_narrowed_to_what_is_not_coded_yet(marked, interview, client):
    page = client.get(address(interview, "code_by_hand"), {"uncoded": "on"})
    assert [row.number for row in page.context["rows"]] == [4]
    assert "Showing 1 of 4 segments." in page.content.decode()


# --- Looked at ----------------------------------------------------------------------------------


def test_looked_at_counts_what_was_read_and_what_was_marked(
    interview, segments, reviewer, signed_in, mark
):
    client, url = signed_in(reviewer), address(interview, "looked_at")
    mark(segments[0], reviewer, until=segments[1])
    elsewhere = SegmentFactory(interview__review=interview.review)
    sent = {"part": [str(segments[1].pk), str(segments[2].pk), str(elsewhere.pk), "nonsense"]}
    for _ in range(2):
        data = client.post(url, sent, headers=JSON).json()
        assert data == {"progress": "Looked at 3 of 4 segments, 2 with passages"}
    assert set(LookedAt.objects.values_list("segment", "user")) == {
        (segment.pk, reviewer.pk) for segment in segments[:3]
    }


def test_looked_at_is_each_coders_own_and_passes_over_deleted_segments(
    interview, segments, reviewer, other, signed_in
):
    url = address(interview, "looked_at")
    signed_in(other).post(url, {"part": [str(each.pk) for each in segments]}, headers=JSON)
    data = signed_in(reviewer).post(url, {"part": [str(segments[0].pk)]}, headers=JSON).json()
    assert data["progress"] == "Looked at 1 of 4 segments, 0 with passages"
    interview.segments.filter(position=1).update(deleted_at=interview.created_at)
    data = signed_in(reviewer).post(url, headers=JSON).json()
    assert data["progress"] == "Looked at 0 of 3 segments, 0 with passages"


# --- What it costs ------------------------------------------------------------------------------


def test_adding_costs_the_same_with_30_passages_and_with_300(
    interview, segments, reviewer, signed_in
):
    client = signed_in(reviewer)

    def n_queries(offset):
        values = {
            "start_part": str(segments[0].pk),
            "start_offset": str(offset),
            "end_part": str(segments[0].pk),
            "end_offset": "10",
            "words": segments[0].text[offset:10],
            "key": NETWORKS,
            "direction": "helps",
        }
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.post(address(interview, "add_coding"), values, headers=JSON)
        assert Coding.objects.filter(passage__start_offset=offset, author=reviewer).count() == 1
        return len(queries)

    _fill(segments[1:], 30)
    few = n_queries(1)
    _fill(segments[1:], 270)
    assert (few, n_queries(2)) == (MOST_QUERIES, MOST_QUERIES)


MOST_QUERIES = 16


def _fill(segments, n: int) -> None:
    user = MembershipFactory(role="reviewer", review=segments[0].interview.review).user
    passages = Passage.objects.bulk_create(
        PassageFactory.build(
            interview=segments[0].interview,
            start_segment=segments[place % len(segments)],
            created_by=user,
        )
        for place in range(n)
    )
    Coding.objects.bulk_create(
        CodingFactory.build(passage=passage, author=user) for passage in passages
    )
