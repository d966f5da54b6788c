"""Reads WebVTT as Teams, Zoom and others really export it.

The parser, webvtt-py, leaves out without a word what it cannot read, and does not say where it
was. So the file is first cut at its `-->` lines, each is parsed by itself, and each that the parser
refuses is mended here or reported with its line.
"""

import re
from dataclasses import dataclass, field

import webvtt

from interviews.clock import clock
from interviews.importing.decoding import text_of
from interviews.importing.speakers import speaker_labels, split_label
from interviews.importing.transcript import Remark, Transcript, Turn, UnreadableTranscript
from interviews.importing.words import Span, spans_of

ARROW = "-->"
MOST_CUES = 20_000  # more than a working day of talk
LATEST_MS = 100 * 60 * 60 * 1000
# Times as files really have them: signs, commas, no fraction, 99 seconds.
SIGN = re.compile("[-−]")
LOOSE_TIME = re.compile(
    r"\s*(?:([-−]?\d{1,6}):)?([-−]?\d{1,3}):([-−]?\d{1,3})(?:[.,]([-−]?\d{1,9}))?\s*"
)
ANY_TIME = re.compile(r"\d[:.,]\d")
# What exporters number their cues with: 12, or a GUID and more.
CUE_ID = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}(/\d+(-\d+)?)?", re.IGNORECASE)
OTHER_BLOCK = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")


@dataclass
class Cue:
    line: int
    start_ms: int
    words: list[str] = field(default_factory=list)


def is_vtt(text: str) -> bool:
    return re.match(r"\s*WEBVTT(\s|$)", text, re.IGNORECASE) is not None


def read_vtt(data: bytes) -> Transcript:
    """Raises UnreadableTranscript when it is no WebVTT file or has too many cues."""
    text = text_of(data)
    if not is_vtt(text):
        raise UnreadableTranscript("This is not a WebVTT file: it does not begin with WEBVTT.")
    for line_break in ("\r\r\n", "\r\n", "\r"):  # all that files are found to have
        text = text.replace(line_break, "\n")
    lines = [line.strip() for line in text.split("\n")]
    found = sum(ARROW in line for line in lines)
    if found > MOST_CUES:
        raise UnreadableTranscript(f"The file has more than {MOST_CUES:,} cues.")
    cues, left_out, mended = _cut(lines)
    turns = []
    for cue, said in _turns_of(cues):
        turns += said
        if not said:
            left_out.append(Remark(cue.line, "There are no words in this cue."))
    left_out.sort(key=lambda remark: remark.line)
    gone = {remark.line for remark in left_out}
    mended = [remark for remark in mended if remark.line not in gone]
    return Transcript(found, tuple(turns), tuple(left_out), tuple(mended))


def _cut(lines: list[str]) -> tuple[list[Cue], list[Remark], list[Remark]]:
    """Cues with their words, arrows left out, and cues mended.

    Each line with an arrow is either a cue or left out. Words after an empty line belong to the
    cue before them: some exporters put empty lines inside a turn.
    """
    cues, left_out, mended = [], [], []
    cue = None  # the one that words belong to
    for is_header, begins, block in _blocks(lines):
        if is_header or OTHER_BLOCK.match(block[0]):
            cue = None
        in_cue = False  # below the times of a cue, with no empty line between
        for at, line in enumerate(block):
            number = begins + at
            if ARROW not in line:
                if cue and not _is_cue_id(block, at):
                    cue.words.append(line)
                continue
            start_ms, remark = _start_of(line)
            if start_ms is not None:
                cue, in_cue = Cue(number, start_ms), True
                cues.append(cue)
                if remark:
                    mended.append(Remark(number, remark))
            elif in_cue:
                cue.words.append(line)
                left_out.append(Remark(number, f"{remark} It was kept as words of the cue above."))
            else:
                cue = None
                left_out.append(Remark(number, remark))
    return cues, left_out, mended


def _blocks(lines: list[str]):
    """Lines between empty ones: whether it is the first block, its first line's number, lines."""
    block, is_header = [], True
    for number, line in enumerate([*lines, ""], start=1):
        if line:
            block.append(line)
        elif block:
            yield is_header, number - len(block), block
            block, is_header = [], False


def _is_cue_id(block: list[str], at: int) -> bool:
    """Whether a line names the cue that follows, rather than being words of the one before."""
    before_arrow = at + 1 < len(block) and ARROW in block[at + 1]
    if before_arrow and at == 0:
        return True
    return (before_arrow or len(block) == 1) and CUE_ID.fullmatch(block[at]) is not None


def _start_of(line: str) -> tuple[int | None, str]:
    """Start in milliseconds, or None, and what to say of the line when it is not as it should be.

    webvtt-py reads what is nearly right; a sign, a comma or 99 seconds are mended here.
    """
    captions = webvtt.from_string(f"WEBVTT\n\n{line}\n").captions
    remark = ""
    if captions:
        start_ms = captions[0].start_time.in_milliseconds()
    elif loose := LOOSE_TIME.fullmatch(line.split(ARROW, maxsplit=1)[0]):
        start_ms = 0
        remark = "The start is before the recording began; 0:00 was taken."
        if not SIGN.search(loose[0]):
            hours, minutes, seconds = (int(each or 0) for each in loose.groups()[:3])
            start_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000
            start_ms += int((loose[4] or "")[:3].ljust(3, "0"))
            remark = f"The times are not written as they should be; {clock(start_ms)} was taken."
    elif OTHER_BLOCK.match(line):
        return None, "This line is a note."
    elif ANY_TIME.search(line):
        return None, "The times in this line cannot be read."
    else:
        return None, "There are no times in this line."
    if start_ms > LATEST_MS:
        return None, "The start is later than 100 hours."
    return start_ms, remark


def _turns_of(cues: list[Cue]):
    """Each cue with its turns: one for each voice, or for each line that begins with a speaker."""
    spans = [spans_of(cue.words) for cue in cues]
    voices = {span.speaker for each in spans for span in each if span.speaker}
    labels = speaker_labels(
        [[line for span in each for line in span.lines] for each in spans], voices
    )
    for cue, each in zip(cues, spans, strict=True):
        said = [turn for span in each for turn in _by_label(span, labels)]
        yield (
            cue,
            [Turn(cue.start_ms, speaker, " ".join(words)) for speaker, words in said if words],
        )


def _by_label(span: Span, labels: set[str]) -> list[tuple[str, list[str]]]:
    if span.speaker is not None:
        return [(span.speaker, span.lines)]
    said = [("", [])]
    for line in span.lines:
        speaker, words = split_label(line, labels) or (None, line)
        if speaker is not None:
            said.append((speaker, []))
        if words:
            said[-1][1].append(words)
    return said
