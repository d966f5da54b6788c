"""Finding a passage's words again after its transcript was corrected. Text in, offsets out.

Offsets count Unicode code points, as Python's strings do.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
SHORTEST_UNMISTAKABLE = 12  # characters; shorter words may stand elsewhere by chance
SHORTEST_CHANGED = 4  # characters; of shorter words a half is found anywhere
NEAR = 20  # characters around a place where words are sought once more
LONGEST_REPLACEMENT = 200  # characters compared one by one; longer ones are new words anyway


def words_between(texts: Sequence[str], start: int, end: int) -> str:
    """What a passage says: from `start` in the first text to `end` in the last, by lines."""
    if len(texts) == 1:
        return texts[0][start:end]
    return "\n".join([texts[0][start:], *texts[1:-1], texts[-1][:end]])


def moved(old: str, new: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words `old[start:end]` stand in `new`, or None when they are gone.

    Unchanged words are found wherever they went, if there is just one such place, or just one
    near to where they should be; changed ones when at least half of their characters are left,
    spaces aside. Words put in inside belong to the passage; at its edges they do not.
    """
    words = old[start:end]
    ways = [_followed(old, list(_kept(old, new, first)), start, end) for first in (True, False)]
    for found, _ in ways:
        if found and new[slice(*found)] == words:
            return found
    if len(words) >= SHORTEST_UNMISTAKABLE and old.count(words) == new.count(words) == 1:
        return new.index(words), new.index(words) + len(words)
    found, n_kept = max(ways, key=lambda way: way[1])
    n_visible = _n_visible(words)
    if not found or 2 * n_kept < n_visible or n_visible < SHORTEST_CHANGED:
        return None
    near = max(0, found[0] - len(words) - NEAR), found[1] + len(words) + NEAR
    if new.count(words, *near) == 1:
        return new.index(words, *near), new.index(words, *near) + len(words)
    return found


def _n_visible(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _followed(old: str, blocks, start: int, end: int) -> tuple[tuple[int, int] | None, int]:
    """The new offsets of what is left between `start` and `end`, and how many characters are, not
    counting spaces.
    """
    kept = [
        (max(i, start), j + max(i, start) - i, min(i + size, end) - max(i, start))
        for i, j, size in blocks
        if i < end and i + size > start
    ]
    if not kept:
        return None, 0
    first_old, first_new, _ = kept[0]
    last_old, last_new, last_size = kept[-1]
    return (
        _replaced_from(blocks, start, first_old, first_new),
        _replaced_to(blocks, end, last_old + last_size, last_new + last_size),
    ), sum(_n_visible(old[i : i + size]) for i, _, size in kept)


def _replaced_from(blocks, start: int, first_old: int, first_new: int) -> int:
    """The place of the first kept character, or of what its replaced forerunners became."""
    if first_old > start:
        for i, j, size in blocks:
            if i + size == start:
                return j + size
        if start == 0:
            return 0
    return first_new


def _replaced_to(blocks, end: int, last_old: int, last_new: int) -> int:
    if last_old < end:
        for i, j, _ in blocks:
            if i == end:
                return j
    return last_new


def _kept(old: str, new: str, head_first: bool) -> Iterator[tuple[int, int, int]]:
    """(place in old, place in new, length) of the stretches both share, in order.

    The last has no length and stands at both ends. Typing changes little at a time, so what is
    the same at either end is set aside first; the rest is compared by words, and replaced words
    by characters. Which end comes first matters where words repeat.
    """
    shortest = min(len(old), len(new))
    if head_first:
        head = _shared_head(old, new, shortest)
        tail = _shared_tail(old, new, shortest - head)
    else:
        tail = _shared_tail(old, new, shortest)
        head = _shared_head(old, new, shortest - tail)
    if head:
        yield 0, 0, head
    yield from _shared_words(old[: len(old) - tail], new[: len(new) - tail], head)
    if tail:
        yield len(old) - tail, len(new) - tail, tail
    yield len(old), len(new), 0


def _shared_head(old: str, new: str, most: int) -> int:
    return next((n for n in range(most) if old[n] != new[n]), most)


def _shared_tail(old: str, new: str, most: int) -> int:
    return next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)


def _shared_words(old: str, new: str, head: int) -> Iterator[tuple[int, int, int]]:
    ours, theirs = TOKEN.findall(old[head:]), TOKEN.findall(new[head:])
    i = j = head
    for what, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs).get_opcodes():
        gone, come = "".join(ours[i1:i2]), "".join(theirs[j1:j2])
        if what == "equal":
            yield i, j, len(gone)
        elif what == "replace" and max(len(gone), len(come)) <= LONGEST_REPLACEMENT:
            letters = SequenceMatcher(None, gone, come, autojunk=False)
            if letters.ratio() >= 0.5:
                for block in letters.get_matching_blocks()[:-1]:
                    yield i + block.a, j + block.b, block.size
        i, j = i + len(gone), j + len(come)
