"""A long text with marks in it, for coding pages: invented words, the same each time.

Shaped like a transcript of an hour and a half: 10,000 words in 330 turns, most of them short, with
300 marks of 30 to 900 characters, half of which run over several turns and many of which overlap.
"""

import random
from dataclasses import dataclass
from itertools import accumulate

TURNS, WORDS, MARKS, CODES = 330, 10_000, 300, 18
LONGEST_MARK, SHORTEST_MARK = 900, 30  # characters
WORDS_USED = """
adoption board business café capacity care case champion clinicians – data decision digital
evidence finance funding governance implementation innovation leadership months national network
nurses our outcomes pathway patients pilot people procurement rollout service spread staff support
team training trust ward we what with workforce ‘try’ and for in of on that the this to was
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch of the whole text; offsets in code points. `codes`: numbers from 0."""

    start: int
    end: int
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CodedText:
    turns: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The turns, a line each."""
        return "\n".join(self.turns)

    @property
    def n_words(self) -> int:
        return sum(len(turn.split()) for turn in self.turns)


def coded_text(copies: int = 1) -> CodedText:
    """The text so many times one after the other, each with its marks."""
    chance = random.Random(300)
    turns = _turns(chance)
    length = len("\n".join(turns)) + 1
    marks = [_mark(chance, length) for _ in range(MARKS)]
    return CodedText(
        turns * copies,
        tuple(
            Mark(mark.start + copy * length, mark.end + copy * length, mark.codes)
            for copy in range(copies)
            for mark in marks
        ),
    )


def _turns(chance: random.Random) -> tuple[str, ...]:
    """Every tenth turn is a long one: it has what the short ones leave of the words."""
    sizes = [chance.randint(6, 24) for _ in range(TURNS)]
    words = WORDS_USED.split()
    long = range(5, TURNS, 10)
    left = WORDS - sum(size for place, size in enumerate(sizes) if place not in long)
    for place in long:
        sizes[place] = left // len(long)
    return tuple(" ".join(chance.choices(words, k=size)) + "." for size in sizes)


def _mark(chance: random.Random, length: int) -> Mark:
    size = min(int(chance.expovariate(1 / 290)) + SHORTEST_MARK, LONGEST_MARK)
    start = chance.randrange(length - size - 1)
    codes = chance.sample(range(CODES), chance.choice([1, 1, 2]))
    return Mark(start, start + size, tuple(sorted(codes)))


def places(text: CodedText) -> list[tuple[int, int, int, int]]:
    """Of each mark: turn and offset of its begin, turn and offset of its end."""
    begins = [0, *accumulate(len(turn) + 1 for turn in text.turns)]

    def place(offset: int, turn: int) -> tuple[int, int]:
        while begins[turn + 1] <= offset:
            turn += 1
        return turn, min(offset - begins[turn], len(text.turns[turn]))

    found = []
    for mark in text.marks:
        first, start = place(mark.start, 0)
        last, end = place(mark.end, first)
        if start == len(text.turns[first]):
            first, start = first + 1, 0
        if end == 0:
            last, end = last - 1, len(text.turns[last - 1])
        found.append((first, start, last, end))
    return found
