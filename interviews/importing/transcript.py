"""What reading a transcript's file gives, whatever its format."""

from dataclasses import dataclass


class UnreadableTranscript(ValueError):
    """A file that cannot be read. The message is one sentence, fit to be shown."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Words said at a time by one person; becomes one segment."""

    start_ms: int
    speaker: str  # as the file names them, "" where it does not
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What happened to one cue. Lines count from 1, as editors do."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """All of a file. Every cue is either imported, as one turn or more, or left out."""

    cues: int  # found in the file
    turns: tuple[Turn, ...]
    left_out: tuple[Remark, ...]
    mended: tuple[Remark, ...]  # imported, but not as the file has them

    @property
    def imported(self) -> int:
        """How many cues come in."""
        return self.cues - len(self.left_out)

    @property
    def speakers(self) -> list[str]:
        """In the order in which they first speak."""
        return list(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))
