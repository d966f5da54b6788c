"""Listening in a real browser, to what a real recorder made."""

import base64
import re
import sys
from itertools import pairwise

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from adoption_reviews.models import HubSettings
from interviews import webm
from interviews.models import Recording
from interviews.playing import sound_file
from interviews.queries.sound import length_words
from tests.factories.interviews import InterviewFactory, SegmentFactory
from tests.factories.sound import add_slice, make_recording
from tests.journeys import settling
from tests.journeys.conftest import session_cookie

SLICE_MS = 500
N_SLICES = 8
LENGTH_MS = 5_000  # of all of them, at most
MOST_STALLS = 30  # times that a busy machine may record with holes

RECORD = """async ([sliceMs, nSlices]) => {
    const context = new AudioContext();
    await context.resume();
    const tone = new OscillatorNode(context, { frequency: 330 });
    const loudness = new GainNode(context, { gain: 0.02 });
    const end = new MediaStreamAudioDestinationNode(context);
    tone.connect(loudness).connect(end);
    tone.start();
    const recorder = new MediaRecorder(end.stream, {
        mimeType: "audio/webm;codecs=opus", audioBitsPerSecond: 32000,
    });
    const slices = [];
    const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
    recorder.ondataavailable = ({ data }) => {
        slices.push(data);
        if (slices.length === nSlices) recorder.stop();
    };
    recorder.start(sliceMs);
    await stopped;
    await context.close();
    const text = async (blob) => {
        const bytes = new Uint8Array(await blob.arrayBuffer());
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    };
    return Promise.all(slices.slice(0, nSlices).map(text));
}"""


@pytest.fixture(scope="session")
def slices(browser):
    """Half a second each, as this browser's MediaRecorder cuts them, by number."""
    page = browser.new_page()
    page.goto("about:blank")
    page.set_content("<button>Record</button>")
    page.get_by_role("button").click()  # browsers make no sound before
    for _ in range(MOST_STALLS):
        made = page.evaluate(RECORD, [SLICE_MS, N_SLICES])
        slices = {number: base64.b64decode(text) for number, text in enumerate(made)}
        if is_even(slices):
            break
    page.close()
    assert is_even(slices)
    return slices


def is_even(slices) -> bool:
    """Whether the machine was not too busy to record: each slice is about as long as the others."""
    if not all(webm.first_cluster(data) for data in slices.values()):
        return False
    begins = begins_of(slices)
    longest = max(after - before for before, after in pairwise(begins))
    return begins[0] < SLICE_MS and longest < 2 * SLICE_MS and begins[-1] <= LENGTH_MS


def begins_of(slices) -> list[int]:
    """When each slice begins, and when the last one ends: ms in the recording."""
    begins = [webm.first_cluster(data).ms for data in slices.values()]
    return [*begins, webm.walk(slices[N_SLICES - 1]).end_ms]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path, transactional_db):
    settings.MEDIA_ROOT = tmp_path
    HubSettings.objects.create(pk=1, audio_is_recorded=True)


@pytest.fixture
def interview(review):
    interview = InterviewFactory(review=review, number=1, participants__pseudonym="P07")
    for number, start_ms in enumerate([0, 2_000, 4_000, None, 61_000, 64_000], 1):
        SegmentFactory(
            interview=interview,
            position=number,
            speaker="P07",
            start_ms=start_ms,
            text=f"What was said as segment {number}.",
        )
    return interview


@pytest.fixture(scope="session")
def times(slices):
    return begins_of(slices)


@pytest.fixture
def record(interview, reviewer, slices, times):
    """A function: a recording that begins at `start_ms`, without the slices `missing`."""

    def recorded(start_ms=0, missing=()):
        recording = make_recording(
            interview, reviewer, slices=(), start_ms=start_ms, n_slices=N_SLICES
        )
        for number in sorted(set(range(N_SLICES)) - set(missing)):
            begin, end = times[number : number + 2]
            add_slice(
                recording,
                number,
                slices[number],
                start_ms=start_ms + begin,
                duration_ms=end - begin,
            )
        return recording

    return recorded


@pytest.fixture
def listen(open_page, reviewer, interview):
    """A function: the interview's page, with a player."""

    def opened():
        page = open_page(reviewer)
        page.goto(interview.get_absolute_url())
        player(page).wait_for()
        return page

    return opened


def player(page):
    return page.get_by_role("group", name="Player")


def play(page):
    return player(page).get_by_role("button", name="Play")


def position(page):
    return player(page).get_by_role("slider", name="Position")


def seconds(page) -> float:
    """Where the sound is that plays or played last, in its own part."""
    return page.evaluate(
        "Math.max(...[...document.querySelectorAll('audio')].map((each) => each.currentTime))"
    )


def wait_until(page, condition):
    settling.wait_until(page, lambda: page.evaluate(condition), True)


def wait_for_position(page, at_least):
    wait_until(page, f"Number(document.querySelector('[data-position]').value) >= {at_least}")


def heard(page):
    """The segment marked as being heard."""
    return page.locator(".interviews-line[aria-current=true]")


PACE = """(pace) => {
    const { prototype } = HTMLMediaElement;
    const { get, set } = Object.getOwnPropertyDescriptor(prototype, "playbackRate");
    for (const each of document.querySelectorAll("audio")) {
        each.wanted ??= get.call(each);
        const setAtPace = (rate) => {
            each.wanted = rate;
            set.call(each, rate * pace);
        };
        Object.defineProperty(each, "playbackRate", {
            configurable: true, get: () => each.wanted, set: setAtPace,
        });
        setAtPace(each.wanted);
    }
}"""


def faster(page):
    """Let the test not take as long as people listen."""
    page.evaluate(PACE, 4)


def slower(page):
    """Let a busy machine look at what is playing before the sound has gone on."""
    page.evaluate(PACE, 0.1)


def test_sound_plays_from_the_first_part_to_the_end_of_the_last(
    record, listen, times, assert_accessible
):
    record()
    record(start_ms=60_000)
    page = listen()
    assert page.get_by_text(f"Two parts, {length_words(2 * times[-1])}.").is_visible()
    total = 2 * times[-1] // 1000
    assert position(page).get_attribute("max") == str(total)
    slower(page)
    play(page).click()
    page.locator("#player.is-playing").wait_for()
    expect(heard(page)).to_contain_text("segment 1")
    position(page).fill("2")
    expect(heard(page)).to_contain_text("segment 2")
    assert_accessible(page)
    faster(page)
    wait_until(page, "document.querySelector('[data-now]').textContent.startsWith('1:0')")
    wait_until(page, "!document.querySelector('#player').matches('.is-playing')")
    wait_for_position(page, total)
    expect(heard(page)).to_contain_text("segment 6")
    ended = "[...document.querySelectorAll('audio')].map((each) => each.ended)"
    assert page.evaluate(ended) == [True, True]


@pytest.mark.parametrize("missing", [{0}, {4, 5, 6}, {2, 5, 7}])
def test_sound_with_slices_missing_plays_to_its_end_in_its_own_time(record, listen, times, missing):
    record(missing=missing)
    page = listen()
    faster(page)
    began = page.evaluate("performance.now()")
    play(page).click()
    wait_until(page, "document.querySelector('audio').ended")
    took = page.evaluate("performance.now()") - began
    length = times[max(set(range(N_SLICES)) - missing) + 1]
    assert abs(seconds(page) * 1000 - length) < 150
    # Nothing is skipped: what is missing is heard as silence.
    assert took > length / 4 - 200
    assert page.locator("main p", has_text="missing at").count() >= 1


def test_position_can_be_chosen_before_and_behind_a_gap(record, listen):
    record(missing={3})
    page = listen()
    for wanted in (3, 1, 2):
        position(page).fill(str(wanted))
        wait_until(page, f"Math.abs(document.querySelector('audio').currentTime - {wanted}) < 0.05")
    faster(page)
    play(page).click()
    wait_until(page, "document.querySelector('audio').ended")


def test_time_of_a_segment_plays_from_a_moment_before_it(record, listen, times):
    record()
    record(start_ms=60_000)
    page = listen()
    slower(page)
    page.get_by_role("button", name="Play from 1:04").click()
    page.locator("#player.is-playing").wait_for()
    expect(player(page).locator("[data-now]")).to_have_text("1:02")
    expect(heard(page)).to_contain_text("segment 6")
    faster(page)
    wait_for_position(page, 2 * times[-1] // 1000)
    expect(player(page).locator("[data-now]")).to_contain_text("1:0")
    expect(position(page)).to_have_attribute("aria-valuetext", re.compile("seconds, part 2 of 2$"))
    expect(heard(page)).to_contain_text("segment 6")
    slower(page)
    page.get_by_role("button", name="Play from 0:02").click()
    wait_until(page, "Number(document.querySelector('[data-position]').value) < 4")
    expect(heard(page)).to_contain_text("segment 2")
    expect(heard(page)).to_have_count(1)


def test_time_where_nothing_was_recorded_goes_on_where_sound_does(record, listen):
    record(start_ms=60_000)
    page = listen()
    slower(page)
    page.get_by_role("button", name="Play from 0:02").click()
    page.locator("#player.is-playing").wait_for()
    expect(position(page)).to_have_attribute("aria-valuetext", re.compile("^1 minute"))


def test_time_behind_all_sound_says_so(record, listen):
    record()
    page = listen()
    page.get_by_role("button", name="Play from 1:04").click()
    page.get_by_text("There is no sound at 1:02.").wait_for()


def test_keys_play_skip_and_change_speed(record, listen, times):
    record()
    record(start_ms=60_000)
    page = listen()
    play(page).focus()
    page.keyboard.press("l")
    wait_for_position(page, 5)
    page.keyboard.press("l")
    wait_for_position(page, 2 * times[-1] // 1000)  # there is no more
    page.keyboard.press("j")
    back = round((2 * times[-1] - 5_000) / 1000)
    wait_until(page, f"document.querySelector('[data-position]').value === '{back}'")
    page.keyboard.press(".")
    page.keyboard.press(".")
    speed = player(page).get_by_label("Speed")
    assert speed.input_value() == "1.5"
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5
    slower(page)
    page.keyboard.press("k")
    page.locator("#player.is-playing").wait_for()
    page.keyboard.press("k")
    wait_until(page, "!document.querySelector('#player').matches('.is-playing')")
    page.reload()
    player(page).wait_for()
    expect(speed).to_have_value("1.5")


def test_keys_elsewhere_belong_to_the_page(record, listen):
    record()
    page = listen()
    page.get_by_role("link", name="Mark evidence").focus()
    page.keyboard.press("l")
    page.keyboard.press("k")
    assert position(page).input_value() == "0"
    assert page.locator("#player.is-playing").count() == 0


def test_transcript_follows_only_when_wanted(record, listen, interview):
    for number in range(10, 60):
        SegmentFactory(interview=interview, position=number, text="Words\n" * 5)
    late = SegmentFactory(interview=interview, position=60, start_ms=5_000, text="The last words.")
    record()
    page = listen()
    position(page).fill("5")
    wait_until(page, "document.querySelectorAll('.interviews-line[aria-current]').length === 1")
    expect(heard(page)).to_contain_text(late.text)
    assert page.evaluate("window.scrollY") < 500
    player(page).get_by_label("Follow in the transcript").check()
    wait_until(
        page,
        "document.querySelector('.interviews-line[aria-current]')"
        ".getBoundingClientRect().bottom < window.innerHeight",
    )
    # The player stays at hand.
    wait_until(page, "document.querySelector('#player').getBoundingClientRect().top < 200")


def test_sound_deleted_meanwhile_says_so_and_can_be_tried_again(record, listen):
    recording = record()
    page = listen()
    Recording.objects.update(deleted_because="consent")
    play(page).click()
    page.get_by_text("The sound does not come.").wait_for()
    Recording.objects.update(deleted_because="")
    play(page).click()
    wait_for_position(page, 1)
    assert recording.slices.count() == N_SLICES


def test_without_a_script_each_part_plays_by_itself(
    browser, live_server, record, reviewer, interview
):
    record()
    record(start_ms=60_000)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([session_cookie(reviewer, live_server.url)])
    page = context.new_page()
    page.goto(interview.get_absolute_url())
    assert page.locator("audio[controls]").count() == 2
    assert page.get_by_text("Part 2, from 1:00").is_visible()
    assert not player(page).is_visible()
    context.close()


# Stands in for a model: a real program that speaks the protocol of interviews/transcribing.py.
MODEL = """
import json, sys
print('{"ready": true}', flush=True)
for line in sys.stdin:
    size = len(open(json.loads(line)["sound"], "rb").read())
    print(json.dumps({"start": 1, "end": 2, "text": f"I am {size} bytes."}), flush=True)
    print('{"done": true}', flush=True)
"""


@pytest.fixture
def transcriber(monkeypatch, settings, tmp_path, request):
    """The stand-in, set up for the web server and for a worker with its sweep."""
    program = tmp_path / "model.py"
    program.write_text(MODEL)
    command = f"{sys.executable} {program}"
    settings.TRANSCRIBER_COMMAND = command
    monkeypatch.setenv("TRANSCRIBER_COMMAND", command)
    monkeypatch.setenv("MEDIA_ROOT", str(settings.MEDIA_ROOT))
    return request.getfixturevalue("worker")


def test_draft_transcript_is_made_and_imported(
    transcriber, record, listen, interview, assert_accessible
):
    interview.segments.all().delete()
    size = sound_file(record(start_ms=60_000)).size
    page = listen()
    page.get_by_role("button", name="Make a draft transcript").click()
    page.get_by_role("link", name="Look through the draft").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Look through the draft").click()
    page.get_by_role("button", name="Import transcript").wait_for()
    assert page.get_by_text(f"I am {size} bytes.").count() >= 1
    draft = interview.transcriptions.get()
    assert draft.text == f"WEBVTT\n\n00:01:01.000 --> 00:01:02.000\nI am {size} bytes.\n"


def test_sound_is_deleted_by_hand(record, listen, interview, assert_accessible, tmp_path):
    record()
    page = listen()
    page.get_by_role("link", name="Delete it now").click()
    assert_accessible(page)
    page.get_by_role("button", name="Delete the sound").click()
    page.get_by_text("The sound of Interview 1 has been deleted.").wait_for()
    assert page.url.endswith(reverse("interviews:detail", args=[interview.review.slug, 1]))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert page.locator("audio").count() == 0
