"""What the coding page asks for once its text stands there: late, changed since, or not come."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from adoption_reviews.coding.actions import add_coding, remove_coding
from adoption_reviews.coding.sources import Span
from tests.journeys.coding import (
    READY,
    drag,
    highlighted,
    interview_with_words,
    mark,
    marked,
    wait_until_marked,
)
from tests.journeys.settling import wait_until

MARKED = "**/code/marked/**"


@pytest.fixture
def interview(review):
    return interview_with_words(review)


@pytest.fixture
def add(interview, reviewer):
    def added(row, start, end):
        segment = str(interview.segments.all()[row].pk)
        return add_coding(
            source=interview,
            span=Span(segment, start, segment, end),
            framework_ref=interview.review.influences_ref,
            code="good-networks",
            direction="helps",
            by=reviewer,
        )

    return added


@pytest.fixture
def url(interview):
    return reverse("interviews:code", args=[interview.review.slug, 1])


def test_marks_that_do_not_come_are_asked_for_again(open_page, reviewer, url, add):
    add(1, 0, 6)
    page = open_page(reviewer)
    page.route(MARKED, lambda route: route.fulfill(status=500), times=1)
    page.goto(url)
    said = page.get_by_role("alert").filter(has_text="Nothing can be marked yet")
    expect(said).to_contain_text("The server could not do this. Nothing is lost: try again.")
    assert highlighted(page) == {"tone-1": ["Nobody"]}  # where it is came with the text
    said.get_by_role("button", name="Try again").click()
    page.locator(READY).wait_for()
    expect(said).to_be_hidden()
    drag(page, (1, "It"), (1, "slowly"))
    mark(page, "netw")
    wait_until_marked(page, 2)
    assert sorted(words for words, *_ in marked()) == ["It spreads, slowly", "Nobody"]


def test_marks_changed_while_the_page_opened_are_shown_as_they_are(
    open_page, reviewer, interview, url, add
):
    first, _ = add(1, 0, 6), add(0, 0, 6)
    page = open_page(reviewer)

    def change(route):
        remove_coding(source=interview, coding=first, by=reviewer)
        add(2, 0, 9)
        route.continue_()

    page.route(MARKED, change, times=1)
    page.goto(url)
    page.locator(READY).wait_for()
    expect(page.locator("[data-margin] [data-coding]")).to_have_count(2)
    assert highlighted(page) == {"tone-1": ["Before", "Two lines"]}


def test_tools_that_a_lost_connection_kept_away_come_with_the_next_one(open_page, reviewer, url):
    page = open_page(reviewer)

    def lose(route):
        page.context.set_offline(True)
        route.abort()

    page.route("**/js/coding/page*.js", lose, times=1)
    page.goto(url)
    wait_until(page, lambda: page.evaluate("navigator.onLine"), False)
    expect(page.locator(READY)).to_have_count(0)
    page.context.set_offline(False)
    page.locator(READY).wait_for()
    drag(page, (1, "It"), (1, "slowly"))
    mark(page, "netw")
    wait_until_marked(page, 1)
