"""A text that is edited at random and knows where every character of its passages went.

Each character has a number of its own. A passage is a row of such numbers, so that after any edit
it is known for certain which of them are left and whether anything came between them.
"""

from itertools import count
from random import Random

WORDS = [
    "trial",
    "🩺",
    "ward",
    "the",
    "the",
    "and",
    "it",
    "a",
    "cafe\u0301",  # e and a combining accent
    "👩🏽‍⚕️",  # five code points
    "board",
    "nobody",
    "naïve",
    "I",
    "fund",
    "🙂",
]


def some_words(chance: Random, most: int = 6) -> str:
    return "".join(
        chance.choice(WORDS) + chance.choice([" ", " ", " ", ", ", ". ", "\n"])
        for _ in range(chance.randint(1, most))
    )


class Edited:
    """`parts`: texts by id, in order. `marked`: the characters of each passage, by its id."""

    def __init__(self, parts: dict[str, str], chance: Random):
        self.chance, self._numbers = chance, count()
        self.order = list(parts)
        self.parts = {part: self._fresh(text) for part, text in parts.items()}
        self.gone: set[str] = set()  # parts that are deleted
        self.marked: dict[int, list] = {}
        self.touched: set[int] = set()

    def _fresh(self, text: str) -> list[tuple[int, str]]:
        return [(next(self._numbers), character) for character in text]

    def text(self, part: str) -> str:
        return "".join(character for _, character in self.parts[part])

    def span(self) -> tuple[str, int, str, int]:
        """A stretch of the text with words in it, in one part or across the border of some."""
        while True:
            standing = [part for part in self.order if part not in self.gone]
            first = self.chance.randrange(len(standing))
            last = min(first + self.chance.choice([0, 0, 0, 1, 2]), len(standing) - 1)
            start, end = standing[first], standing[last]
            if start == end:
                from_ = self.chance.randrange(len(self.parts[start]))
                until = min(from_ + self.chance.randint(1, 40), len(self.parts[end]))
            else:
                from_ = max(0, len(self.parts[start]) - self.chance.randint(1, 40))
                until = min(self.chance.randint(1, 40), len(self.parts[end]))
            if self._between(start, from_, end, until).strip():
                return start, from_, end, until

    def _between(self, start: str, from_: int, end: str, until: int) -> str:
        return "".join(each for _, each in self._characters(start, from_, end, until))

    def _characters(self, start: str, from_: int, end: str, until: int) -> list:
        first, last = self.order.index(start), self.order.index(end)
        rows = [list(self.parts[each]) for each in self.order[first : last + 1]]
        standing = [each not in self.gone for each in self.order[first : last + 1]]
        rows[-1] = rows[-1][:until]
        rows[0] = rows[0][from_:]
        return [each for row, stands in zip(rows, standing, strict=True) if stands for each in row]

    def mark(self, passage: int, span: tuple[str, int, str, int]) -> None:
        self.marked[passage] = self._characters(*span)

    def splice(self, part: str, n: int = 1) -> str:
        """Correct a part in `n` places; gives its new text."""
        for _ in range(n):
            row = self.parts[part]
            place = self.chance.randint(0, len(row))
            length = self.chance.choice([0, 0, 1, 1, 2, 5, 12])
            come = self.chance.choice(["", "x", "e", "\u0301", "🙂", some_words(self.chance, 3)])
            row[place : place + length] = self._fresh(come)
        if not self.text(part).strip():
            self.parts[part] = self._fresh(some_words(self.chance))
        self._note()
        return self.text(part)

    def put(self, part: str, characters: list, after: str | None = None) -> None:
        """Give a part what it once said, or add a new part."""
        if part not in self.parts:
            self.order.insert(self.order.index(after) + 1, part)
        self.parts[part] = list(characters)
        self._note()

    def add(self, part: str, text: str, after: str) -> None:
        self.put(part, self._fresh(text), after)

    def delete(self, part: str, is_gone: bool = True) -> None:
        (self.gone.add if is_gone else self.gone.discard)(part)
        self._note()

    def _note(self) -> None:
        """Keep which passages an edit reached into: characters taken away, or put between."""
        everything = [
            each for part in self.order if part not in self.gone for each in self.parts[part]
        ]
        places = {number: place for place, (number, _) in enumerate(everything)}
        for passage, characters in self.marked.items():
            first = places.get(characters[0][0])
            now = [] if first is None else everything[first : first + len(characters)]
            if now != characters:
                self.touched.add(passage)

    def check(self, passage, words: str, parts: list, is_certain: bool = True) -> None:
        """That a passage says `words`, as when it was marked, or needs a look.

        Words that an edit reached into may have changed, and then some of them must be left at
        its place; words that none did must be as they were. `parts`: of the text as it stands.
        `is_certain`: each save changed one
        place, so that there is no doubt about what happened and nothing else needs a look.
        """
        start, end = str(getattr(passage, passage.START)), str(getattr(passage, passage.END))
        place = (start, passage.start_offset, end, passage.end_offset)
        if passage.needs_a_look:
            assert passage.quote == words
            assert not is_certain or passage.pk in self.touched, (words, "nothing to look at")
            return
        here = self._characters(*place)
        order = [each.id for each in parts]
        stretch = parts[order.index(start) : order.index(end) + 1]
        said = "\n".join(
            each.text[: passage.end_offset if each.id == end else None][
                passage.start_offset if each.id == start else 0 :
            ]
            for each in stretch
        )
        assert said == passage.quote
        if passage.pk not in self.touched:
            assert passage.quote == words
        if passage.quote != words:
            assert set(here) & set(self.marked[passage.pk]), (words, passage.quote)
