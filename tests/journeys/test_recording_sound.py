"""Recording sound in a real browser: every slice that went in on the device comes out on the
server, once and in its place, come what may."""

import random
import shutil
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from adoption_reviews.models import AuditEvent, HubSettings
from interviews.models import Interview, Recording, RecordingSlice
from tests.factories.core import MembershipFactory
from tests.factories.interviews import InterviewFactory
from tests.journeys.conftest import CHROMIUM_FLAGS, NARROW, session_cookie
from tests.journeys.recording import hold, loaded
from tests.journeys.sound import (
    FILL_DEVICE,
    SLICE_MS,
    SLICES,
    UNPLUG,
    WATCH,
    anywhere,
    kill_tab,
    length_of,
    n_kept,
    new_tab,
    on_device,
    played,
    press,
    record,
    sizes,
    spans,
    stop,
    stored,
    taken,
    wait_for_slices,
    wait_for_title,
    wait_for_words,
    wait_until,
    wait_until_all_is_kept,
    wait_until_all_is_sent,
    wait_until_microphone_is_off,
)

# What is on its way when an interview ends may take as long as it takes.
NEVER_TOO_LATE = """() => {
    const later = setTimeout;
    window.setTimeout = (work, ms, ...more) => later(work, ms === 4_000 ? 1e9 : ms, ...more);
}"""
FAKE_MICROPHONE = "--use-fake-device-for-media-stream"


@pytest.fixture(scope="module")
def browser(browser):
    """A browser of its own, whose microphones beep."""
    chromium = browser.browser_type.launch(
        executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
        args=[*CHROMIUM_FLAGS, FAKE_MICROPHONE],
    )
    yield chromium
    chromium.close()


@pytest.fixture
def interview(review, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    HubSettings.objects.create(pk=1, audio_is_recorded=True)
    return InterviewFactory(
        review=review, number=1, status=Interview.Status.PLANNED, participants__pseudonym="P07"
    )


@pytest.fixture
def recording(open_page, reviewer, url):
    """The recording page, not recording yet."""
    page = open_page(reviewer)
    page.context.grant_permissions(["microphone"])
    page.context.add_init_script(WATCH)
    page.goto(url)
    loaded(page)
    wait_for_title(page, "Sound is not being recorded")
    return page


def test_sound_is_stored_as_it_is_recorded_and_plays_to_its_end(
    recording, interview, reviewer, assert_accessible
):
    page = recording
    record(page)
    assert_accessible(page)
    wait_for_slices(page, 4)
    stop(page)
    wait_until_all_is_sent(page)
    parts = list(Recording.objects.order_by("start_ms"))  # more than one on a very busy machine
    assert [size for made in parts for size in sizes(made)] == page.evaluate("heard")
    assert sum(map(length_of, parts)) > 4 * SLICE_MS
    for made in parts:
        assert list(stored()[str(made.pk)]) == list(range(made.n_slices))
        assert played(page, made) < length_of(made) + SLICE_MS
        ends = [each.start_ms + each.duration_ms for each in made.slices.all()]
        starts = [each.start_ms for each in made.slices.all()]
        assert all(abs(end - start) <= 1 for end, start in zip(ends, starts[1:], strict=False))
    assert [played(page, made) for made in parts] == taken(page)
    assert [event.verb for event in AuditEvent.objects.order_by("pk")] == [
        "interview.started",
        *("recording.started" for _ in parts),
    ]
    interview.refresh_from_db()
    assert (made.by, interview.status) == (reviewer, Interview.Status.IN_PROGRESS)


def test_sound_recorded_without_a_network_goes_up_in_order(recording):
    page = recording
    record(page)
    wait_for_slices(page, 1)
    page.context.set_offline(True)
    wait_for_words(page, "About [0-9]+ seconds wait on this device for a connection.")
    before = RecordingSlice.objects.count()  # nothing is on its way any more
    wait_until(page, lambda: len(next(iter(on_device(page).values()))) >= 2)
    stop(page)
    wait_until(page, lambda: len(anywhere(page)) == page.evaluate("heard.length"))
    kept = on_device(page)
    assert RecordingSlice.objects.count() == before
    page.context.set_offline(False)
    wait_until_all_is_sent(page)
    slices = stored()
    parts = list(Recording.objects.order_by("start_ms"))  # more than one on a very busy machine
    assert [size for made in parts for size in sizes(made)] == page.evaluate("heard")
    for name, waiting in kept.items():
        assert {number: slices[name][number] for number in waiting} == waiting
    for made in parts:
        numbers = list(made.slices.order_by("pk").values_list("number", flat=True))
        assert numbers == list(slices[str(made.pk)]) == list(range(made.n_slices))
    assert [played(page, made) for made in parts] == taken(page)


def test_killed_tab_loses_one_slice_at_most_and_recording_goes_on(recording, url):
    """Nothing goes up before: all there is afterwards comes from the device."""
    page, context = recording, recording.context
    context.route(SLICES, lambda route: route.abort())
    record(page)
    wait_until(page, lambda: n_kept(page) > 0)
    page.wait_for_timeout(random.randint(500, 5_000))
    heard = page.evaluate("heard")
    kill_tab(page)
    page = new_tab(page, url)
    wait_for_title(page, r"^Recording stopped at \d\d:\d\d$")
    ((name, kept),) = on_device(page).items()
    assert list(kept) == list(range(len(kept)))
    assert (stored(), Recording.objects.count()) == ({}, 0)
    context.unroute(SLICES)
    press(page, "Go on recording")
    wait_for_title(page, "^Recording$")
    wait_until(page, lambda: Recording.objects.count() == 2)
    press(page, "Stop")
    wait_until_all_is_sent(page)
    first, second = Recording.objects.order_by("start_ms")
    assert stored()[name] == kept
    assert (str(first.pk), first.n_slices) == (name, len(kept))
    assert len(kept) >= len(heard) - 1
    assert sizes(first)[: len(heard)] == heard[: len(kept)]
    assert 0 < played(page, first) < length_of(first) + SLICE_MS
    (_, end), (start, _) = spans()
    assert start > end
    assert second.n_slices == len(stored()[str(second.pk)])


def test_pause_leaves_a_hole_of_its_length(recording, assert_accessible):
    """By keys alone, the cursor in the words."""
    page = recording
    page.locator("textarea").focus()
    page.keyboard.press("Alt+r")
    wait_for_title(page, "^Recording$")
    page.wait_for_timeout(1_000)
    page.keyboard.press("Alt+r")
    wait_for_title(page, "^Recording is paused$")
    assert_accessible(page)
    page.locator("textarea").focus()
    page.keyboard.press("Alt+r")
    wait_for_title(page, "^Recording$")
    page.wait_for_timeout(500)
    page.keyboard.press("Alt+Shift+r")
    wait_for_title(page, "^Recording has stopped$")
    wait_until_all_is_sent(page)
    one, two = Recording.objects.order_by("start_ms")
    (begin, end), (again, stop) = spans()
    assert (end - begin, stop - again) == pytest.approx((length_of(one), length_of(two)), abs=2)
    assert again - end > 500
    for each in (one, two):
        assert list(stored()[str(each.pk)]) == list(range(each.n_slices))
    wait_until_microphone_is_off(page)
    assert page.locator("textarea").input_value() == ""


def test_consent_taken_back_ends_the_recording_and_clears_the_device(recording, interview):
    page = recording
    record(page)
    wait_for_slices(page, 1)
    held = hold(page, SLICES)
    wait_until(page, lambda: held)
    interview.participants.update(consent_to_record=False)
    before = stored()
    held[0].continue_()  # a slice that is on its way comes too late
    page.unroute(SLICES)
    wait_for_words(page, "P07 has not agreed to be recorded. What waited on this device is deleted")
    wait_until(page, lambda: on_device(page) == {})
    assert stored() == before
    wait_until_microphone_is_off(page)
    expect(page.locator("[data-sound] button:visible")).to_have_count(0)
    page.reload()
    wait_for_title(page, "^Sound is not recorded$")
    wait_for_words(page, "P07 has not agreed to be recorded.")
    interview.participants.update(consent_to_record=True)
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for_title(page, "^Sound is not being recorded$")


def test_lost_microphone_is_said_and_recording_can_go_on(recording, assert_accessible):
    page = recording
    record(page)
    page.wait_for_timeout(1_000)
    page.evaluate(UNPLUG)
    wait_for_title(page, r"^The microphone was lost at \d\d:\d\d$")
    assert_accessible(page)
    wait_until_all_is_sent(page)
    assert length_of(Recording.objects.get()) > 500
    press(page, "Go on recording")
    wait_for_title(page, "^Recording$")
    press(page, "Stop")
    wait_until_all_is_sent(page)
    assert Recording.objects.count() == 2


def test_sleep_begins_a_new_part(recording):
    """Of the computer: meanwhile the time of day went on and the counting clock did not."""
    page = recording
    record(page)
    page.wait_for_timeout(500)
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 600_000; }")
    wait_for_words(page, "this is a new part")
    press(page, "Stop")
    wait_until_all_is_sent(page)
    (_, end), (start, _) = spans()
    assert 0 <= start - end < 60_000  # a busy machine takes a while to begin again


def test_clock_that_is_set_begins_a_new_part_at_the_right_time(recording, interview):
    """The server knows when the interview began: ten minutes earlier than this page thought."""
    page = recording
    record(page)
    wait_for_slices(page, 1)
    interview.refresh_from_db()
    interview.started_at -= timedelta(minutes=10)
    interview.save()
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for_words(page, "this is a new part")
    press(page, "Stop")
    wait_until_all_is_sent(page)
    (_, end), (start, _) = spans()
    assert start - end == pytest.approx(600_000, abs=60_000)


def test_other_tab_goes_on_where_this_one_stopped(recording, url):
    page = recording
    record(page)
    page.wait_for_timeout(1_000)
    tab = new_tab(page, url)
    tab.get_by_role("button", name="Write here").click()
    wait_for_title(tab, "^Recording stopped at")
    wait_until_microphone_is_off(page)
    expect(page.locator("[data-sound]")).to_be_hidden()
    press(tab, "Go on recording")
    wait_for_title(tab, "^Recording$")
    wait_until(tab, lambda: Recording.objects.count() == 1)
    press(tab, "Stop")
    wait_until_all_is_sent(tab)
    one, two = Recording.objects.order_by("start_ms")
    assert (one.n_slices, two.n_slices) == (one.slices.count(), two.slices.count())
    assert length_of(one) > 500


def test_ending_the_interview_stops_and_sends_the_sound(recording, interview):
    page = recording
    record(page)
    page.wait_for_timeout(500)
    page.evaluate(NEVER_TOO_LATE)
    page.get_by_role("link", name="End interview").click()
    page.get_by_role("heading", name="End the interview").wait_for()
    assert on_device(page) == {}
    assert length_of(Recording.objects.get()) > 300


def test_end_page_says_what_sound_is_still_on_the_device(recording):
    page = recording
    page.route(SLICES, lambda route: route.abort())
    record(page)
    page.wait_for_timeout(500)
    page.get_by_role("link", name="End interview").click()
    page.get_by_text("of sound are still only on this device.").wait_for()
    n_seconds = n_kept(page) * SLICE_MS // 1000
    assert n_seconds > 0
    said = f"About {n_seconds} seconds of sound are still only on this device."
    expect(page.get_by_text(said)).to_be_visible()


def test_full_device_sends_from_memory_and_says_so(recording):
    page = recording
    page.evaluate(FILL_DEVICE)
    page.route(SLICES, lambda route: route.abort())
    record(page)
    wait_for_words(page, "This device is full: about [0-9]+ seconds are only on this page")
    page.unroute(SLICES)
    wait_for_slices(page, 2)
    press(page, "Stop")
    wait_until_all_is_sent(page)
    made = Recording.objects.get()
    assert list(stored()[str(made.pk)]) == list(range(made.n_slices))


def test_sound_goes_up_from_the_page_of_another_interview(recording, review):
    page = recording
    page.route(SLICES, lambda route: route.abort())
    record(page)
    page.wait_for_timeout(500)
    stop(page)
    wait_until_all_is_kept(page)
    kept = on_device(page)
    page.unroute(SLICES)
    InterviewFactory(review=review, number=2, status=Interview.Status.PLANNED)
    page.goto(reverse("interviews:record", args=[review.slug, 2]))
    wait_until_all_is_sent(page)
    assert stored() == kept


def test_sound_of_one_user_is_never_sent_by_another(recording, review, reviewer, url):
    page = recording
    page.route(SLICES, lambda route: route.abort())
    record(page)
    page.wait_for_timeout(500)
    stop(page)
    wait_until_all_is_kept(page)
    kept = on_device(page)
    page.unroute(SLICES)
    other = MembershipFactory(role="reviewer", review=review).user
    base = page.evaluate("location.origin")
    page.context.add_cookies([session_cookie(other, base)])
    page.goto(url)
    wait_for_title(page, "^Sound is not being recorded$")
    record(page)
    press(page, "Stop")
    wait_until(page, lambda: Recording.objects.filter(by=other, n_slices__gt=0).exists())
    wait_until(page, lambda: on_device(page) == kept)  # the other's own is gone from it
    assert Recording.objects.get().by == other
    page.context.add_cookies([session_cookie(reviewer, base)])
    page.goto(url)
    wait_until_all_is_sent(page)
    mine = Recording.objects.get(by=reviewer)
    assert stored()[str(mine.pk)] == kept[str(mine.pk)]


def test_microphone_that_is_not_allowed_is_explained(open_page, reviewer, interview, url):
    page = open_page(reviewer, NARROW)
    page.goto(url)
    press(page, "Record sound")
    wait_for_title(page, "^The microphone is not allowed$")
    wait_for_words(page, "Allow it for this site")
    page.context.grant_permissions(["microphone"])
    press(page, "Try again")
    wait_for_title(page, "^Recording$")


def test_hub_that_records_no_sound_shows_nothing_of_it(open_page, reviewer, interview, url):
    HubSettings.objects.update(audio_is_recorded=False)
    page = open_page(reviewer)
    page.goto(url)
    loaded(page)
    expect(page.locator("[data-sound]")).to_be_hidden()
    page.keyboard.press("Alt+r")
    expect(page.locator("[data-sound]")).to_be_hidden()


def test_hub_that_switches_sound_off_stops_it_and_what_waits_can_be_deleted(recording):
    page = recording
    record(page)
    wait_for_slices(page, 1)
    HubSettings.objects.update(audio_is_recorded=False)
    wait_for_words(page, "wait on this device until the hub records sound again")
    wait_until_microphone_is_off(page)
    wait_until(page, lambda: n_kept(page) >= 1)
    press(page, "Delete it from this device")
    press(page, "Yes, delete it for good")
    page.locator("[data-sound]").wait_for(state="hidden")
    wait_until(page, lambda: on_device(page) == {})
