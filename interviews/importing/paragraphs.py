"""The times and names that a paragraph of a written transcript begins with.

`Ann Price  0:04` (Teams, Otter), `[00:01:02] Ann Price: words`, `Ann Price (0:04): words`,
`0:00:01.0 --> 0:00:04.2` with the name below it (Teams of old), `00:01:02 words`. A time without
brackets among words ("10:30 we met") only counts where most paragraphs begin so, and a name
before a time where it looks like one or recurs.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest

from interviews.importing.speakers import is_like_a_name
from interviews.importing.times import ARROW, LATEST_MS, LOOSE, Span, span_of, time_of

TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
AFTER_NAME = re.compile(rf"([^:：]{{1,80}}?)(\s+[-–|]\s*|\s*[\[(]\s*|\s+)({TIME})\s*[\])]?\s*:?")
INSIDE_LABEL = re.compile(rf"([^:：\[\]]{{1,80}}?)\s*[\[(]\s*({TIME})\s*[\])]\s*[:：]\s+(?=\S)")
BEFORE = re.compile(rf"([\[(]?)\s*({TIME})\s*([\])]?)(?=[\s:–|-]|$)\s*(?:[-–|:]\s+)?")
MANY = 3  # paragraphs
HEAD = 200  # characters: times and names further on are words


@dataclass(slots=True)
class Paragraph:
    """A paragraph as written, and what `read_starts` finds at its beginning."""

    number: int
    lines: list[str]
    is_below: bool = False  # there is no empty line before it (plain text)
    is_heading: bool = False
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    words: list[str] = field(default_factory=list)  # the lines without time and name

    @property
    def is_marked(self) -> bool:
        """Whether a time or a name stands at its beginning."""
        return self.speaker is not None or self.start_ms is not None


def read_starts(paragraphs: list[Paragraph]) -> None:
    """Fill in speakers and times, and the words that remain."""
    names = _names_before_times(paragraphs)
    bare = _are_bare_times_meant(paragraphs)
    for paragraph in paragraphs:
        first, rest = paragraph.lines[0], paragraph.lines[1:]
        head = first[:HEAD]
        paragraph.words = paragraph.lines
        if (span := _span(first)) is not None:
            paragraph.start_ms, paragraph.end_ms = span.start_ms, span.end_ms
            paragraph.words = rest
        elif (found := _name_and_time(first)) and found[1] in names:
            paragraph.speaker, paragraph.start_ms = _speaker(found[1]), _time(found[3])
            paragraph.words = rest
        elif (found := INSIDE_LABEL.match(head)) and is_like_a_name(found[1]):
            paragraph.speaker, paragraph.start_ms = _speaker(found[1]), _time(found[2])
            paragraph.words = [first[found.end() :], *rest]
        elif (found := BEFORE.match(head)) and (_is_in_brackets(found) or bare):
            paragraph.start_ms = _time(found[2])
            words = first[found.end() :]
            paragraph.words = [words, *rest] if words else rest
    _read_names_alone(paragraphs)


def _names_before_times(paragraphs: list[Paragraph]) -> set[str]:
    found = Counter()
    sure = set()
    for paragraph in paragraphs:
        if match := _name_and_time(paragraph.lines[0]):
            found[match[1]] += 1
            gap = match[2].expandtabs()
            if is_like_a_name(match[1]) and (len(gap) > 1 or len(paragraph.lines) > 1):
                sure.add(match[1])
    return sure | {
        name
        for name, times in found.items()
        if times >= MANY or (times > 1 and is_like_a_name(name))
    }


def _name_and_time(line: str) -> re.Match | None:
    return AFTER_NAME.fullmatch(line) if len(line) <= HEAD else None


def _are_bare_times_meant(paragraphs: list[Paragraph]) -> bool:
    first = [each for each in paragraphs if not each.is_below]
    timed = sum(BEFORE.match(each.lines[0][:HEAD]) is not None for each in paragraphs)
    return timed >= MANY and timed * 2 >= len(first)


def _is_in_brackets(found: re.Match) -> bool:
    """[0:04], (0:00:04), or hours, minutes and seconds, which nobody writes as the time of day."""
    return (found[1] == "[" and found[3] == "]") or found[2].count(":") > 1


def _read_names_alone(paragraphs: list[Paragraph]) -> None:
    """A name on the line below a time, or behind it, with the words in the lines that follow."""
    timed = []
    for each, following in zip_longest(paragraphs, paragraphs[1:]):
        if each.start_ms is not None and each.speaker is None and each.words:
            has_words = len(each.words) > 1 or (following and not following.is_marked)
            timed.append((each, each.words[0].strip(), has_words))
    names = Counter(name for _, name, has_words in timed if has_words and is_like_a_name(name))
    often = sum(names.values()) * 2 > len(timed)
    for each, name, has_words in timed:
        if has_words and (names[name] > 1 or (often and names[name])):
            each.speaker, each.words = _speaker(name), each.words[1:]


def _span(line: str) -> Span | None:
    """The times of a line that holds nothing else."""
    if ARROW not in line or not LOOSE.fullmatch(line.partition(ARROW)[2].rstrip()):
        return None
    span = span_of(line, comma=True)
    return None if isinstance(span, str) else span


def _speaker(name: str) -> str:
    return " ".join(name.split())[:100].strip()


def _time(text: str) -> int | None:
    found = time_of(text)
    return found if found is not None and found <= LATEST_MS else None
