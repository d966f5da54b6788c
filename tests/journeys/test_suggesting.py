"""Suggested codes and search as reviewers use them: by keyboard, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from interviews.models import Coding, Suggestion
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    PassageFactory,
    SegmentFactory,
)
from tests.journeys.settling import settle, wait_until

pytestmark = pytest.mark.usefixtures("scikit_learn")

NETWORK = "We hear of new things through the clinical network and its meetings."
MONEY = "The finance committee wants a business case before it pays for anything."


def test_suggestions_are_decided_by_keys_alone(open_page, review, reviewer):
    coded = InterviewFactory(review=review, number=2)
    interview = InterviewFactory(review=review, number=1)
    for place, (text, code) in enumerate(
        [(NETWORK, "good-networks"), (MONEY, "proportionate-process")], 1
    ):
        segment = SegmentFactory(interview=coded, position=place, text=text)
        CodingFactory(passage=PassageFactory(start_segment=segment), code=code, author=reviewer)
        SegmentFactory(interview=interview, position=place, text=f"{text} So they say.")
    page = open_page(reviewer)
    page.goto(reverse("interviews:code", args=[review.slug, 1]))
    page.get_by_role("link", name="Suggested codes").click()
    first = page.get_by_role("radio").first
    first.focus()
    keys = page.locator("[data-suggestion-keys]")
    keys.wait_for()
    page.keyboard.press("+")
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Save decisions")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_text("1 accepted and coded, 1 refused.").wait_for()
    coding = Coding.objects.get(passage__interview=interview)
    assert (coding.direction, coding.author) == ("helps", reviewer)
    assert sorted(Suggestion.objects.values_list("is_accepted", flat=True)) == [False, True]


def test_suggestions_have_no_answers_of_earlier_ones_after_going_back(open_page, review, reviewer):
    coded = InterviewFactory(review=review, number=2)
    interview = InterviewFactory(review=review, number=1)
    for code in ("good-networks", "ring-holder"):
        segment = SegmentFactory(interview=coded, text=NETWORK)
        CodingFactory(passage=PassageFactory(start_segment=segment), code=code, author=reviewer)
    for said in ("So they say.", "We do."):
        SegmentFactory(interview=interview, text=f"{NETWORK} {said}")
    page = open_page(reviewer)
    page.goto(reverse("suggestions:suggestions", args=[review.slug, 1]))
    page.get_by_role("radio", name="Helps").first.check()
    page.get_by_role("button", name="Save decisions").click()
    page.get_by_text("1 accepted and coded, 0 refused.").wait_for()
    page.go_back()
    page.get_by_text("1 accepted and coded, 0 refused.").wait_for(state="detached")
    expect(page.get_by_role("radio").first).to_be_visible()
    settle(page)
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)


def test_search_leads_to_the_very_words(open_page, review, reviewer):
    interview = InterviewFactory(review=review, number=4)
    texts = [NETWORK, *["Something else altogether."] * 40, MONEY]
    segments = [
        SegmentFactory(interview=interview, position=place, text=text)
        for place, text in enumerate(texts, 1)
    ]
    page = open_page(reviewer)
    page.goto(reverse("search:search", args=[review.slug]))
    page.get_by_label("Words to search for").fill('"business cases" -network')
    page.keyboard.press("Enter")
    page.locator("mark").wait_for()
    expect(page.locator("mark")).to_have_text(["business case"])
    page.get_by_role("link", name="Interview 4, segment 42").click()
    row = page.locator(f"#segment-{segments[-1].pk}")
    row.wait_for()
    in_sight = """(row) => {
        const box = row.getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight;
    }"""
    wait_until(page, lambda: row.evaluate(in_sight), True)
