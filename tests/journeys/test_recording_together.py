"""Two reviewers at one interview, each in a browser of their own."""

import re
import time

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from interviews.models import CoveredPrompt, Interview, RivalVersion, Segment, SegmentVersion
from tests.factories.core import MembershipFactory
from tests.factories.interviews import InterviewFactory, SegmentFactory
from tests.journeys.recording import editor, texts, wait_for_status, waiting, write

SOON = 3.0  # seconds in which each sees what the other wrote


@pytest.fixture
def interview(review):
    return InterviewFactory(
        review=review, number=1, status=Interview.Status.PLANNED, participants__pseudonym="P07"
    )


@pytest.fixture
def url(interview):
    return reverse("interviews:record", args=[interview.review.slug, 1])


@pytest.fixture
def two(open_page, review, reviewer, url):
    """Both reviewers' pages, the first one's in front."""
    colleague = MembershipFactory(role="reviewer", review=review, user__name="Carys Penhale").user
    pages = open_page(reviewer), open_page(colleague)
    for page in pages:
        page.goto(url)
        loaded(page)
    pages[0].locator("[data-here]", has_text="Carys Penhale").wait_for()
    return pages


def loaded(page):
    page.locator("[data-loading]").wait_for(state="hidden")
    page.locator("textarea:focus").wait_for()


def sees(page, text, timeout=10_000):
    page.locator(".interviews-segment__text", has_text=text).wait_for(timeout=timeout)


def words_on(page):
    """The transcript as the page shows it; what is being written too."""
    return page.locator("[data-segments] > li").evaluate_all(
        """items => items.map((item) => (item.querySelector("textarea")?.value
            ?? item.querySelector(".interviews-segment__text")?.textContent ?? "(choice)"))
            .filter(Boolean)"""
    )


def open_segment(page, number):
    page.locator("[data-segments] > li").nth(number - 1).get_by_role("button").first.click()
    page.locator("textarea:focus").wait_for()


def put_caret(page, text, *, behind=True):
    """Puts the cursor behind (or before) words of the open segment."""
    editor(page).evaluate(
        """(area, [text, behind]) => {
            const at = area.value.indexOf(text) + (behind ? text.length : 0);
            area.setSelectionRange(at, at);
        }""",
        [text, behind],
    )


def test_both_see_what_the_other_writes_within_three_seconds(two, interview, assert_accessible):
    first, second = two
    write(first, "From the first")
    written = time.monotonic()
    sees(second, "From the first")
    assert time.monotonic() - written < SOON
    write(second, "From the second")
    written = time.monotonic()
    sees(first, "From the second")
    assert time.monotonic() - written < SOON
    first.keyboard.type("The first again")
    second.keyboard.type("The second again")
    for page in two:
        wait_for_status(page, "Saved")
    sees(first, "The second again")
    sees(second, "The first again")
    assert words_on(first) == words_on(second) == texts(interview)
    assert Segment.objects.count() == 4
    assert_accessible(first)


def test_writers_at_the_end_do_not_stand_in_each_others_way(two, interview):
    first, second = two
    lines = [f"line {number}" for number in range(8)]
    for line in lines:
        write(first, f"first: {line}")
        write(second, f"second: {line}")
    for page in two:
        wait_for_status(page, "Saved")
    sees(first, f"second: {lines[-1]}")
    sees(second, f"first: {lines[-1]}")
    stored = texts(interview)
    assert words_on(first) == words_on(second) == stored
    for who in ("first", "second"):
        assert [each for each in stored if each.startswith(who)] == [
            f"{who}: {line}" for line in lines
        ]


def test_what_arrives_moves_neither_the_words_nor_the_cursor(two, interview):
    first, second = two
    write(first, *[f"line {number}" for number in range(30)])
    sees(second, "line 29")
    second.keyboard.type("half a sen")
    editor(second).evaluate("area => area.setSelectionRange(4, 6)")
    top = editor(second).bounding_box()["y"]
    write(first, "above", "and above\nthat")
    sees(second, "and above")
    assert abs(editor(second).bounding_box()["y"] - top) <= 1
    assert editor(second).evaluate("area => [area.selectionStart, area.selectionEnd]") == [4, 6]
    assert editor(second).evaluate("area => document.activeElement === area")
    assert editor(second).input_value() == "half a sen"


def test_edits_of_different_segments_never_collide(two, interview):
    first, second = two
    write(first, "one", "two")
    sees(second, "two")
    open_segment(first, 1)
    open_segment(second, 2)
    first.keyboard.type(" and a half")
    second.keyboard.type(" and a bit")
    sees(first, "two and a bit")
    sees(second, "one and a half")
    assert texts(interview) == ["one and a half", "two and a bit"]
    assert RivalVersion.objects.count() == 0


def test_edits_of_different_words_are_merged(two, interview):
    first, second = two
    write(first, "We ring round in the morning and then we try it")
    sees(second, "We ring round")
    for page in two:
        open_segment(page, 1)
    second.context.set_offline(True)
    put_caret(first, "ring round")
    first.keyboard.type(" the wards")
    put_caret(second, "try it")
    second.keyboard.type(" ourselves")
    wait_for_status(first, "Saved")
    second.context.set_offline(False)
    merged = "We ring round the wards in the morning and then we try it ourselves"
    expect(editor(first)).to_have_value(merged)
    wait_for_status(second, "Saved")
    assert [editor(page).input_value() for page in two] == [merged, merged]
    second.keyboard.type("!")  # the cursor stayed at its words
    wait_for_status(second, "Saved")
    second.wait_for_timeout(1_500)
    wait_for_status(second, "Saved")
    assert texts(interview) == [merged + "!"]
    assert RivalVersion.objects.count() == 0


def test_words_typed_while_anothers_arrive_are_merged_as_they_come(two, interview):
    first, second = two
    write(first, "We ring round and try it")
    sees(second, "We ring round")
    for page in two:
        open_segment(page, 1)
    put_caret(first, "ring")
    put_caret(second, "try it")
    for number in range(10):
        first.keyboard.type(f" a{number}")
        second.keyboard.type(f" b{number}")
    expected = (
        "We ring "
        + " ".join(f"a{n}" for n in range(10))
        + " round and try it "
        + " ".join(f"b{n}" for n in range(10))
    )
    for page in two:
        expect(editor(page)).to_have_value(expected)
        wait_for_status(page, "Saved")
    assert texts(interview) == [expected]


@pytest.fixture
def conflict(two):
    """Both have changed the same words of segment 1; the second one's wait beside it."""
    first, second = two
    write(first, "We ring round")
    sees(second, "We ring round")
    for page in two:
        open_segment(page, 1)
    second.context.set_offline(True)
    first.keyboard.type(" the wards")
    wait_for_status(first, "Saved")
    second.keyboard.type(" a lot")
    second.context.set_offline(False)
    for page in two:
        wait_for_status(page, "Conflict in 1 segment")
        page.get_by_role("group", name="Two versions of this segment").wait_for()
    return two


THEIRS, MINE = "We ring round the wards", "We ring round a lot"


def versions(page):
    cards = page.locator(".interviews-version")
    return [
        (
            card.locator("strong").inner_text(),
            card.locator(".interviews-version__text").inner_text(),
        )
        for card in cards.all()
    ]


def test_conflict_is_kept_on_the_server_and_shown_to_both(
    conflict, interview, reviewer, assert_accessible
):
    first, second = conflict
    assert versions(second) == [(reviewer.name, THEIRS), ("You", MINE)]
    assert versions(first) == [("You", THEIRS), ("Carys Penhale", MINE)]
    assert texts(interview) == [THEIRS]
    rival = RivalVersion.objects.get()
    assert (rival.text, rival.by.name, rival.settled_at) == (MINE, "Carys Penhale", None)
    assert waiting(second) == 0  # it is not only on this device
    second.keyboard.type(" indeed")
    first.get_by_text(f"{MINE} indeed").wait_for()
    for page in conflict:
        assert_accessible(page)
    second.reload()
    loaded(second)
    second.get_by_role("group", name="Two versions of this segment").wait_for()
    assert versions(second) == [(reviewer.name, THEIRS), ("You", f"{MINE} indeed")]
    assert texts(interview) == [THEIRS]


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ("Keep mine", [MINE]),
        ("’s", [THEIRS]),
        ("Keep both, one after the other", [THEIRS, MINE]),
    ],
)
def test_conflict_is_settled_by_choosing(conflict, interview, choice, left):
    first, second = conflict
    second.get_by_role("button", name=choice).click()
    for page in conflict:
        wait_for_status(page, "Saved")
        page.locator(".interviews-version").first.wait_for(state="detached")
    first.locator("[data-segments] > li").nth(len(left) - 1).wait_for()
    assert words_on(first) == words_on(second) == texts(interview) == left
    assert RivalVersion.objects.get().settled_by.name == "Carys Penhale"
    assert {THEIRS} <= set(SegmentVersion.objects.values_list("text", flat=True))
    assert [waiting(page) for page in conflict] == [0, 0]


def test_choosing_by_keyboard_from_the_interviews_page(conflict, interview, url):
    first, _ = conflict
    first.goto(interview.get_absolute_url())
    first.get_by_text("1 segment has two versions to choose between").wait_for()
    first.get_by_role("link", name="Choose").press("Enter")
    first.get_by_role("button", name="Keep mine").and_(first.locator(":focus")).wait_for()
    first.keyboard.press("Tab")
    first.keyboard.press("Enter")  # the other's
    wait_for_status(first, "Saved")
    assert texts(interview) == [MINE]


def test_choosing_without_a_connection_goes_up_later(conflict, interview):
    first, second = conflict
    second.context.set_offline(True)
    second.get_by_role("button", name="Keep mine").click()
    wait_for_status(second, "Kept on this device, 1 waiting")
    assert words_on(second) == [MINE]
    assert RivalVersion.objects.get().settled_at is None
    second.context.set_offline(False)
    wait_for_status(second, "Saved")
    wait_for_status(first, "Saved")
    assert texts(interview) == [MINE]


def test_choosing_at_once_tells_the_second_and_loses_nothing(conflict, interview):
    first, second = conflict
    second.context.set_offline(True)
    second.get_by_role("button", name="Keep mine").click()
    first.get_by_role("button", name="Keep mine").click()
    wait_for_status(first, "Saved")
    second.context.set_offline(False)
    second.get_by_text("Somebody has chosen between the versions already.").wait_for()
    wait_for_status(second, "Saved|Ready")
    assert texts(interview) == [THEIRS]
    assert RivalVersion.objects.get().text == MINE


def test_deleting_what_another_edits_is_a_conflict(two, interview, reviewer):
    first, second = two
    write(first, "We ring round", "And then")
    sees(second, "And then")
    open_segment(second, 1)
    second.context.set_offline(True)
    open_segment(first, 1)
    first.keyboard.press("Alt+x")
    wait_for_status(first, "Saved")
    second.keyboard.type(" a lot")
    second.context.set_offline(False)
    for page in two:
        wait_for_status(page, "Conflict in 1 segment")
    assert versions(second) == [(reviewer.name, "Deleted"), ("You", MINE)]
    second.get_by_role("button", name="Keep mine").click()
    wait_for_status(second, "Saved")
    sees(first, MINE)
    assert texts(interview) == [MINE, "And then"]


def test_one_is_away_for_a_while_and_comes_back(two, interview):
    first, second = two
    write(first, "one", "two")
    sees(second, "two")
    second.context.set_offline(True)
    write(second, *[f"away {number}" for number in range(6)])
    write(first, *[f"there {number}" for number in range(6)])
    open_segment(first, 1)
    first.keyboard.type("!")
    wait_for_status(first, "Saved")
    wait_for_status(second, "Kept on this device, 6 waiting")
    second.context.set_offline(False)
    wait_for_status(second, "Saved")
    sees(first, "away 5")
    sees(second, "one!")
    expected = ["one!", "two"] + [f"there {n}" for n in range(6)] + [f"away {n}" for n in range(6)]
    assert texts(interview) == expected
    assert words_on(first) == words_on(second) == expected


def test_deleted_segment_goes_from_the_others_page_and_can_come_back(two, interview):
    first, second = two
    write(first, "one", "two")
    sees(second, "two")
    open_segment(second, 1)
    open_segment(first, 1)
    first.keyboard.press("Alt+x")
    second.get_by_text("deleted the segment you were in").wait_for()
    assert texts(interview) == ["two"]
    second.get_by_role("button", name="Undo").click()
    sees(first, "one")
    wait_for_status(second, "Saved")
    assert texts(interview) == ["one", "two"]


def test_who_writes_where_is_shown(two, interview, assert_accessible):
    first, second = two
    write(first, "one", "two")
    sees(second, "two")
    open_segment(first, 1)
    second.get_by_text(re.compile("Also here: .* in segment 1")).wait_for()
    second.locator("li", has=second.locator(".interviews-segment__writer")).wait_for()
    assert_accessible(second)
    first.context.set_offline(True)
    second.locator("[data-here]").wait_for(state="hidden", timeout=20_000)


def test_ticks_are_shown_to_both(two, interview):
    first, second = two
    tick = first.get_by_label("Pump-priming fund")
    tick.check()
    second.locator("input[data-prompt]:checked").wait_for(state="attached")
    assert CoveredPrompt.objects.count() == 1
    second.context.set_offline(True)
    second.locator("input[data-prompt]:checked").uncheck()
    second.wait_for_timeout(300)
    assert CoveredPrompt.objects.count() == 1
    second.context.set_offline(False)
    first.locator("input[data-prompt]:checked").wait_for(state="detached")
    assert CoveredPrompt.objects.count() == 0


def test_letters_typed_before_the_page_is_ready_are_kept(open_page, reviewer, interview, url):
    SegmentFactory(interview=interview, text="There before", position=1, revision=1)
    page = open_page(reviewer)
    held = []

    def hold(route):
        held.append(route)

    page.route("**/recording/page*.js", hold)
    page.goto(url, wait_until="commit")
    page.locator("textarea:focus").wait_for()
    page.keyboard.type("quick\nand ")
    held[0].continue_()
    page.keyboard.type("quicker")
    page.locator(".interviews-segment__text", has_text="There before").wait_for()
    page.keyboard.type(" still")
    wait_for_status(page, "Saved")
    page.wait_for_timeout(1_200)
    wait_for_status(page, "Saved")
    assert texts(interview) == ["There before", "quick", "and quicker still"]


def test_withdrawal_stops_the_writing_and_offers_to_delete_what_waits(
    recording_alone, interview, assert_accessible
):
    page = recording_alone
    write(page, "Saved")
    wait_for_status(page, "Saved")
    page.context.set_offline(True)
    write(page, "Not sent")
    wait_for_status(page, "Kept on this device, 1 waiting")
    interview.participants.update(withdrawn_at=timezone.now())
    page.context.set_offline(False)
    page.get_by_text("Somebody in this interview has withdrawn.").wait_for()
    page.get_by_text("1 segment is only on this device.").wait_for()
    assert page.locator("[data-segments] > li").count() == 0
    assert_accessible(page)
    page.get_by_role("button", name="Delete them from this device").click()
    page.get_by_role("button", name="Delete them", exact=True).click()
    page.get_by_text("1 segment is only on this device.").wait_for(state="hidden")
    assert waiting(page) == 0
    assert texts(interview) == ["Saved"]


@pytest.fixture
def recording_alone(open_page, reviewer, url):
    page = open_page(reviewer)
    page.goto(url)
    loaded(page)
    return page
