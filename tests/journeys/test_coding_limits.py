"""What the coding page says where marking makes no evidence, or is over."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from interviews.models import Segment
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SegmentFactory,
)
from tests.journeys.coding import card, click_words, drag, opened, panel
from tests.journeys.settling import wait_until

NOT_EVIDENCE = "A question alone is nobody’s evidence"


@pytest.fixture
def interview(review):
    interview = InterviewFactory(review=review, number=1, participants__pseudonym="P07")
    lines = (("question", "Through networks?"), ("speech", "We ring somebody up."))
    for position, (kind, text) in enumerate(lines, 1):
        SegmentFactory(interview=interview, position=position, kind=kind, text=text)
    return interview


@pytest.fixture
def url(interview):
    return reverse("interviews:code", args=[interview.review.slug, 1])


def test_panel_says_that_a_question_alone_is_no_evidence(
    open_page, reviewer, url, assert_accessible
):
    page = opened(open_page(reviewer), url)
    drag(page, (0, "Through"), (0, "networks?"))
    expect(panel(page).get_by_text(NOT_EVIDENCE)).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    drag(page, (0, "networks?"), (1, "up."))
    expect(panel(page).get_by_text(NOT_EVIDENCE)).to_be_hidden()


def test_closed_review_is_read_and_not_marked(
    open_page, reviewer, interview, url, assert_accessible
):
    answer = Segment.objects.get(kind="speech")
    CodingFactory(passage=PassageFactory(start_segment=answer, created_by=reviewer))
    interview.review.status = "closed"
    interview.review.save()
    page = opened(open_page(reviewer), url)
    expect(page.get_by_text("This review is closed")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("group", name="Text").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_hidden()
    click_words(page, 1, "somebody")
    expect(card(page).get_by_role("button", name="Add a code")).to_be_hidden()
    expect(card(page).get_by_role("button", name="Move its ends")).to_be_hidden()
    assert_accessible(page)


def test_link_into_a_long_text_leads_to_the_segment_and_the_text_stays_there(
    open_page, reviewer, interview, url
):
    for position in range(3, 203):
        words = "We ring somebody up and then we wait. " * (1 + position % 7)
        SegmentFactory(interview=interview, position=position, text=words)
    segment = interview.segments.get(position=180)
    page = opened(open_page(reviewer), f"{url}#segment-{segment.pk}")
    top = "(id) => Math.round(document.getElementById(id).getBoundingClientRect().top)"

    def where():
        return page.evaluate(top, f"segment-{segment.pk}")

    landed = where()
    assert 0 < landed < page.viewport_size["height"]
    page.mouse.move(400, 400)
    for turn in range(1, 7):
        page.mouse.wheel(0, -400)
        wait_until(page, where, landed + turn * 400)
