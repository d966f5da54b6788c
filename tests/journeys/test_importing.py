"""Bringing a transcript in, in a real browser: by file and pasted, on a narrow screen, by name."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from interviews.models import Segment
from tests.factories import word
from tests.factories.interviews import InterviewFactory, ParticipantFactory
from tests.journeys.settling import settle

MANY = "WEBVTT\n\n" + "\n\n".join(
    f"00:0{'x' if number % 21 else number // 21}:01.000 --> 00:05:02.000\nWords {number}"
    for number in range(42)
)


@pytest.fixture
def interview(review):
    wenna = ParticipantFactory(review=review, pseudonym="P07", identity__name="Wenna Tregarth")
    return InterviewFactory(review=review, number=1, participants=[wenna], status="planned")


@pytest.fixture
def page(open_page, reviewer, interview):
    page = open_page(reviewer)
    page.goto(reverse("interviews:import", args=[interview.review.slug, 1]))
    return page


def select(page, name, data):
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Read the transcript").click()


def test_word_document_comes_in_by_hand(page, interview, assert_accessible):
    assert_accessible(page)
    turns = [("Ann Price", "0:04", "How do you hear of things?")]
    turns += [("Tregarth, Wenna (RX9)", "0:10", "Through the network.", "And by mail.")]
    select(page, "interview.docx", word.teams_with_pictures(*turns))
    page.get_by_role("heading", name="Check the transcript").wait_for()
    assert_accessible(page)
    who = page.get_by_label("Who is Tregarth, Wenna (RX9)?")
    expect(who).to_have_value("P07")
    page.get_by_label("Who is Ann Price?").select_option("Interviewer")
    page.get_by_role("button", name="Import transcript").click()
    page.get_by_text("2 of 5 paragraphs have been imported.").wait_for()
    assert list(Segment.objects.values_list("speaker", "start_ms", "text")) == [
        ("Interviewer", 4000, "How do you hear of things?"),
        ("P07", 10_000, "Through the network. And by mail."),
    ]
    settle(page)
    expect(page.get_by_text("Tregarth")).to_have_count(0)


def test_much_that_is_left_out_is_told_and_can_be_opened(page, assert_accessible):
    select(page, "broken.vtt", MANY.encode())
    page.get_by_text("40 of 42 cues cannot be imported.").wait_for()
    assert_accessible(page)
    page.get_by_text("What is left out, and why").click()
    expect(page.locator("table tbody tr")).to_have_count(40)
    assert_accessible(page)
    assert not Segment.objects.exists()


def test_refusal_is_shown_beside_the_file_and_pasting_goes_on(page, assert_accessible):
    select(page, "interview.vtt", b"%PDF-1.7")
    page.get_by_role("alert").get_by_text("This is a PDF.").wait_for()
    assert_accessible(page)
    page.get_by_label("Or paste the transcript").fill("Wenna Tregarth: Hello.\nAnn: Good day.")
    page.get_by_role("button", name="Read the transcript").click()
    page.get_by_label("Who is Ann?").wait_for()
    expect(page.get_by_label("Who is Wenna Tregarth?")).to_have_value("P07")
