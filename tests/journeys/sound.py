"""What journeys about sound share: what goes in on the device, what comes out on the server."""

import os
import re
import signal
from hashlib import sha256

from interviews import sound_store
from interviews.models import Recording, RecordingSlice
from tests.journeys import settling

SLICE_MS = 3_000
SLICES = re.compile("/slices/")
# What the microphone gave, and what the browser made of it, beside our own scripts: the sizes of
# all slices, and the slices of each recording.
WATCH = """
    window.streams = [];
    window.heard = [];
    window.takes = [];
    const open = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = async function (...wanted) {
        const stream = await open.apply(this, wanted);
        window.streams.push(stream);
        return stream;
    };
    const start = MediaRecorder.prototype.start;
    MediaRecorder.prototype.start = function (...how) {
        const take = [];
        takes.push(take);
        this.addEventListener("dataavailable", ({ data }) => {
            if (data.size) {
                heard.push(data.size);
                take.push(data);
            }
        });
        return start.apply(this, how);
    };
"""
UNPLUG = """() => {
    const [track] = streams.at(-1).getAudioTracks();
    track.stop();
    track.dispatchEvent(new Event("ended"));
}"""
FILL_DEVICE = """() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...values) {
        if (this.name === "sound") {
            throw new DOMException("no room", "QuotaExceededError");
        }
        return put.apply(this, values);
    };
}"""


def wait_for_title(page, words, timeout=30_000):
    page.locator("[data-sound-title]", has_text=re.compile(words)).wait_for(timeout=timeout)


def wait_for_words(page, words):
    page.locator("[data-sound]", has_text=re.compile(words)).wait_for()


def press(page, name):
    page.locator("[data-sound]").get_by_role("button", name=name, exact=True).click()


def record(page):
    press(page, "Record sound")
    wait_for_title(page, "^Recording$")


def wait_until(page, found):
    """Wait until `found()` is true, letting the browser go on."""
    settling.wait_until(page, lambda: bool(found()), True)


def wait_for_slices(page, count):
    wait_until(page, lambda: RecordingSlice.objects.count() >= count)


def stop(page):
    press(page, "Stop")
    wait_for_title(page, "Recording has stopped")


def wait_until_all_is_kept(page):
    """Until the device has every slice that was heard: none was sent."""
    wait_until(page, lambda: n_kept(page) == page.evaluate("heard.length") > 0)


def wait_until_microphone_is_off(page):
    is_off = "streams.every((stream) => !stream.active)"
    wait_until(page, lambda: page.evaluate(is_off))


def wait_until_all_is_sent(page):
    """Until the device keeps nothing more of any recording."""
    wait_until(page, lambda: on_device(page) == {})


def on_device(page) -> dict[str, dict[int, str]]:
    """What the device keeps: of each recording, by number, the checksums of its slices."""
    recordings, slices = page.evaluate(
        """() => new Promise((resolve, reject) => {
            const opening = indexedDB.open("adoption-reviews-recording");
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
                const reading = opening.result.transaction(["recordings", "sound"]);
                const recordings = reading.objectStore("recordings").getAll();
                const slices = reading.objectStore("sound").getAll();
                reading.oncomplete = () => {
                    opening.result.close();
                    resolve([
                        recordings.result.map(({ id }) => id),
                        slices.result.map((one) => [one.recording, one.number, one.sha256]),
                    ]);
                };
            };
        })"""
    )
    kept = {each: {} for each in recordings}
    for recording, number, checksum in slices:
        kept[recording][number] = checksum
    return kept


def n_kept(page) -> int:
    """How many slices the device keeps."""
    return sum(map(len, on_device(page).values()))


def stored() -> dict[str, dict[int, str]]:
    """The same of what the server has: the checksums of its files, not of its rows."""
    return {
        str(recording.pk): {
            each.number: sha256(sound_store.read_slice(each.file)).hexdigest()
            for each in recording.slices.all()
        }
        for recording in Recording.objects.all()
    }


def anywhere(page) -> set[tuple[str, int]]:
    """Which slices the device or the server has, or both: (recording, number) each."""
    both = [*on_device(page).items(), *stored().items()]
    return {(recording, number) for recording, slices in both for number in slices}


def sizes(recording) -> list[int]:
    """Of its slices, in bytes."""
    return list(recording.slices.values_list("size", flat=True))


def spans() -> list[tuple[int, int]]:
    """Where each recording begins and ends in the interview, in ms, in their order."""
    return [
        (each.start_ms, each.slices.last().start_ms + each.slices.last().duration_ms)
        for each in Recording.objects.order_by("start_ms")
    ]


def length_of(recording) -> int:
    """How many ms its slices last."""
    return sum(recording.slices.values_list("duration_ms", flat=True))


def played(page, recording) -> float:
    """How many ms of sound the browser finds in the recording's slices put together."""
    slices = [sound_store.read_slice(each.file) for each in recording.slices.order_by("number")]
    return page.evaluate(
        """async (bytes) => {
            const context = new OfflineAudioContext(1, 48000, 48000);
            const sound = await context.decodeAudioData(new Uint8Array(bytes).buffer);
            return sound.duration * 1000;
        }""",
        list(b"".join(slices)),
    )


def taken(page) -> list[float]:
    """The same of each recording as this page's browser made it. A busy machine does not hear all
    of the time that a recording takes."""
    return page.evaluate(
        """() => Promise.all(takes.map(async (slices) => {
            const context = new OfflineAudioContext(1, 48000, 48000);
            const bytes = await new Blob(slices).arrayBuffer();
            return (await context.decodeAudioData(bytes)).duration * 1000;
        }))"""
    )


def new_tab(page, url):
    """Another tab of the same browser, on the recording page; its faults count as the page's."""
    tab = page.context.new_page()
    tab.faults = page.faults
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    tab.goto(url)
    return tab


def kill_tab(page):
    """As the system does: nothing is said to the page before."""
    session = page.context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    with page.expect_event("crash"):
        for process in processes:
            if process["type"] == "renderer":
                os.kill(process["id"], signal.SIGKILL)
    page.close()
