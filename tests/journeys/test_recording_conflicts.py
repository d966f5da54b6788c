"""Two reviewers change the same words: both versions are kept until one is chosen."""

from dataclasses import replace
from uuid import uuid4

import pytest

from interviews.actions.recording import SegmentContent, save_segment
from interviews.actions.together import keep_rival
from interviews.models import RivalVersion, SegmentVersion
from tests.journeys.recording import (
    assert_waiting,
    assert_words_on,
    go_offline,
    loaded,
    open_segment,
    sees,
    texts,
    wait_for_status,
    write,
)
from tests.journeys.settling import wait_until

SETTLED = "^(Saved|Ready)$"
THEIRS, MINE = "We ring round the wards", "We ring round a lot"


@pytest.fixture
def conflict(two):
    """Both have changed the same words of segment 1; the second one's wait beside it."""
    first, second = two
    write(first, "We ring round")
    sees(second, "We ring round")
    for page in two:
        open_segment(page, 1)
    go_offline(second)
    first.keyboard.type(" the wards")
    wait_for_status(first, "Saved")
    second.keyboard.type(" a lot")
    second.context.set_offline(False)
    for page in two:
        wait_for_status(page, "Conflict in 1 segment")
        page.get_by_role("group", name="Two versions of this segment").wait_for()
    return two


@pytest.fixture
def kept(interview, reviewer, colleague):
    """Such a conflict as the server keeps it, before anybody has opened a page."""
    first = SegmentContent(kind="speech", stage="", speaker="P07", text=THEIRS)
    segment = save_segment(
        interview=interview, segment_id=uuid4(), base=0, content=first, elapsed_ms=0, by=reviewer
    ).segment
    keep_rival(
        interview=interview,
        segment_id=segment.pk,
        rival_id=uuid4(),
        base=0,
        content=replace(first, text=MINE),
        by=colleague,
    )


@pytest.fixture
def opened(kept, two):
    """The pages of both with that conflict."""
    for page in two:
        page.get_by_role("group", name="Two versions of this segment").wait_for()
    return two


def versions(page):
    return page.locator(".interviews-version").evaluate_all(
        """cards => cards.map((card) => [
            card.querySelector("strong").innerText,
            card.querySelector(".interviews-version__text").innerText,
        ])"""
    )


def assert_versions(page, *expected):
    """These are to be chosen between: [whose, words] each."""
    wait_until(page, lambda: versions(page), list(expected))


def test_conflict_is_kept_on_the_server_and_shown_to_both(
    conflict, interview, reviewer, assert_accessible
):
    first, second = conflict
    assert_versions(second, [reviewer.name, THEIRS], ["You", MINE])
    assert_versions(first, ["You", THEIRS], ["Carys Penhale", MINE])
    assert texts(interview) == [THEIRS]
    rival = RivalVersion.objects.get()
    assert (rival.text, rival.by.name, rival.settled_at) == (MINE, "Carys Penhale", None)
    assert_waiting(second, 0)  # it is not only on this device
    second.keyboard.type(" indeed")
    first.get_by_text(f"{MINE} indeed").wait_for()
    for page in conflict:
        assert_accessible(page)
    second.reload()
    loaded(second)
    second.get_by_role("group", name="Two versions of this segment").wait_for()
    assert_versions(second, [reviewer.name, THEIRS], ["You", f"{MINE} indeed"])
    assert texts(interview) == [THEIRS]


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ("Keep mine", [MINE]),
        ("’s", [THEIRS]),
        ("Keep both, one after the other", [THEIRS, MINE]),
    ],
)
def test_conflict_is_settled_by_choosing(opened, interview, choice, left):
    _, second = opened
    second.get_by_role("button", name=choice).click()
    for page in opened:
        wait_for_status(page, SETTLED)
        page.locator(".interviews-version").first.wait_for(state="detached")
        assert_words_on(page, left)
    assert texts(interview) == left
    assert RivalVersion.objects.get().settled_by.name == "Carys Penhale"
    assert {THEIRS} <= set(SegmentVersion.objects.values_list("text", flat=True))
    for page in opened:
        assert_waiting(page, 0)


def test_choosing_by_keyboard_from_the_interviews_page(opened, interview):
    first, _ = opened
    first.goto(interview.get_absolute_url())
    first.get_by_text("1 segment has two versions to choose between").wait_for()
    first.get_by_role("link", name="Choose").press("Enter")
    first.get_by_role("button", name="Keep mine").and_(first.locator(":focus")).wait_for()
    first.keyboard.press("Tab")
    first.keyboard.press("Enter")  # the other's
    wait_for_status(first, "Saved")
    assert texts(interview) == [MINE]


def test_choosing_without_a_connection_goes_up_later(opened, interview):
    first, second = opened
    second.context.set_offline(True)
    second.get_by_role("button", name="Keep mine").click()
    wait_for_status(second, "Kept on this device, 1 waiting")
    assert_words_on(second, [MINE])
    assert RivalVersion.objects.get().settled_at is None
    second.context.set_offline(False)
    wait_for_status(second, SETTLED)
    wait_for_status(first, SETTLED)
    assert texts(interview) == [MINE]


def test_choosing_at_once_tells_the_second_and_loses_nothing(opened, interview):
    first, second = opened
    second.context.set_offline(True)
    second.get_by_role("button", name="Keep mine").click()
    first.get_by_role("button", name="Keep mine").click()
    wait_for_status(first, "Saved")
    second.context.set_offline(False)
    second.get_by_text("Somebody has chosen between the versions already.").wait_for()
    wait_for_status(second, SETTLED)
    assert texts(interview) == [THEIRS]
    assert RivalVersion.objects.get().text == MINE


def test_deleting_what_another_edits_is_a_conflict(two, interview, reviewer):
    first, second = two
    write(first, "We ring round", "And then")
    sees(second, "And then")
    open_segment(second, 1)
    go_offline(second)
    open_segment(first, 1)
    first.keyboard.press("Alt+x")
    wait_for_status(first, "Saved")
    second.keyboard.type(" a lot")
    second.context.set_offline(False)
    for page in two:
        wait_for_status(page, "Conflict in 1 segment")
    assert_versions(second, [reviewer.name, "Deleted"], ["You", MINE])
    second.get_by_role("button", name="Keep mine").click()
    wait_for_status(second, "Saved")
    sees(first, MINE)
    assert texts(interview) == [MINE, "And then"]
