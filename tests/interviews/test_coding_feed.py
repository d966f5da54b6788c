"""What a coding page that stays open hears of others' marks and corrections."""

import pytest
from django.urls import reverse

from adoption_reviews.coding.actions import add_coding, move_passage, remove_coding
from adoption_reviews.coding.sources import Span
from interviews.actions.recording import SegmentContent, save_segment
from interviews.models import SecondCoding
from tests.factories.core import MembershipFactory
from tests.factories.interviews import InterviewFactory, SegmentFactory
from tests.sent import sent


@pytest.fixture
def interview(review):
    return InterviewFactory(review=review, number=1)


@pytest.fixture
def segments(interview):
    texts = ["We ring 🩺 somebody up.", "Nobody minds."]
    return [
        SegmentFactory(interview=interview, position=position, text=text)
        for position, text in enumerate(texts, 1)
    ]


@pytest.fixture
def colleague(review):
    return MembershipFactory(role="reviewer", review=review, user__name="Carys <b>").user


@pytest.fixture
def client(signed_in, reviewer):
    return signed_in(reviewer)


def add(interview, segment, by, *, start=3, end=9):
    return add_coding(
        source=interview,
        span=Span(str(segment.pk), start, str(segment.pk), end),
        framework_ref=interview.review.influences_ref,
        code="good-networks",
        direction="helps",
        by=by,
    )


def opened_at(client, interview) -> str:
    """How far a page has come that is opened now."""
    url = reverse("interviews:code", args=[interview.review.slug, interview.number])
    return sent(client, url)[1]["since"]


def heard(client, interview, since):
    """The answer and what to ask with next; None when there is nothing new."""
    interview.refresh_from_db()
    url = reverse("interviews:feed", args=[interview.review.slug, interview.number])
    response = client.get(url, {"since": str(since)})
    if response.status_code == 204:
        return None
    assert response.status_code == 200
    return response.json()


def test_feed_tells_what_was_added_moved_and_removed_since(client, interview, segments, colleague):
    opened = opened_at(client, interview)
    assert heard(client, interview, opened) is None
    coding = add(interview, segments[0], colleague)
    first = heard(client, interview, opened)
    assert [each["words"] for each in first["passages"]] == ["ring 🩺"]
    assert (first["gone"], first["is_whole"], first["texts"]) == ([], False, {})
    assert [each["author"] for each in first["passages"][0]["codings"]] == ["Carys <b>"]
    assert first["progress"] == "Looked at 0 of 2 segments, 1 with passages"
    assert heard(client, interview, first["since"]) is None
    move_passage(
        source=interview,
        passage=coding.passage,
        span=Span(str(segments[1].pk), 0, str(segments[1].pk), 6),
        by=colleague,
    )
    second = heard(client, interview, first["since"])
    assert [each["words"] for each in second["passages"]] == ["Nobody"]
    assert second["passages"][0]["start"] == [str(segments[1].pk), 0]
    coding.refresh_from_db()
    passage = coding.passage_id
    remove_coding(source=interview, coding=coding, by=colleague)
    third = heard(client, interview, second["since"])
    assert (third["passages"], third["gone"]) == ([], [passage])


def test_feed_tells_all_anew_after_a_correction(client, interview, segments, colleague):
    add(interview, segments[0], colleague)
    opened = opened_at(client, interview)
    save_segment(
        interview=interview,
        segment_id=segments[0].pk,
        base=1,
        content=SegmentContent(
            kind="speech", stage="", speaker="P07", text="Then we ring 🩺 somebody up."
        ),
        by=colleague,
    )
    news = heard(client, interview, opened)
    assert news["is_whole"]
    assert news["texts"] == {
        str(segments[0].pk): "Then we ring 🩺 somebody up.",
        str(segments[1].pk): "Nobody minds.",
    }
    assert [each["start"] for each in news["passages"]] == [[str(segments[0].pk), 8]]
    assert heard(client, interview, news["since"]) is None


def test_words_corrected_before_the_page_asked_for_its_marks_are_news(
    client, interview, segments, colleague
):
    add(interview, segments[0], colleague)
    marked = reverse("interviews:marked", args=[interview.review.slug, interview.number])
    shown = {"revision": interview.words_revision}
    save_segment(
        interview=interview,
        segment_id=segments[0].pk,
        base=1,
        content=SegmentContent(kind="speech", stage="", speaker="P07", text="Now we ring 🩺."),
        by=colleague,
    )
    answer = client.get(marked, shown).json()
    assert [each["start"] for each in answer["passages"]] == [[str(segments[0].pk), 7]]
    news = heard(client, interview, answer["since"])
    assert (news["is_whole"], news["texts"][str(segments[0].pk)]) == (True, "Now we ring 🩺.")


def test_feed_tells_nothing_of_a_second_coder_at_work_nor_to_one(  # noqa: PLR0917 (both coders)
    client, signed_in, interview, segments, reviewer, colleague
):
    SecondCoding.objects.create(interview=interview, coder=colleague, given_by=reviewer)
    opened = opened_at(client, interview)
    removed = add(interview, segments[0], colleague)
    passage = removed.passage_id
    remove_coding(source=interview, coding=removed, by=colleague)
    add(interview, segments[0], colleague)
    assert heard(client, interview, opened) is None
    add(interview, segments[1], reviewer, start=0, end=6)
    assert [each["words"] for each in heard(client, interview, opened)["passages"]] == ["Nobody"]
    theirs = heard(signed_in(colleague), interview, opened)
    assert [each["words"] for each in theirs["passages"]] == ["ring 🩺"]
    assert theirs["gone"] == [passage]


@pytest.mark.parametrize("since", ["", "x", "1", "1.x", "1.2.3"])
def test_feed_tells_all_to_a_page_that_says_nothing_readable(client, interview, segments, since):
    news = heard(client, interview, since)
    assert (news["is_whole"], len(news["texts"]), news["since"]) == (
        True,
        2,
        opened_at(client, interview),
    )


@pytest.mark.parametrize("n_changes", [1, 3])
def test_feed_asks_as_often_for_one_change_as_for_three(
    signed_in, interview, segments, django_assert_num_queries, n_changes
):
    colleague = MembershipFactory(role="reviewer", review=interview.review).user
    client = signed_in(colleague)
    opened = opened_at(client, interview)
    for start in range(n_changes):
        add(interview, segments[0], colleague, start=start)
    url = reverse("interviews:feed", args=[interview.review.slug, 1])
    client.get(url, {"since": str(opened)})
    with django_assert_num_queries(13):
        client.get(url, {"since": str(opened)})


def test_page_escapes_what_people_wrote_and_shows_a_handful_of_marks(
    client, interview, segments, colleague
):
    segments[0].text, segments[0].speaker = "<b>We</b> & they rang somebody up.", "<i>"
    segments[0].save()
    for start in range(8):
        add(interview, segments[0], colleague, start=start)
    code = client.get(reverse("interviews:code", args=[interview.review.slug, 1]))
    assert "<b>" not in code.getvalue().decode()
    html = client.get(reverse("interviews:code_by_hand", args=[interview.review.slug, 1])).text
    assert "&lt;b&gt;We&lt;/b&gt; &amp; they rang somebody up.</p>" in html
    assert "<b>" not in html and "<i>" not in html
    assert html.count('<li class="coding-mark ') == 8
    assert "<summary>3 more</summary>" in html


def test_page_puts_eight_parts_into_one_list(client, interview, segments):
    for position in range(3, 10):
        SegmentFactory(interview=interview, position=position)
    html = client.get(reverse("interviews:code_by_hand", args=[interview.review.slug, 1])).text
    lists = html.split('<ol class="coding-text__rows">')[1:]
    assert [each.count('<li class="coding-row ') for each in lists] == [8, 1]
