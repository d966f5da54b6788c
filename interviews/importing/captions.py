"""Reads WebVTT (Teams, Zoom, OneDrive) and SRT."""

import re

from interviews.importing.cues import MOST_CUES, cut
from interviews.importing.decoding import Text
from interviews.importing.joining import turns_of
from interviews.importing.times import ARROW, FORMAL, LOOSE
from interviews.importing.transcript import Transcript, UnreadableTranscript
from interviews.importing.voices import said_in

SOON, OFTEN = 3, 3  # lines
BREAKS = re.compile("\r\r\n|\r\n|\r")  # all that files are found to have


def is_vtt(text: str) -> bool:
    return re.match(r"\s*WEBVTT(\s|$)", text, re.IGNORECASE) is not None


def is_srt(text: str) -> bool:
    """Whether it begins with times as they should be, or has times and arrows again and again.

    One such line among notes is a remark of whoever wrote them.
    """
    if ARROW not in text:
        return False
    lines = [line.strip() for line in BREAKS.sub("\n", text).split("\n") if line.strip()]
    timed = [at for at, line in enumerate(lines) if ARROW in line and _has_times(line, LOOSE)]
    at_the_top = [line for line in lines[:SOON] if ARROW in line]
    return len(timed) >= OFTEN or any(_has_times(line, FORMAL) for line in at_the_top)


def _has_times(line: str, kind: re.Pattern) -> bool:
    start, _, end = line.partition(ARROW)
    return bool(kind.fullmatch(start.rstrip()) and (kind is LOOSE or kind.match(end)))


def read_vtt(source: Text) -> Transcript:
    """Raises UnreadableTranscript when it has too many cues."""
    return _read(source, "WebVTT", is_srt=False)


def read_srt(source: Text) -> Transcript:
    """Raises UnreadableTranscript when it has too many cues."""
    return _read(source, "SRT", is_srt=True)


def _read(source: Text, name: str, *, is_srt: bool) -> Transcript:
    lines = [line.strip() for line in BREAKS.sub("\n", source.text).split("\n")]
    found = sum(ARROW in line for line in lines)
    if found > MOST_CUES:
        raise UnreadableTranscript(f"The file has more than {MOST_CUES:,} cues.")
    cues, left_out, mended, stray = cut(lines, is_srt=is_srt)
    turns, silent = turns_of(said_in(cues))
    left_out = sorted(left_out + silent, key=lambda remark: remark.line)
    gone = {remark.line for remark in left_out}
    notes = source.notes
    if stray:
        are = "1 line stands" if len(stray) == 1 else f"{len(stray):,} lines stand"
        notes += (f"{are} outside any cue and cannot be imported, first line {stray[0]}.",)
    return Transcript(
        format=name,
        encoding=source.encoding,
        unit="cue",
        cues=found,
        turns=turns,
        left_out=tuple(left_out),
        mended=tuple(remark for remark in mended if remark.line not in gone),
        notes=notes,
    )
