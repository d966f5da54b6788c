"""Recording in a real browser: what is typed is on the server once and in order, come what may."""

import random
import re
from itertools import pairwise

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from interviews.models import CoveredPrompt, Interview, Segment, SegmentVersion
from tests.factories.core import MembershipFactory
from tests.journeys.recording import (
    assert_drafts,
    assert_shown,
    assert_texts,
    assert_waiting,
    drafts,
    editor,
    loaded,
    texts,
    wait_for_status,
    write,
)
from tests.journeys.settling import wait_until

SAVES = "**/segments/*-*/"  # the address of one segment


LINES = [f"Line {number} with a 🩺 and “quotes”" for number in range(1, 16)]


def test_words_are_saved_as_they_are_typed(recording, interview, assert_accessible):
    page = recording
    page.keyboard.type("How do you hear of it?")
    page.keyboard.press("Alt+1")
    wait_for_status(page, "Saved")
    assert texts(interview) == ["How do you hear of it?"]
    page.keyboard.press("Enter")
    write(page, "Through the network. 🩺")
    page.keyboard.press("Control+2")
    page.keyboard.type("two lines")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("in one")
    page.keyboard.press("Alt+n")
    wait_for_status(page, "Saved")
    assert list(interview.segments.values_list("text", "kind", "speaker", "stage")) == [
        ("How do you hear of it?", "question", "Interviewer", "identify"),
        ("Through the network. 🩺", "speech", "P07", "identify"),
        ("two lines\nin one", "note", "", "decide"),
    ]
    interview.refresh_from_db()
    assert interview.status == Interview.Status.IN_PROGRESS
    assert_waiting(page, 0)
    assert_accessible(page)
    page.keyboard.press("Control+/")
    page.get_by_role("dialog").wait_for()
    assert_accessible(page)


def test_words_typed_offline_go_up_once_and_in_order(recording, interview, assert_accessible):
    page = recording
    write(page, *LINES[:3])
    wait_for_status(page, "Saved")
    page.context.set_offline(True)
    write(page, *LINES[3:12])
    wait_for_status(page, "Kept on this device, 9 waiting")
    assert_waiting(page, 9)
    assert texts(interview) == LINES[:3]
    assert_accessible(page)
    page.context.set_offline(False)
    wait_for_status(page, "Saved")
    write(page, *LINES[12:])
    wait_for_status(page, "Saved")
    assert texts(interview) == LINES
    assert_waiting(page, 0)


@pytest.mark.parametrize("seed", [1, 2])
def test_words_survive_lost_requests_and_lost_answers(recording, interview, seed):
    """The server refuses a third of the saves, and a third of its answers get lost on the way."""
    page, chance = recording, random.Random(seed)

    def fail(route):
        fate = chance.random()
        if fate < 0.33:
            route.fulfill(status=503, body="")
        elif fate < 0.66:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(SAVES, fail)
    for line in LINES:
        page.keyboard.type(line, delay=5)
        page.wait_for_timeout(chance.randint(0, 300))
        page.keyboard.press("Enter")
    page.unroute_all(behavior="wait")  # a save may be on its way right now
    page.keyboard.press("Control+s")
    wait_for_status(page, "Saved")
    assert texts(interview) == LINES
    assert Segment.objects.count() == len(LINES)
    for segment in Segment.objects.all():
        versions = list(segment.versions.values_list("text", flat=True))
        assert [one for one, two in pairwise(versions) if one == two] == []
    expect(page.locator(".interviews-segment__problem")).to_have_count(0)


def test_words_not_sent_are_there_after_a_reload(recording, interview):
    page = recording
    write(page, "Saved before")
    wait_for_status(page, "Saved")
    page.route(SAVES, lambda route: route.abort())
    write(page, *LINES[:4])
    page.keyboard.type("in mid-wo")
    assert_drafts(page, [*LINES[:4], "in mid-wo"])
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert_shown(page, ["Saved before", *LINES[:4], "in mid-wo"])
    assert texts(interview) == ["Saved before"]
    page.unroute(SAVES)
    page.keyboard.press("Control+s")
    wait_for_status(page, "Saved")
    assert texts(interview) == ["Saved before", *LINES[:4], "in mid-wo"]
    assert_waiting(page, 0)


def test_page_warns_before_it_is_left_with_words_waiting(recording, url):
    page = recording
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.route(SAVES, lambda route: route.abort())
    write(page, "Not sent")
    assert_waiting(page, 1)
    page.goto("/")
    page.unroute(SAVES)
    page.goto(url)
    wait_for_status(page, "Saved")
    page.goto("/")
    assert asked == ["beforeunload"]


def test_signed_out_words_wait_and_go_up_after_signing_in(
    recording, interview, open_page, reviewer
):
    page = recording
    write(page, "Saved")
    wait_for_status(page, "Saved")
    Session.objects.all().delete()
    write(page, "Not signed in any more")
    wait_for_status(page, "Kept on this device, 1 waiting")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    sign_in = opened.value
    sign_in.get_by_label("E-mail address").fill(reviewer.email)
    sign_in.get_by_label("Password", exact=True).fill("correct-horse-battery")
    sign_in.get_by_role("button", name="Sign in").click()
    sign_in.wait_for_url(re.compile("/interviews/1/$"))
    sign_in.close()
    page.bring_to_front()
    wait_for_status(page, "Saved")
    assert texts(interview) == ["Saved", "Not signed in any more"]


def test_words_of_one_user_are_never_shown_to_or_sent_by_another(
    recording, interview, review, url, reviewer
):
    page = recording
    page.route(SAVES, lambda route: route.abort())
    write(page, "Only mine")
    wait_for_status(page, "Kept on this device")
    assert_waiting(page, 1)
    other = MembershipFactory(role="reviewer", review=review).user
    other.password = reviewer.password
    other.save()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in_as(page, other)
    page.unroute(SAVES)
    page.goto(url)
    wait_for_status(page, "Ready")
    loaded(page)
    assert_shown(page, [])
    write(page, "From the other one")
    wait_for_status(page, "Saved")
    assert texts(interview) == ["From the other one"]
    sign_in_as(page, reviewer)
    page.goto(url)
    wait_for_status(page, "Saved")
    assert texts(interview) == ["From the other one", "Only mine"]
    assert set(SegmentVersion.objects.values_list("text", "by")) == {
        ("From the other one", other.pk),
        ("Only mine", reviewer.pk),
    }


def new_tab(page):
    """Another tab of the same browser; its faults count as the page's."""
    tab = page.context.new_page()
    tab.faults = page.faults
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    return tab


def sign_in_as(page, user):
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill("correct-horse-battery")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"//[^/]+/$"))


def test_page_open_under_another_user_keeps_the_words(recording, interview, review, reviewer):
    page = recording
    other = MembershipFactory(role="reviewer", review=review).user
    other.password = reviewer.password
    other.save()
    sign_in_as(new_tab(page), other)
    page.bring_to_front()
    write(page, "Typed by the first")
    page.locator("[data-status-words]", has_text="as somebody else").wait_for()
    assert texts(interview) == []
    assert_waiting(page, 1)


def test_keyboard_alone_edits_splits_deletes_and_undoes(recording, interview):
    page = recording
    write(page, "one", "two three", "four")
    page.keyboard.press("ArrowUp")  # four
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")  # two three
    for _ in range(len(" three")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")  # makes two of it
    wait_for_status(page, "Saved")
    assert texts(interview) == ["one", "two", "three", "four"]
    page.keyboard.press("Alt+x")
    page.get_by_text("Segment 3 is deleted.").wait_for()
    wait_for_status(page, "Saved")
    assert texts(interview) == ["one", "two", "four"]
    page.keyboard.press("Alt+z")
    assert_texts(page, interview, ["one", "two", "three", "four"])
    page.keyboard.press("Escape")
    page.keyboard.type("five")
    wait_for_status(page, "Saved")
    assert texts(interview) == ["one", "two", "three", "four", "five"]
    page.reload()
    assert_shown(page, ["one", "two", "three", "four", "five"])


def assert_not_writing(page):
    wait_for_status(page, "^Not writing here$")
    expect(page.locator("[data-status]")).to_have_attribute("data-tone", "idle")
    for figures in page.locator("[data-clock], [data-covered], [data-time]").all():
        expect(figures).to_be_hidden()


def test_second_tab_waits_until_it_takes_over(recording, interview, url):
    page = recording
    write(page, "first tab")
    page.route(SAVES, lambda route: route.abort())
    page.keyboard.type("still on the device")
    wait_until(page, lambda: drafts(page)[-1:], ["still on the device"])
    second = new_tab(page)
    second.goto(url)
    second.get_by_text("This interview is open in another tab or window.").wait_for()
    expect(second.locator("textarea:visible")).to_have_count(0)
    assert_not_writing(second)
    second.get_by_role("button", name="Write here").click()
    wait_for_status(second, "Saved")
    expect(second.locator("[data-clock]")).to_be_visible()
    page.get_by_text("You went on writing in another tab or window.").wait_for()
    assert_not_writing(page)
    assert texts(interview) == ["first tab", "still on the device"]


def test_device_that_keeps_nothing_is_told_before_words_are_lost(recording, interview, url):
    page = recording
    page.add_init_script(
        """IDBObjectStore.prototype.put = () => {
            throw new DOMException("no room", "QuotaExceededError");
        };"""
    )
    page.goto(url)
    loaded(page)
    page.route(SAVES, lambda route: route.abort())
    page.keyboard.type("Only on this page")
    wait_for_status(page, "Not kept on this device")
    expect(page.locator("[data-status-words]")).to_contain_text("its storage is full")
    page.unroute(SAVES)
    page.get_by_role("button", name="Try now").click()
    wait_for_status(page, "Saved|This device keeps no copy")
    page.keyboard.type(", and then saved")
    page.keyboard.press("Control+s")
    assert_texts(page, interview, ["Only on this page, and then saved"])


def problem(page):
    """The reason that stands below a refused segment."""
    return expect(page.locator(".interviews-segment__problem"))


def test_words_refused_as_not_understood_go_up_after_a_reload(recording, interview):
    page = recording
    page.route(SAVES, lambda route: route.continue_(post_data="{}"))
    page.keyboard.type("From an old page")
    wait_for_status(page, "1 segment not saved")
    problem(page).to_have_text(
        "Not saved. This page and the server do not understand each other. Reload the page. "
        "What you wrote is kept on this device."
    )
    assert_waiting(page, 1)
    page.unroute(SAVES)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    wait_for_status(page, "Saved")
    assert texts(interview) == ["From an old page"]


def test_words_too_many_for_the_server_are_kept_and_can_be_divided(recording, interview, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    page = recording
    page.keyboard.insert_text("one" * 200 + "two" * 200)
    wait_for_status(page, "1 segment not saved")
    problem(page).to_contain_text("Not saved. This is more than the server takes at once.")
    assert_waiting(page, 1)
    assert interview.segments.count() == 0
    editor(page).evaluate("each => each.setSelectionRange(600, 600)")
    page.keyboard.press("Enter")
    wait_for_status(page, "Saved")
    assert texts(interview) == ["one" * 200, "two" * 200]


def test_ending_says_what_is_missing_and_ends(recording, interview, assert_accessible):
    page = recording
    page.clock.set_fixed_time(page.evaluate("Date.now()"))  # its patience does not end
    page.keyboard.type("The last words")
    page.get_by_role("link", name="End interview").click()
    page.get_by_role("heading", name="End the interview").wait_for()
    assert texts(interview) == ["The last words"]
    expect(page.get_by_text("Deciding whether to adopt").first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="End interview").click()
    page.get_by_text("Interview 1 has ended").wait_for()
    interview.refresh_from_db()
    assert interview.status == Interview.Status.COMPLETED


def test_prompts_ticked_as_covered_are_ticked_after_a_reload(recording):
    page = recording
    page.get_by_label("Pump-priming fund").check()
    page.get_by_text("1 of 9 covered").wait_for()
    wait_until(page, CoveredPrompt.objects.count, 1)
    page.reload()
    page.get_by_text("1 of 9 covered").wait_for()
    expect(page.get_by_label("Pump-priming fund")).to_be_checked()


def test_without_javascript_the_page_says_so(open_page, reviewer, url, browser, live_server):
    cookies = open_page(reviewer).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{live_server.url}{url}")
    expect(page.get_by_text("Recording needs JavaScript")).to_be_visible()
    expect(page.get_by_role("link", name="import a transcript")).to_be_visible()
    main = page.get_by_role("main")
    assert main.get_by_role("complementary", name="Guide").count() == 0
    assert main.get_by_role("button").count() == main.get_by_role("checkbox").count() == 0
    expect(page.get_by_text("Time since the interview began")).to_be_hidden()
    context.close()
