"""Codes compared, in a real browser: nothing for axe to find with no, one and many codings, and
figures reached by keyboard."""

import re

from playwright.sync_api import expect

from adoption_reviews.codes import code_groups
from tests.factories.casestudies import CaseStudyCodingFactory
from tests.factories.interviews import (
    CodingFactory,
    InterviewFactory,
    ParticipantFactory,
    PassageFactory,
    SegmentFactory,
)
from tests.journeys.conftest import NARROW
from tests.journeys.settling import resize, settle, wait_until

MANY = 15  # interviews, each with five passages


def code(review, codes, *, interviews, of_each):
    for number in range(interviews):
        person = ParticipantFactory(review=review, division=f"Division {number % 4}")
        held = InterviewFactory(review=review, participants=[person])
        segment = SegmentFactory(interview=held)
        for place in range(of_each):
            passage = PassageFactory(start_segment=segment, start_offset=place)
            for each in {codes[(number + place) % len(codes)], codes[place]}:
                CodingFactory(passage=passage, framework_ref=each.framework_ref, code=each.code)


def assert_all_accessible(page, review, assert_accessible, *pages):
    """Of what the test of every page, which has the demo hub's codings, does not see."""
    for each in pages:
        assert page.goto(f"/reviews/{review.slug}/grid/{each}").status == 200
        assert_accessible(page)


def test_comparing_codes_with_nothing_one_thing_and_many(
    open_page, review, reviewer, assert_accessible
):
    page = open_page(reviewer)
    codes = [code for group in code_groups(review) for code in group.codes]
    nothing = "", "together/", "saturation/", "passages/?case_study=1"
    assert_all_accessible(page, review, assert_accessible, *nothing)
    code(review, codes, interviews=1, of_each=1)
    assert_all_accessible(page, review, assert_accessible, "")
    code(review, codes, interviews=MANY, of_each=5)
    CaseStudyCodingFactory(passage__case_study__review=review)
    square = "together/?family=identifying-innovations"
    assert_all_accessible(page, review, assert_accessible, "", square)

    # The grid scrolls inside its own part, by keyboard; its heads stay.
    page.goto(f"/reviews/{review.slug}/grid/")
    grid = page.get_by_role("region", name=re.compile("Codes by interviews"))
    grid.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    scrolled = "document.querySelector('.sense-scroll').scrollLeft > 0"
    wait_until(page, lambda: page.evaluate(scrolled), True)
    settle(page)
    head = grid.get_by_role("rowheader", name=codes[0].title, exact=True)
    assert head.bounding_box()["x"] >= grid.bounding_box()["x"]

    # A figure by keyboard opens as many passages as it says.
    figure = grid.get_by_role("link", name=re.compile(r"passages?$")).first
    figure.focus()
    words = figure.text_content()
    page.keyboard.press("Enter")
    page.wait_for_url("**/passages/?**")
    n = int(re.search(r"(\d+) passage", words)[1])
    expect(page.locator("blockquote")).to_have_count(n)

    # On a telephone a list in place of the wide table.
    resize(page, NARROW)
    page.goto(f"/reviews/{review.slug}/grid/")
    expect(page.get_by_role("table")).to_have_count(0)
    page.get_by_label("One column or one code").select_option(codes[1].key)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("heading", name=codes[1].title).wait_for()
    expect(page.locator(".sense-list li")).to_have_count(MANY + 2)
