"""What reading a transcript's file gives, whatever its format."""

from dataclasses import dataclass, field, replace

LONGEST_SAMPLE = 80  # characters shown of what is left out


class UnreadableTranscript(ValueError):
    """A file that cannot be read. The message is a sentence or two, fit to be shown."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Words said at a time by one person; becomes one segment."""

    start_ms: int | None  # None where the file does not say
    speaker: str  # as the file names them, "" where it does not
    text: str
    lines: tuple[int, ...] = ()  # the cues it holds words of, by line


@dataclass(frozen=True, slots=True)
class Remark:
    """What happened to one cue. Lines count from 1, as editors do; paragraphs likewise."""

    line: int
    reason: str
    words: str = ""  # the beginning of what is left out, where there are words


@dataclass(frozen=True, slots=True)
class Transcript:
    """All of a file. Every cue is either imported, in one turn or more, or left out."""

    format: str  # its name in READERS
    encoding: str  # "" for Word, where it goes without saying
    unit: str  # what is counted: "cue", "line" or "paragraph"
    cues: int  # found in the file
    turns: tuple[Turn, ...]
    left_out: tuple[Remark, ...]  # by line
    mended: tuple[Remark, ...] = ()  # imported, but not as the file has them
    notes: tuple[str, ...] = field(default=())  # sentences about the file as a whole

    @property
    def imported(self) -> int:
        """How many cues come in."""
        return self.cues - len(self.left_out)

    @property
    def joined(self) -> int:
        """How many of those that come in continue the turn that a cue before them began."""
        return sum(len(turn.lines) - 1 for turn in self.turns)

    @property
    def speakers(self) -> list[str]:
        """In the order in which they first speak."""
        return list(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))


def sample(words: str) -> str:
    """The beginning of the words, to find them again by."""
    words = " ".join(words[: LONGEST_SAMPLE * 4].split())
    return words if len(words) <= LONGEST_SAMPLE else f"{words[: LONGEST_SAMPLE - 1]}…"


def without_speakers(transcript: Transcript, speakers: set[str]) -> Transcript:
    """The transcript without what these speakers say; "" stands for words without a speaker.

    Cues of theirs alone are left out with that reason; a cue in which others speak too comes in
    without their part.
    """
    kept = tuple(turn for turn in transcript.turns if turn.speaker not in speakers)
    still_in = {line for turn in kept for line in turn.lines}
    left_out = {remark.line: remark for remark in transcript.left_out}
    for turn in transcript.turns:
        if turn.speaker in speakers:
            reason = f"What {turn.speaker} says was left out."
            if not turn.speaker:
                reason = "Words without a name were left out."
            for line in turn.lines:
                if line not in still_in:
                    left_out[line] = Remark(line, reason, sample(turn.text))
    return replace(
        transcript,
        turns=kept,
        left_out=tuple(sorted(left_out.values(), key=lambda remark: remark.line)),
        mended=tuple(remark for remark in transcript.mended if remark.line not in left_out),
    )
