"""The coding page while somebody else marks and corrects, and on a case study."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from casestudies.models import Coding as CaseStudyCoding
from interviews.actions.recording import SegmentContent, save_segment
from interviews.models import Passage, SecondCoding
from tests.factories.casestudies import CaseStudyFactory
from tests.factories.core import MembershipFactory
from tests.journeys.coding import (
    card,
    click_words,
    drag,
    interview_with_words,
    mark,
    marked,
    opened,
    panel,
    says,
    wait_until_chosen,
    wait_until_drawn,
    wait_until_marked,
)
from tests.journeys.settling import settle


@pytest.fixture
def interview(review):
    return interview_with_words(review)


@pytest.fixture
def url(interview):
    return reverse("interviews:code", args=[interview.review.slug, 1])


@pytest.fixture
def colleague(review):
    return MembershipFactory(role="reviewer", review=review, user__name="Carys Penhale").user


def look_again(page):
    """What coming back to the window does, without waiting for the next few seconds to pass."""
    page.evaluate("dispatchEvent(new Event('focus'))")


def test_two_coders_see_what_the_other_marks_and_change_only_their_own(
    open_page, reviewer, colleague, url
):
    mine, theirs = (opened(open_page(user), url) for user in (reviewer, colleague))
    drag(theirs, (1, "It"), (1, "slowly"))
    panel(theirs).get_by_label("Memo").fill("Since when?")
    mark(theirs, "netw")
    drag(mine, (1, "spreads"), (1, "others"))
    mark(mine, "trial")
    look_again(mine)
    wait_until_marked(mine, 2)
    look_again(theirs)
    wait_until_marked(theirs, 2)
    # One's own answer brings the other's mark into the margin; its words come with the news.
    wait_until_drawn(mine, "overlap", "spreads, slowly")
    mine.locator("[data-coding]", has_text="Good networks").get_by_role("link").focus()
    for words in ("Carys Penhale", "Since when?", "It spreads, slowly"):
        expect(mine.get_by_role("tooltip")).to_contain_text(words)
    mine.keyboard.press("Enter")
    expect(card(mine).get_by_text("Since when?")).to_be_visible()
    expect(card(mine).get_by_role("button", name="Remove")).to_have_count(0)
    expect(card(mine).get_by_role("button", name="Move its ends")).to_be_hidden()
    mine.keyboard.press("Escape")
    # What they remove goes here too.
    theirs.keyboard.press("Control+z")
    wait_until_marked(theirs, 1)
    look_again(mine)
    wait_until_marked(mine, 1)
    assert marked() == [("spreads, slowly, to others", "trialling-support", "helps")]


def test_second_coder_at_work_sees_and_shows_nothing(
    open_page, reviewer, colleague, interview, url
):
    SecondCoding.objects.create(interview=interview, coder=colleague, given_by=reviewer)
    mine, theirs = (opened(open_page(user), url) for user in (reviewer, colleague))
    drag(mine, (0, "we ring"), (0, "up."))
    mark(mine, "netw")
    drag(theirs, (1, "It"), (1, "slowly"))
    mark(theirs, "trial")
    for page in (mine, theirs):
        with page.expect_response("**/code/feed/**") as news:
            look_again(page)
        heard = news.value.json() if news.value.status == 200 else {"passages": [], "gone": []}
        assert [len(passage["codings"]) for passage in heard["passages"]] in ([], [1])
        assert heard["gone"] == []
        settle(page)  # with the news
        assert page.locator("[data-coding]").count() == 1


def test_correcting_the_transcript_keeps_marks_on_their_words(
    open_page, reviewer, colleague, interview, url
):
    page = opened(open_page(reviewer), url)
    drag(page, (0, "ring"), (0, "somebody"))
    mark(page, "netw")
    drag(page, (1, "It"), (1, "slowly"))
    mark(page, "trial")
    first, second, _ = interview.segments.standing()
    correct(first, "Before 🩺🩺🩺 that, we always ring somebody up. Then 🙂.", colleague)
    correct(second, "Nobody minds any more.", colleague)
    look_again(page)
    page.get_by_role("heading", name="1 passage needs a look").wait_for()
    wait_until_drawn(page, "tone-1", "ring somebody")
    assert page.locator("[data-text]").first.text_content() == (
        "Before 🩺🩺🩺 that, we always ring somebody up. Then 🙂."
    )
    page.get_by_role("button", name="Choose new words").click()
    page.locator("[data-transcript]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    wait_until_chosen(page, "Nobody minds any more.")
    page.keyboard.press("Enter")
    says(page, "new ends")
    expect(page.get_by_role("heading", name="needs a look")).to_have_count(0)
    assert [passage.quote for passage in Passage.objects.order_by("pk")] == [
        "ring somebody",
        "Nobody minds any more.",
    ]
    # Words corrected before they are sent are refused, and can be chosen again.
    drag(page, (0, "we always"), (0, "ring"))
    correct(first, "Before that, we ring somebody up.", colleague)
    page.keyboard.type("netw")
    page.keyboard.press("Enter")
    panel(page).get_by_text("The text has changed since this page was opened").wait_for()
    assert Passage.objects.count() == 2


def test_words_corrected_while_the_panel_is_open_are_not_marked_as_others(
    open_page, reviewer, colleague, interview, url
):
    page = opened(open_page(reviewer), url)
    drag(page, (0, "we ring"), (0, "up."))
    correct(interview.segments.standing()[0], "Long before that somebody rang us.", colleague)
    look_again(page)
    expect(page.locator("[data-text]").first).to_have_text("Long before that somebody rang us.")
    page.keyboard.type("netw")
    page.keyboard.press("Enter")
    panel(page).get_by_text("The text has changed since this page was opened").wait_for()
    assert not Passage.objects.exists()


def correct(segment, text, by):
    segment.refresh_from_db()
    save_segment(
        interview=segment.interview,
        segment_id=segment.pk,
        base=segment.version,
        content=SegmentContent(
            kind=segment.kind, stage=segment.stage, speaker=segment.speaker, text=text
        ),
        by=by,
    )


def test_case_study_is_coded_on_the_same_page(open_page, reviewer, review, assert_accessible):
    CaseStudyFactory(
        review=review,
        number=1,
        how_identified="A nurse 🩺 saw it at a conference. She rang.",
        how_decided="The board met twice.",
    )
    page = opened(open_page(reviewer), reverse("casestudies:code", args=[review.slug, 1]))
    drag(page, (0, "nurse"), (1, "board"))
    mark(page, "netw=")
    click_words(page, 0, "saw")
    card(page).get_by_role("button", name="Helps").click()
    says(page, "Changed")
    [coding] = CaseStudyCoding.objects.all()
    assert (coding.direction, coding.passage.start_offset, coding.passage.end_offset) == (
        "helps",
        2,
        len("The board"),
    )
    page.keyboard.press("Escape")
    assert_accessible(page)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    wait_until_marked(page, 0)
    assert CaseStudyCoding.objects.count() == 0
