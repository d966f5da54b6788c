"""Tables that hold a transcript: who and words, or time, who and words, a row each."""

from dataclasses import dataclass

from interviews.importing.cues import Cue
from interviews.importing.joining import Said
from interviews.importing.speakers import is_like_a_name
from interviews.importing.times import time_of
from interviews.importing.words import tidy

HEADS = frozenset(
    """
    time timestamp start end begin from to timecode duration
    speaker name who person participant role
    words text transcript transcription said speech utterance content response notes comment
    no no. nr # number line id
    """.split()  # noqa: SIM905
)
LONGEST_WHO = 80  # characters


@dataclass(slots=True)
class Row:
    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Columns:
    words: int
    speaker: int | None
    times: tuple[int, ...]  # start, or start and end


def columns_of(rows: list[Row]) -> Columns | None:
    """Which column holds what; None for a table that is something else."""
    width = len(rows[0].cells)
    if not 2 <= width <= 5 or any(len(row.cells) != width for row in rows):
        return None
    body = [row for row in rows if not is_head(row)]
    if not body:
        return None
    columns = [
        [tidy(row.cells[at]) for row in body if row.cells[at].strip()] for at in range(width)
    ]
    times = [at for at in range(width) if _most(columns[at], lambda cell: _time(cell) is not None)]
    numbers = [at for at in range(width) if _most(columns[at], str.isdecimal)]
    others = [at for at in range(width) if at not in {*times, *numbers} and columns[at]]
    if not 1 <= len(others) <= 2 or len(times) > 2 or len(others) + len(times) < 2:
        return None
    if len(others) == 1:
        return Columns(others[0], None, tuple(times))
    # Who speaks has names in it; where both columns might, it stands first.
    speaker, words = sorted(others, key=lambda at: -_share_of_names(columns[at]))
    if not _are_names(columns[speaker]):
        return None
    return Columns(words, speaker, tuple(times))


def is_head(row: Row) -> bool:
    return all(tidy(cell).casefold().strip(":") in HEADS for cell in row.cells if cell.strip())


def said_in_rows(rows: list[Row], columns: Columns) -> list[tuple[Cue, Said | str]]:
    """Each row as a cue, with what was said. One that names nobody is of whoever spoke above."""
    said, speaker = [], ""
    for row in rows:
        cue, words = _said_in(row, columns, speaker)
        said.append((cue, words))
        if not isinstance(words, str):
            speaker = words[-1][0]
    return said


def _said_in(row: Row, columns: Columns, before: str) -> tuple[Cue, Said | str]:
    times = [_time(tidy(row.cells[at])) for at in columns.times] + [None, None]
    cue = Cue(row.number, times[0], times[1], words=row.cells)
    if is_head(row):
        return cue, "This row names the columns."
    words = [line for each in row.cells[columns.words].split("\n") if (line := tidy(each))]
    if not words:
        return cue, "There are no words in this row."
    speaker = "" if columns.speaker is None else tidy(row.cells[columns.speaker]).rstrip(":：")
    return cue, [((speaker or before)[:100].strip(), words)]


def _time(cell: str) -> int | None:
    return time_of(cell.strip("[]() "))


def _most(cells: list[str], is_one) -> bool:
    return bool(cells) and sum(map(is_one, cells)) * 2 > len(cells)


def _share_of_names(cells: list[str]) -> float:
    return sum(is_like_a_name(cell.rstrip(":：")) for cell in cells) / len(cells)


def _are_names(cells: list[str]) -> bool:
    """Names mostly, or words as short as names that recur (jsmith2)."""
    if max(map(len, cells)) > LONGEST_WHO:
        return False
    return _share_of_names(cells) > 0.5 or len(set(cells)) * 3 <= len(cells)
