"""Cuts WebVTT and SRT, as programs really export them, at their `-->` lines.

Parsers leave out without a word what they cannot read, and do not say where it was. Here each
line with an arrow becomes a cue, or is left out with its number and the reason.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from interviews.importing.times import ARROW, span_of
from interviews.importing.transcript import Remark, sample

MOST_CUES = 20_000  # more than a working day of talk
LONGEST_CUE = 200_000  # characters: a day's talk without a pause
# What exporters number their cues with: 12, or a GUID and more.
CUE_ID = re.compile(r"(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}(?:/\d+(?:-\d+)?)?)", re.IGNORECASE)
UTTERANCE = re.compile(
    r"([0-9a-f]{8}-[0-9a-f-]{27}/\d+)-\d+", re.IGNORECASE
)  # Teams cuts long ones
OTHER_BLOCK = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")
NOTE_OF_TEAMS = re.compile(r"NOTE\s+(Confidence|duration|language)\b", re.IGNORECASE)


@dataclass(slots=True)
class Cue:
    """One thing that is counted: words with a time, if the file has times."""

    line: int
    start_ms: int | None = None
    end_ms: int | None = None
    words: list[str] = field(default_factory=list)
    utterance: str = ""  # cues of one utterance were cut by the exporter
    goes_on: bool = False  # belongs to the words before it, whatever the times


class Cut(NamedTuple):
    cues: list[Cue]
    left_out: list[Remark]
    mended: list[Remark]
    stray: list[int]  # lines of words outside any cue


def cut(lines: list[str], *, is_srt: bool) -> Cut:
    """Every line with an arrow is a cue or left out. `lines` are stripped.

    Words after an empty line belong to the cue before them: some exporters put empty lines inside
    a turn.
    """
    cutting = _Cutting(lines, is_srt)
    begins, is_comment = 0, not is_srt  # WebVTT begins with its header
    while begins < len(lines):
        if not lines[begins]:
            begins += 1
            continue
        ends = begins
        while ends < len(lines) and lines[ends]:
            ends += 1
        if not is_srt and OTHER_BLOCK.match(lines[begins]):
            cutting.cue, is_comment = None, True
        cutting.block(begins, ends, is_comment)
        begins, is_comment = ends, False
    return cutting.result()


class _Cutting:
    def __init__(self, lines: list[str], is_srt: bool):
        self.lines, self.is_srt = lines, is_srt
        self.cues, self.lost, self.left_out, self.mended, self.stray = [], [], [], [], []
        self.cue = None  # the one that words belong to
        self.last_id = None

    def block(self, begins: int, ends: int, is_comment: bool) -> None:
        """Lines with no empty one between."""
        in_cue = False  # below the times of a cue
        for at in range(begins, ends):
            line = self.lines[at]
            if ARROW in line:
                in_cue = self._arrow(at, in_cue)
                is_comment = False
            elif self._is_cue_id(at, begins, ends):
                self.last_id = line
            elif self.cue is not None:
                if self.is_srt or not NOTE_OF_TEAMS.match(line):
                    self.cue.words.append(line)
            elif not is_comment:
                self.stray.append(at + 1)

    def _arrow(self, at: int, in_cue: bool) -> bool:
        """Begin a cue, or leave the line out with its reason. True while inside a cue."""
        line, number = self.lines[at], at + 1
        span = span_of(line, comma=self.is_srt)
        if not isinstance(span, str):
            self.cue = Cue(number, span.start_ms, span.end_ms)
            if at and (utterance := UTTERANCE.fullmatch(self.lines[at - 1])):
                self.cue.utterance = utterance[1]
            self.cues.append(self.cue)
            if span.remark:
                self.mended.append(Remark(number, span.remark))
            return True
        if in_cue:
            self.cue.words.append(line)
            reason = f"{span} It was kept as words of the cue above."
            self.left_out.append(Remark(number, reason, sample(line)))
            return True
        if not self.is_srt and OTHER_BLOCK.match(line):
            self.cue = None
            self.left_out.append(Remark(number, "This line is a note.", sample(line)))
        else:
            self.cue = Cue(number)
            self.lost.append((self.cue, span))
        return False

    def _is_cue_id(self, at: int, begins: int, ends: int) -> bool:
        """Whether a line names the cue that follows, rather than being words of the one before."""
        before_arrow = at + 1 < ends and ARROW in self.lines[at + 1]
        if before_arrow and at == begins:
            return True
        line = self.lines[at]
        if not (before_arrow or ends - begins == 1) or CUE_ID.fullmatch(line) is None:
            return False
        if self.cue is None or self.cue.words or not line.isdecimal():
            return True
        # A cue without words so far, then a number by itself: its words, unless it counts on.
        last = self.last_id or ""
        return not last.isdecimal() or int(line[:9]) == int(last[:9]) + 1

    def result(self) -> Cut:
        for cue, reason in self.lost:
            self.left_out.append(Remark(cue.line, reason, sample(" ".join(cue.words))))
        return Cut(self.cues, self.left_out, self.mended, self.stray)
