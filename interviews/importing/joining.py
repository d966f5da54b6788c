"""From cues to turns: what one person says in a row is put together."""

from collections.abc import Iterable
from dataclasses import dataclass

from interviews.importing.cues import Cue
from interviews.importing.transcript import Remark, Turn, sample

APART_MS = 2000  # a pause up to this long does not end a turn
Said = list[tuple[str, list[str]]]  # speaker and their words, in order


@dataclass(slots=True)
class OpenTurn:
    """A turn that may still go on."""

    speaker: str
    start_ms: int | None
    end_ms: int | None
    utterance: str
    words: list[str]
    lines: list[int]

    def goes_on_in(self, cue: Cue, speaker: str) -> bool:
        """Whether this speaker's words in the cue continue the turn: at most 2 seconds apart.

        Two cues without a speaker may be of two people, unless the exporter cut one utterance.
        """
        if speaker != self.speaker:
            return False
        if cue.goes_on or self.lines[-1] == cue.line:
            return True
        if not speaker and (not cue.utterance or cue.utterance != self.utterance):
            return False
        if None in (self.start_ms, self.end_ms, cue.start_ms):
            return False
        return self.start_ms <= cue.start_ms <= self.end_ms + APART_MS

    def add(self, cue: Cue, words: list[str]) -> None:
        self.words += words
        if cue.end_ms is not None:
            self.end_ms = max(self.end_ms or 0, cue.end_ms)
        if self.lines[-1] != cue.line:
            self.lines.append(cue.line)

    def turn(self) -> Turn:
        return Turn(self.start_ms, self.speaker, " ".join(self.words), tuple(self.lines))


def turns_of(cues: Iterable[tuple[Cue, Said | str]]) -> tuple[tuple[Turn, ...], list[Remark]]:
    """The turns in order, and remarks on cues that have nothing to import.

    Each cue comes with what was said in it, or with the reason why there is nothing.
    """
    turns, silent = [], []
    for cue, said in cues:
        if isinstance(said, str):
            silent.append(Remark(cue.line, said, sample(" ".join(cue.words))))
            continue
        for speaker, words in said:
            if turns and turns[-1].goes_on_in(cue, speaker):
                turns[-1].add(cue, words)
            else:
                times = cue.start_ms, cue.end_ms
                turns.append(OpenTurn(speaker, *times, cue.utterance, list(words), [cue.line]))
    spoken = {line for turn in turns if turn.words for line in turn.lines}
    names = {line: turn.speaker for turn in turns for line in turn.lines if line not in spoken}
    silent += [
        Remark(line, "No words follow this name.", sample(name)) for line, name in names.items()
    ]
    return tuple(turn.turn() for turn in turns if turn.words), silent
