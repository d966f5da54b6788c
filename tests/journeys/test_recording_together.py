"""Two reviewers at one interview, each in a browser of their own."""

import re

from playwright.sync_api import expect

from interviews.models import CoveredPrompt, RivalVersion, Segment
from tests.journeys.recording import (
    assert_texts,
    assert_words_on,
    editor,
    go_offline,
    open_segment,
    put_caret,
    sees,
    texts,
    wait_for_status,
    write,
)


def test_both_see_what_the_other_writes(two, interview, assert_accessible):
    first, second = two
    write(first, "From the first")
    sees(second, "From the first")
    write(second, "From the second")
    sees(first, "From the second")
    first.keyboard.type("The first again")
    second.keyboard.type("The second again")
    for page in two:
        wait_for_status(page, "Saved")
    sees(first, "The second again")
    sees(second, "The first again")
    for page in two:
        assert_words_on(page, texts(interview))
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
    for page in two:
        assert_words_on(page, stored)
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
    go_offline(second)
    put_caret(first, "ring round")
    first.keyboard.type(" the wards")
    put_caret(second, "try it")
    second.keyboard.type(" ourselves")
    wait_for_status(first, "Saved")
    second.context.set_offline(False)
    merged = "We ring round the wards in the morning and then we try it ourselves"
    expect(editor(first)).to_have_value(merged)
    wait_for_status(second, "Saved")
    for page in two:
        expect(editor(page)).to_have_value(merged)
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
    assert_texts(first, interview, [expected])


def test_one_is_away_for_a_while_and_comes_back(two, interview):
    first, second = two
    write(first, "one", "two")
    sees(second, "two")
    go_offline(second)
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
    for page in two:
        assert_words_on(page, expected)


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
    second.locator("[data-here]", has_text=re.compile("Also here: .* in segment 1")).wait_for()
    second.locator("li", has=second.locator(".interviews-segment__writer")).wait_for()
    assert_accessible(second)
    first.context.set_offline(True)
    second.locator("[data-here]").wait_for(state="hidden")


def test_ticks_are_shown_to_both(two, interview):
    first, second = two
    tick = first.get_by_label("Pump-priming fund")
    tick.check()
    second.locator("input[data-prompt]:checked").wait_for(state="attached")
    assert CoveredPrompt.objects.count() == 1
    go_offline(second)
    with second.expect_event("requestfailed", lambda request: "/covered/" in request.url):
        second.locator("input[data-prompt]:checked").uncheck()
    assert CoveredPrompt.objects.count() == 1
    second.context.set_offline(False)
    first.locator("input[data-prompt]:checked").wait_for(state="detached")
    assert CoveredPrompt.objects.count() == 0
