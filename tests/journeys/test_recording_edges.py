"""The first letters on the recording page, and the last ones after a withdrawal."""

from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.interviews import SegmentFactory
from tests.journeys.recording import (
    assert_texts,
    assert_waiting,
    hold,
    loaded,
    sees,
    texts,
    wait_for_status,
    write,
)
from tests.journeys.settling import wait_until


def test_letters_typed_before_the_page_is_ready_are_kept(open_page, reviewer, interview, url):
    SegmentFactory(interview=interview, text="There before", position=1, revision=1)
    page = open_page(reviewer)
    held = hold(page, "**/recording/page*.js")
    with page.expect_request("**/recording/page*.js"):
        page.goto(url, wait_until="commit")
    page.locator("#recording-early:focus").wait_for()
    page.keyboard.type("quick\nand ")
    wait_until(page, lambda: len(held), 1)
    held[0].continue_()
    page.keyboard.type("quicker")
    sees(page, "There before")
    page.keyboard.type(" still")
    assert_texts(page, interview, ["There before", "quick", "and quicker still"])


def test_withdrawal_stops_the_writing_and_offers_to_delete_what_waits(
    open_page, reviewer, interview, url, assert_accessible
):
    page = open_page(reviewer)
    page.goto(url)
    loaded(page)
    write(page, "Saved")
    wait_for_status(page, "Saved")
    page.context.set_offline(True)
    write(page, "Not sent")
    wait_for_status(page, "Kept on this device, 1 waiting")
    interview.participants.update(withdrawn_at=timezone.now())
    page.context.set_offline(False)
    page.get_by_text("Somebody in this interview has withdrawn.").wait_for()
    page.get_by_text("1 segment is only on this device.").wait_for()
    expect(page.locator("[data-segments] > li")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("button", name="Delete them from this device").click()
    page.get_by_role("button", name="Delete them", exact=True).click()
    page.get_by_text("1 segment is only on this device.").wait_for(state="hidden")
    assert_waiting(page, 0)
    assert texts(interview) == ["Saved"]
