"""Who says which line: each is said once, as often in each review as its pattern wants."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from reports.demo.words import DIRECTIONS, Line, Words


@dataclass
class Speaker:
    """Somebody interviewed, and what falls to them to say."""

    review: str
    pseudonym: str
    role_group: str
    lines: list["Dealt"] = field(default_factory=list)

    def speaks_of(self, code: str) -> bool:
        return any(code in dealt.codes for dealt in self.lines)


@dataclass
class Dealt:
    """A line and what it is evidence of: one code, or two, in one direction."""

    line: Line
    direction: str
    codes: list[str]


def deal(words: Words, speakers: list[Speaker], rng: Random) -> None:
    """Give every line of `words.said` to one of the speakers.

    Raises ValueError when the patterns do not add up to the lines that there are.
    """
    for code, said in words.said.items():
        for place, direction in enumerate(DIRECTIONS):
            lines = list(getattr(said, direction))
            rng.shuffle(lines)
            wanted = {review: words.patterns[review][code][place] for review in words.reviews}
            if sum(wanted.values()) != len(lines):
                raise ValueError(f"{code}, {direction}: {wanted} of {len(lines)} lines")
            # Who wants most chooses first, so that all role groups are heard there.
            for review in sorted(wanted, key=lambda review: -wanted[review]):
                here = [each for each in speakers if each.review == review]
                for line in _varied(lines, wanted[review]):
                    _give(Dealt(line, direction, [code]), here, rng)
    for speaker in speakers:
        _code_twice(words, speaker)


def _varied(lines: list[Line], number: int) -> list[Line]:
    """Take `number` of the lines away, from as many role groups as can be."""
    taken = []
    for _ in range(number):
        groups = Counter(line.by for line in taken)
        line = min(lines, key=lambda line: groups[line.by])
        lines.remove(line)
        taken.append(line)
    return taken


def _give(dealt: Dealt, speakers: list[Speaker], rng: Random) -> None:
    """To somebody whom the line suits, who has said nothing on it and little else."""
    [code] = dealt.codes
    heard = Counter(each.role_group for each in speakers if each.speaks_of(code))
    suited = [each for each in speakers if dealt.line.by in ("", each.role_group)]
    fresh = [each for each in suited if not each.speaks_of(code)] or suited
    rng.shuffle(fresh)
    chosen = min(fresh, key=lambda each: (heard[each.role_group], len(each.lines)))
    chosen.lines.append(dealt)


def _code_twice(words: Words, speaker: Speaker) -> None:
    """Add the second influence where it fits the review and contradicts nothing said."""
    for dealt in speaker.lines:
        also, place = dealt.line.also, DIRECTIONS.index(dealt.direction)
        if also and words.patterns[speaker.review][also][place] and not speaker.speaks_of(also):
            dealt.codes.append(also)
