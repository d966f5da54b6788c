"""Where everything stands in a workbook, and how it is written there.

A sheet a part: its title, why it matters, a row of headings, then a row an indicator or question.
Hidden columns hold each one's code and the version of the answer that was downloaded.
"""

import re
from collections.abc import Iterable

from adoption_reviews.frameworks import Domain, Level

MAX_BYTES = 5 * 1000 * 1000
MOST_ROWS, MOST_COLUMNS = 2_000, 100  # of a sheet
TITLE_ROW, WHY_ROW, HEADER_ROW = 1, 2, 3
FIRST_ROW = HEADER_ROW + 1

READ_ME, CHOICES = "Read me", "Choices"
RATED = (
    "Topic",
    "Indicator",
    "Rating",
    "Explanation",
    "Come back later",
    "Last round’s rating",
    "Last round’s explanation",
    "Code",
    "Version",
)
DESCRIBED = (
    "Topic",
    "Question",
    "Answer",
    "How to answer",
    "Last round’s answer",
    "Code",
    "Version",
)
HIDDEN = ("Code", "Version")
UNLOCKED = ("Rating", "Explanation", "Come back later", "Answer")

# Custom properties of the file: which self-rating it is of. They name nobody.
ASSESSMENT, FRAMEWORK, PART = "Self-rating", "Framework", "Part"

NOT_APPLICABLE, YES = "Not applicable", "Yes"
ALSO_NOT_APPLICABLE = ("Not applicable here", "n/a")

LONGEST_SHEET_TITLE = 31
NOT_IN_SHEET_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# What XML cannot hold, and what would be read as one of these escapes.
TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # halves of characters stay as is
DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")


def headers_of(domain: Domain) -> tuple[str, ...]:
    """The headings of its sheet, from column A."""
    return RATED if domain.rated else DESCRIBED


def sheet_title(number: int, domain: Domain) -> str:
    """E.g. "2 Vision and strategy"; `number` is its place in the framework, from 1.

    What is too long ends with a whole word and an ellipsis; in the midst of a word only where the
    title begins with one that long.
    """
    title = NOT_IN_SHEET_TITLES.sub(" ", f"{number} {domain.title}").rstrip(" '")
    if len(title) <= LONGEST_SHEET_TITLE:
        return title
    kept = title[:LONGEST_SHEET_TITLE].rpartition(" ")[0].rstrip(" ,;–-")
    if kept == str(number):
        kept = title[: LONGEST_SHEET_TITLE - 1]
    return f"{kept}…"


def level_words(level: Level) -> str:
    """As it is offered in a cell, e.g. "5 – Proud to share"."""
    return f"{level.value} – {level.title}"


def levels_by_words(scale: Iterable[Level]) -> dict[str, int | None]:
    """By what may be written for it (see `alike`), a level's value; None: not applicable."""
    scale = list(scale)
    titles = [alike(level.title) for level in scale]
    found: dict[str, int | None] = dict.fromkeys(map(alike, (NOT_APPLICABLE, *ALSO_NOT_APPLICABLE)))
    found |= {alike(level_words(level)): level.value for level in scale}
    found |= {str(level.value): level.value for level in scale}
    for level, title in zip(scale, titles, strict=True):
        if titles.count(title) == 1:
            found.setdefault(title, level.value)
    return found


def alike(words: str) -> str:
    """The same for words that differ in capitals, spaces and kinds of dashes only."""
    return DASHES.sub("-", " ".join(words.split())).casefold()


def escaped(text: str) -> str:
    """Text as a cell holds it: spreadsheets write what XML cannot hold as _x000B_."""
    return TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
