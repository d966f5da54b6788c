"""The main job, end to end: from an interview in the browser to the report and the dashboard.

Given a review in fieldwork, when a reviewer interviews somebody, marks what they said and writes
a case study, and the trust rates itself, then the trust's lead downloads a report that holds the
evidence and no name, hub staff see it on the dashboard, and another trust sees none of it.
"""

import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from adoption_reviews.roles import Role
from interviews.models import Coding, Participant, Segment
from maturity.models import SelfAssessment
from reports.models import Report
from tests.factories.core import MembershipFactory, ReviewFactory
from tests.journeys.coding import READY
from tests.journeys.rating import ready
from tests.journeys.recording import loaded, wait_for_status
from tests.journeys.settling import wait_until

NAME = "Wenna Tregarthen-Óswald"
QUESTION = "How would you find out that another hospital did something better?"
SAID = "Our network of stroke nurses meets monthly, and 🙂 that is where we hear of things."
QUOTE = "Our network of [specialist] nurses meets monthly, and that is where we hear of things."
INNOVATION = "Bedside swallow screen"


@pytest.fixture
def other_lead(db):
    return MembershipFactory(role=Role.TRUST_LEAD, organisation=ReviewFactory().organisation).user


def test_from_interview_to_report_and_dashboard(  # noqa: PLR0917 (everybody who takes part)
    open_page, worker, review, reviewer, trust_lead, hub_staff, other_lead
):
    home = f"/reviews/{review.slug}/"

    page = open_page(reviewer, by_hand=True)
    add_participant(page, home)
    record_interview(page, home)
    mark_passage(page, home)
    write_case_study(page, home)

    lead = open_page(trust_lead, by_hand=True)
    rate_and_submit(lead, home)

    build_and_release(page, home)

    text = download(lead, home)
    assert QUOTE in text
    assert "Good networks" in between(text, "Identifying innovations", "Deciding whether")
    assert INNOVATION in text
    for part in ("Wenna", "Tregarthen", "Óswald"):
        assert part not in text

    hub = open_page(hub_staff)
    hub.goto("/dashboard/")
    cell = hub.locator(f'a[href="{home}evidence/good-networks/"]:visible').first
    expect(cell).to_contain_text("P")
    cell.click()
    expect(hub.locator("main")).to_contain_text(QUOTE)
    expect(hub.locator("main")).not_to_contain_text("P01")

    outsider = open_page(other_lead)
    report = f"{home}report/1/"
    for path in (home, f"{home}interviews/1/", f"{home}maturity/", report, f"{report}pdf/"):
        assert (path, outsider.goto(path).status) == (path, 404)


def add_participant(page, home):
    page.goto(f"{home}participants/add/")
    page.get_by_label("Full name").fill(NAME)
    page.get_by_label("Job title").fill("Stroke nurse")
    page.get_by_label("Front line").check()
    for consent in ("To be interviewed", "To be recorded", "To be quoted without a name"):
        page.get_by_label(consent).check()
    for part, value in (("Day", "2"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part).fill(value)
    page.get_by_role("button", name="Add participant").click()
    expect(page.locator("main")).to_contain_text(NAME)
    assert Participant.objects.get().pseudonym == "P01"


def record_interview(page, home):
    page.goto(f"{home}interviews/add/")
    page.get_by_label("P01, Front line").check()
    page.get_by_role("button", name="Plan interview").click()
    page.goto(f"{home}interviews/1/record/")
    loaded(page)
    page.keyboard.press("Alt+1")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+2")
    page.keyboard.insert_text(SAID)
    wait_for_status(page, "^Saved$")
    page.get_by_role("link", name="End interview").click()
    page.get_by_role("button", name="End interview").click()
    page.get_by_text("Interview 1 has ended").wait_for()
    assert list(Segment.objects.standing().values_list("text", flat=True)) == [QUESTION, SAID]


def mark_passage(page, home):
    page.goto(f"{home}interviews/1/code/")
    page.locator(READY).wait_for()
    page.locator("[data-text]").nth(1).click(click_count=3)
    page.get_by_role("combobox", name="Code").fill("good net")
    page.keyboard.press("Enter")
    expect(page.locator("[data-margin] [data-coding]")).to_contain_text("Good networks")
    wait_until(page, Coding.objects.count, 1)  # it is in the margin before it is on the server
    coding = Coding.objects.get()
    assert (coding.code, coding.direction, coding.passage.quote) == (
        "good-networks",
        "helps",
        SAID,
    )
    page.goto(f"{home}interviews/1/passages/{coding.passage_id}/")
    # There is only one stroke nurse.
    rare = page.get_by_role("group", name="What to do with “stroke nurses”")
    rare.get_by_label("Replace").check()
    page.get_by_label("Quote without anything that names a person").fill(QUOTE)
    page.get_by_label("May be quoted in the report").check()
    page.get_by_role("button", name="Save quote").click()
    page.get_by_text("Saved. This passage may be quoted in the report").wait_for()
    coding.passage.refresh_from_db()
    assert (coding.passage.anonymised_quote, coding.passage.is_usable) == (QUOTE, True)


def write_case_study(page, home):
    page.goto(f"{home}case-studies/add/")
    page.get_by_label("Innovation", exact=True).fill(INNOVATION)
    page.get_by_label("Medical technology").check()
    page.get_by_label("How was it identified?").fill("A nurse saw it at a network day.")
    page.get_by_label("Good networks").select_option("helps")
    page.get_by_role("button", name="Save case study").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(INNOVATION)


def rate_and_submit(page, home):
    page.goto(f"{home}maturity/")
    page.get_by_role("button", name="Open the self-rating").click()
    page.get_by_role("link", name="Vision and strategy").click()
    ready(page)
    answer = page.locator('[data-answer-to="agreed-strategy"]')
    answer.get_by_label("Proud to share").check()
    answer.get_by_role("textbox").fill("The board agreed it in spring.")
    assessment = SelfAssessment.objects.get()
    ratings = assessment.ratings.values_list("indicator", "value", "explanation")
    expected = [("agreed-strategy", 5, "The board agreed it in spring.")]
    wait_until(page, lambda: list(ratings.all()), expected)
    expect(answer.locator("[data-status]")).to_contain_text("Saved")
    page.get_by_role("link", name="Back to all parts").click()
    page.get_by_role("link", name="Check and submit").click()
    page.get_by_role("button", name="Submit the self-rating").click()
    wait_until(page, lambda: SelfAssessment.objects.get().status, "submitted")
    assert list(ratings.all()) == expected


def build_and_release(page, home):
    page.goto(f"{home}report/")
    page.get_by_role("link", name="Build the report").click()
    page.get_by_role("button", name=re.compile("Build")).click()
    # The page changes by itself once the worker is done.
    release = page.get_by_role("link", name=re.compile("Release"))
    expect(release.first).to_be_visible(timeout=60_000)
    release.first.click()
    page.get_by_role("button", name="Release").click()
    wait_until(page, lambda: Report.objects.get().released_at is not None, True)
    report = Report.objects.get()
    assert (report.version, report.status) == (1, "ready")


def download(page, home):
    """The text of the PDF that the lead gets, with single spaces."""
    page.goto(f"{home}report/")
    with page.expect_download() as started:
        page.get_by_role("link", name=re.compile("PDF")).first.click()
    pages = [each.extract_text() for each in PdfReader(started.value.path()).pages]
    return " ".join(" ".join(pages).split())


def between(text: str, start: str, end: str) -> str:
    """The longest stretch from a `start` to the next `end`: the chapter, not a line of contents."""
    parts = text.split(start)
    return max((part.split(end)[0] for part in parts[1:]), key=len)
