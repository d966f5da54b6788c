"""The one door to whatever turns sound into words: `get_transcriber`, which may well find nothing.

The model runs as a process of its own, since it may crash, hang or eat all memory: then it is
ended, and the worker lives on. It is told and it answers in lines of JSON:

    in    {"sound": "/dev/fd/7"}                            once for each recording
    out   {"ready": true}                                   the model is loaded
    out   {"start": 1.5, "end": 3.2, "text": "We ring …"}   seconds in that recording
    out   {"done": true}                                    that recording is through
    out   {"error": "A sentence for the reviewer."}         trying again would not help

`interviews.whisper` is the program that is used unless another one is configured.
"""

import json
import os
import select
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

PATIENCE = 240  # seconds that the program may say nothing
LONGEST_LINE = 100_000  # bytes; half a minute of speech is a few hundred


class TranscriberFailed(Exception):
    """There will be no transcript; the message is a sentence for the reviewer."""


class TranscriberStopped(Exception):
    """The program crashed, hung or talked nonsense: another attempt may go better."""


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of words in one recording."""

    recording: int  # its place among those given, from 0
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Transcriber:
    """Runs a program that speaks the protocol above."""

    command: list[str]
    patience: float = PATIENCE

    def transcribe(self, sounds: list) -> Iterator[Said | None]:
        """What is said in `sounds`, open files, in order; None is a sign of life without words.

        Raises TranscriberFailed, TranscriberStopped. However it ends, the program is gone.
        """
        files = [sound.fileno() for sound in sounds]
        process = subprocess.Popen(
            self.command,
            cwd=settings.BASE_DIR,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},  # never asks a network for anything
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=files,
        )
        try:
            lines = _lines(process.stdout, self.patience)
            _answer(lines, until="ready")
            yield None
            for number, file in enumerate(files):
                process.stdin.write(json.dumps({"sound": f"/dev/fd/{file}"}).encode() + b"\n")
                process.stdin.flush()
                while (said := _answer(lines, until="done")) is not None:
                    yield _said(number, said)
                yield None
        except OSError as error:
            raise TranscriberStopped(str(error)) from error
        finally:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()


def _lines(stream, patience: float) -> Iterator[bytes]:
    """Whole lines as they come. Raises TranscriberStopped at the end, or after a long silence."""
    rest = b""
    while True:
        if not select.select([stream], [], [], patience)[0]:
            raise TranscriberStopped(f"Nothing for {patience} seconds")
        came = os.read(stream.fileno(), 65_536)
        if not came:
            raise TranscriberStopped("It ended")
        *lines, rest = (rest + came).split(b"\n")
        if len(rest) > LONGEST_LINE:
            raise TranscriberStopped("It does not speak in lines")
        yield from lines


def _answer(lines: Iterator[bytes], *, until: str) -> dict | None:
    """What the program says next; None: it said `until`."""
    try:
        answer = json.loads(next(lines))
    except ValueError as error:
        raise TranscriberStopped("It does not speak JSON") from error
    if not isinstance(answer, dict):
        raise TranscriberStopped("It says something else")
    if "error" in answer:
        raise TranscriberFailed(str(answer["error"]))
    if answer.get(until):
        return None
    return answer


def _said(recording: int, answer: dict) -> Said:
    try:
        start, end = round(float(answer["start"]) * 1000), round(float(answer["end"]) * 1000)
        return Said(recording, max(start, 0), max(end, start, 0), str(answer["text"]))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise TranscriberStopped("It says something else") from error


def get_transcriber() -> Transcriber | None:
    """What the settings name; None: nothing, or faster-whisper is not installed."""
    if settings.TRANSCRIBER_COMMAND:
        return Transcriber(shlex.split(settings.TRANSCRIBER_COMMAND))
    if settings.TRANSCRIBER_MODEL_DIR and find_spec("faster_whisper"):
        folder = str(Path(settings.TRANSCRIBER_MODEL_DIR).resolve())
        return Transcriber([sys.executable, "-m", "interviews.whisper", folder])
    return None


def sound_without_a_name():
    """A file to put sound in for the program: no crash leaves it anywhere on the disk."""
    return tempfile.TemporaryFile()


# --- What comes of it ------------------------------------------------------------------------


def webvtt(cues: list[tuple[int, int, str]]) -> str:
    """The cues (start and end in ms, words), by time, as a WebVTT file."""
    blocks = ["WEBVTT"]
    for start, end, text in sorted(cues):
        words = " ".join(text.split())
        for plain, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            words = words.replace(plain, written)
        if words:
            blocks.append(f"{_stamp(start)} --> {_stamp(max(end, start + 1))}\n{words}")
    return "\n\n".join(blocks) + "\n"


def _stamp(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
