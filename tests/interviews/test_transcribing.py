"""Drafts of a transcript, made from the sound by a model's program.

No model is run here. The program that stands in for one is a real process that speaks the protocol
of `interviews.transcribing` (`fake_model.py` below); and the real loader, `interviews.whisper`, is
run as a process too, with a module in place of faster-whisper that notes what it is asked.
"""

import json
import os
import shlex
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from adoption_reviews.models import AuditEvent
from interviews import tasks, transcribing, whisper
from interviews.actions import transcribing as actions
from interviews.actions.sound import delete_sound
from interviews.actions.transcribing import (
    make_transcription,
    request_transcription,
    sweep_transcriptions,
)
from interviews.importing import read_transcript
from interviews.models import RecordingSlice, Transcription
from interviews.playing import sound_file
from interviews.transcribing import (
    Said,
    Transcriber,
    TranscriberFailed,
    TranscriberStopped,
    get_transcriber,
    webvtt,
)
from tests.factories.interviews import InterviewFactory
from tests.factories.sound import make_recording, recorder_slices

# How the stand-in for a model behaves is its first argument; it notes what it hears and its id.
FAKE = """
import json, os, sys, time
how, notes = sys.argv[1], sys.argv[2]
def say(**words):
    print(json.dumps(words), flush=True)
def note(**words):
    with open(notes, "a") as file:
        file.write(json.dumps(words) + "\\n")
note(pid=os.getpid())
if how == "no model":
    say(error="The model was not found.")
    sys.exit()
if how == "hangs at once":
    time.sleep(600)
if how == "babbles":
    print("Loading ...", flush=True)
say(ready=True)
for number, line in enumerate(sys.stdin):
    path = json.loads(line)["sound"]
    note(bytes=len(open(path, "rb").read()))
    if how == "silent":
        say(done=True)
        continue
    say(start=0.5, end=2.0, text=f" Words & <more> of part {number}. ")
    if how == "crashes":
        os.abort()
    if how == "hangs":
        time.sleep(600)
    if how == "no numbers":
        say(start="soon", end=3, text="x")
    if how == "endless line":
        sys.stdout.write("x" * 300_000)
        sys.stdout.flush()
    if how.startswith("lists "):
        say(start=2.5, end=2.6, text=f"There are {os.listdir(how[6:])} files.")
    say(start=3.0, end=4.25, text="It goes on.")
    say(done=True)
"""


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def notes(tmp_path):
    """A function: what the stand-in noted, by line."""
    path = tmp_path / "notes"
    return lambda: [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def use(settings, tmp_path):
    """A function: has the stand-in be the transcriber, behaving like this."""
    script = tmp_path / "fake_model.py"
    script.write_text(FAKE)

    def used(how="well"):
        command = [sys.executable, str(script), how, str(tmp_path / "notes")]
        settings.TRANSCRIBER_COMMAND = shlex.join(command)
        return Transcriber(command, patience=2)

    return used


@pytest.fixture
def interview(review, reviewer):
    """Recorded in two parts, the second from 1:00 on with a pause of 30 seconds in it."""
    interview = InterviewFactory(review=review, number=4, participants__pseudonym="P07")
    make_recording(interview, reviewer, slices=recorder_slices(2), n_slices=2)
    second = make_recording(
        interview, reviewer, slices=recorder_slices(2), start_ms=60_000, n_slices=2
    )
    second.slices.filter(number=0).update(start_ms=61_000)
    return interview


@pytest.fixture
def row(interview, reviewer, use):
    use()
    return request_transcription(interview=interview, by=reviewer)


def make(row):
    made = make_transcription(transcription_id=row.pk, worker="here")
    row.refresh_from_db()
    return made


def events():
    found = AuditEvent.objects.filter(verb__startswith="transcription").order_by("pk")
    return [(each.verb, each.by, each.detail) for each in found]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# --- The whole way ---------------------------------------------------------------------------


def test_draft_is_made_in_the_interviews_time_and_can_be_imported(row, interview, reviewer, notes):
    assert make(row)
    assert (row.status, row.failure, row.attempts, row.lease_until) == ("ready", "", 1, None)
    assert row.text == (
        "WEBVTT\n\n"
        "00:00:00.500 --> 00:00:02.000\nWords &amp; &lt;more&gt; of part 0.\n\n"
        "00:00:03.000 --> 00:00:04.250\nIt goes on.\n\n"
        "00:01:01.500 --> 00:01:03.000\nWords &amp; &lt;more&gt; of part 1.\n\n"
        "00:01:04.000 --> 00:01:05.250\nIt goes on.\n"
    )
    sizes = [sound_file(each).size for each in interview.recordings.all()]
    assert [each["bytes"] for each in notes() if "bytes" in each] == sizes
    turns = read_transcript(row.text.encode()).turns
    assert turns[0].start_ms == 500
    assert "Words & <more> of part 0. It goes on." in " ".join(turn.text for turn in turns)
    assert events() == [
        ("transcription.requested", reviewer, {"interview": 4}),
        ("transcription.made", None, {"interview": 4, "cues": 4, "worker": "here"}),
    ]


def test_draft_leads_to_the_imports_preview(row, interview, reviewer, signed_in):
    make(row)
    client = signed_in(reviewer)
    html = client.get(interview.get_absolute_url()).text
    url = reverse("interviews:import", args=[interview.review.slug, 4])
    assert f'href="{url}?transcription={row.pk}"' in html
    preview = client.get(f"{url}?transcription={row.pk}")
    assert (preview.status_code, preview.context["transcript"].cues) == (200, 4)


def test_task_makes_the_draft(row):
    tasks.make_transcription.apply([row.pk])
    row.refresh_from_db()
    assert row.status == "ready"


def test_task_for_a_draft_that_is_gone_ends_quietly(db, use):
    use()
    assert tasks.make_transcription.apply([999]).state == "SUCCESS"


def test_no_copy_of_the_sound_has_a_name_on_the_disk(row, use, settings, monkeypatch):
    scratch = settings.MEDIA_ROOT.parent / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    use("lists " + str(scratch))
    assert make(row)
    assert "There are [] files." in row.text
    stored = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(stored) == RecordingSlice.objects.count()


# --- When it does not go well ----------------------------------------------------------------


@pytest.mark.parametrize(
    "how", ["crashes", "hangs", "hangs at once", "babbles", "no numbers", "endless line"]
)
def test_program_that_fails_is_ended_and_tried_again(row, use, notes, monkeypatch, how):
    transcriber = use(how)
    monkeypatch.setattr(actions, "get_transcriber", lambda: transcriber)
    assert not make(row)
    assert (row.status, row.attempts, row.text) == ("queued", 1, "")
    assert row.lease_until > timezone.now()
    assert not any(is_running(each["pid"]) for each in notes() if "pid" in each)
    assert not make(row)  # not before the pause is over
    Transcription.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert not make(row)
    assert (row.status, row.attempts, row.failure) == ("failed", 2, actions.STOPPED)
    assert [verb for verb, _, _ in events()] == ["transcription.requested", "transcription.failed"]


def test_program_that_does_not_exist_is_tried_again(row, settings):
    settings.TRANSCRIBER_COMMAND = "/nowhere/model"
    assert not make(row)
    assert row.status == "queued"


def test_program_that_says_why_is_believed(row, use):
    use("no model")
    assert not make(row)
    assert (row.status, row.attempts, row.failure) == ("failed", 1, "The model was not found.")


def test_sound_without_words_makes_no_draft(row, use):
    use("silent")
    assert not make(row)
    assert (row.status, row.failure) == ("failed", actions.NO_WORDS)


def test_draft_goes_when_its_sound_does(row, interview, reviewer, monkeypatch, use):
    transcriber = use()

    class Deleting(Transcriber):
        def transcribe(self, sounds):
            yield from transcriber.transcribe(sounds)
            delete_sound(interview=interview, because="consent", by=reviewer)

    monkeypatch.setattr(actions, "get_transcriber", lambda: Deleting([]))
    assert not make_transcription(transcription_id=row.pk, worker="here")
    assert Transcription.objects.count() == 0
    assert [verb for verb, _, _ in events()] == ["transcription.requested"]


def test_program_is_ended_when_the_row_is_taken(row, use, notes, monkeypatch):
    transcriber = use("hangs")
    monkeypatch.setattr(actions, "RENEWED_AFTER", timedelta(0))
    monkeypatch.setattr(actions, "get_transcriber", lambda: transcriber)
    monkeypatch.setattr(actions, "_claim", lambda pk: True)  # the row says it is somebody else's
    assert not make(row)
    assert (row.status, row.attempts) == ("queued", 0)
    assert not any(is_running(each["pid"]) for each in notes() if "pid" in each)


def test_lease_is_renewed_while_there_are_signs_of_life(row, monkeypatch):
    monkeypatch.setattr(actions, "RENEWED_AFTER", timedelta(0))
    renewed = []
    keep = actions._keep

    def look(row, cues, worker):
        renewed.append(Transcription.objects.get().lease_until)
        return keep(row, cues, worker)

    monkeypatch.setattr(actions, "_keep", look)
    began = timezone.now()
    assert make(row)
    assert renewed[0] > began + actions.LEASE


# --- Asking, and the sweep -------------------------------------------------------------------


def test_asking_twice_makes_one_draft(row, interview, reviewer):
    assert request_transcription(interview=interview, by=reviewer) == row
    assert len(events()) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("nothing configured", "No transcriber is set up on this system."),
        ("no sound", "There is no sound that may be heard."),
        ("no consent", "There is no sound that may be heard."),
        ("recording", "Sound is still coming in. Try again when the recording has stopped."),
    ],
)
def test_asking_in_vain_says_why(row, settings, signed_in, change, words):
    interview, reviewer = row.interview, row.requested_by
    row.delete()
    if change == "nothing configured":
        settings.TRANSCRIBER_COMMAND = ""
    elif change == "no sound":
        interview.recordings.all().delete()
    elif change == "no consent":
        interview.participants.update(consent_to_record=False)
    else:
        interview.recordings.update(n_slices=None)
    url = reverse("interviews:transcribe", args=[interview.review.slug, 4])
    assert words in signed_in(reviewer).post(url, follow=True).text
    assert (Transcription.objects.count(), len(events())) == (0, 1)  # the first asking


def test_one_draft_at_a_time_is_made(row, reviewer):
    other = Transcription.objects.create(
        interview=InterviewFactory(), requested_by=reviewer, status="running", attempts=1,
        lease_until=timezone.now() + timedelta(minutes=1),
    )  # fmt: skip
    assert not make(row)
    assert row.status == "queued"
    Transcription.objects.filter(pk=other.pk).update(lease_until=timezone.now())
    assert make(row)


def test_draft_held_by_another_worker_is_left_alone(row):
    lease = timezone.now() + timedelta(minutes=1)
    Transcription.objects.update(status="running", attempts=1, lease_until=lease)
    assert not make(row)
    assert (row.status, row.lease_until) == ("running", lease)


def test_sweep_gives_up_what_lost_its_worker_each_time(row):
    Transcription.objects.update(status="running", attempts=2, lease_until=timezone.now())
    assert sweep_transcriptions() == 0
    row.refresh_from_db()
    assert (row.status, row.failure) == ("failed", actions.STOPPED)


def test_sweep_sends_what_waits_for_long(row):
    assert sweep_transcriptions() == 0
    Transcription.objects.update(requested_at=timezone.now() - timedelta(minutes=1))
    assert sweep_transcriptions() == 1
    Transcription.objects.update(status="running", attempts=1, lease_until=timezone.now())
    assert sweep_transcriptions() == 1


# --- What the page says ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"status": "queued"}, "Waiting for a worker."),
        ({"status": "queued", "attempts": 1}, "The last attempt failed."),
        ({"status": "running"}, "Being made."),
        ({"status": "ready", "finished_at": timezone.now()}, "Look through the draft"),
        ({"status": "failed", "failure": "The model was not found."}, "The model was not found."),
    ],
)
def test_page_says_how_far_the_draft_is(row, interview, signed_in, state, words):
    Transcription.objects.update(**state)
    client = signed_in(row.requested_by)
    html = client.get(interview.get_absolute_url()).text
    assert words in html
    assert ("Try again" in html) == (state["status"] == "failed")
    assert ("Make a new draft" in html) == (state["status"] == "ready")
    status = reverse("interviews:transcription", args=[interview.review.slug, 4])
    assert (status in html) == (state["status"] in ("queued", "running"))
    said = client.get(status).json()
    assert said["is_finished"] == (state["status"] in ("ready", "failed"))


def test_page_does_not_speak_of_drafts_where_none_can_be_made(interview, reviewer, signed_in):
    html = signed_in(reviewer).get(interview.get_absolute_url()).text
    assert "draft" not in html


# --- The real loader, with a module in place of faster-whisper --------------------------------

STUB = """
import json, os
class Segment:
    def __init__(self, start, end, text):
        self.start, self.end, self.text = start, end, text
class WhisperModel:
    def __init__(self, *args, **options):
        if os.environ.get("STUB") == "broken":
            raise RuntimeError("Unsupported model binary version")
        self.loaded = [args, options]
    def transcribe(self, path, **options):
        if os.environ.get("STUB") == "unreadable":
            raise ValueError("Invalid data found when processing input")
        size = len(open(path, "rb").read())
        words = json.dumps([self.loaded, options, size, os.environ["HF_HUB_OFFLINE"]])
        return iter([Segment(0.0, 1.5, words)]), None
"""


@pytest.fixture
def model(settings, tmp_path, monkeypatch):
    """A model's folder, configured, and a module called faster_whisper that both processes find."""
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "faster_whisper.py").write_text(STUB)
    monkeypatch.syspath_prepend(modules)
    monkeypatch.setenv("PYTHONPATH", str(modules))
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("model.bin", "tokenizer.json"):
        (folder / name).write_bytes(b"made up")
    settings.TRANSCRIBER_MODEL_DIR = str(folder)
    return folder


def listen(tmp_path):
    sound = tmp_path / "sound"
    sound.write_bytes(b"12345")
    with sound.open("rb") as file:
        return list(get_transcriber().transcribe([file]))


def test_loader_loads_the_model_from_its_folder_and_downloads_nothing(model, tmp_path):
    _, said, _ = listen(tmp_path)
    assert (said.recording, said.start_ms, said.end_ms) == (0, 0, 1500)
    options = {"device": "cpu", "compute_type": "int8", "local_files_only": True}
    asked = {"language": "en", "vad_filter": True}
    assert json.loads(said.text) == [[[str(model)], options], asked, 5, "1"]


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_loader_without_a_whole_model_in_the_folder_says_so(model, tmp_path, name):
    (model / name).unlink()
    with pytest.raises(TranscriberFailed, match="model was not found"):
        listen(tmp_path)


def test_loader_of_a_model_that_cannot_be_loaded_says_so(model, tmp_path, monkeypatch):
    monkeypatch.setenv("STUB", "broken")
    with pytest.raises(TranscriberFailed, match="could not be loaded"):
        listen(tmp_path)


def test_loader_of_sound_that_cannot_be_read_says_so(model, tmp_path, monkeypatch):
    monkeypatch.setenv("STUB", "unreadable")
    with pytest.raises(TranscriberFailed, match="could not read the sound"):
        listen(tmp_path)


def test_model_without_faster_whisper_is_no_transcriber(model, monkeypatch):
    monkeypatch.setattr(transcribing, "find_spec", lambda name: None)
    assert get_transcriber() is None


def test_nothing_configured_is_no_transcriber():
    assert get_transcriber() is None


def test_loader_ends_first_when_memory_is_short(monkeypatch):
    written = []
    monkeypatch.setattr(Path, "write_text", lambda path, text: written.append((str(path), text)))
    whisper.end_first_when_memory_is_short()
    assert written == [("/proc/self/oom_score_adj", "1000")]


# --- Small things ----------------------------------------------------------------------------


def test_webvtt_holds_every_cue_once_in_order():
    cues = [(3_723_004, 3_723_004, "later --> now\n\nstill"), (0, 900, "first"), (5, 9, "  ")]
    assert webvtt(cues) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:00.900\nfirst\n\n"
        "01:02:03.004 --> 01:02:03.005\nlater --&gt; now still\n"
    )


def test_program_is_ended_when_nobody_listens_any_more(use, tmp_path, notes):
    sound = tmp_path / "sound"
    sound.write_bytes(b"12345")
    with sound.open("rb") as file:
        answers = use("hangs").transcribe([file])
        assert next(answers) is None
        assert next(answers) == Said(0, 500, 2000, " Words & <more> of part 0. ")
        answers.close()
    assert not is_running(notes()[0]["pid"])


def test_patience_has_an_end(use, tmp_path):
    sound = tmp_path / "sound"
    sound.write_bytes(b"12345")
    began = time.monotonic()
    with sound.open("rb") as file, pytest.raises(TranscriberStopped, match="Nothing for 2 seconds"):
        list(use("hangs at once").transcribe([file]))
    assert time.monotonic() - began < 30
