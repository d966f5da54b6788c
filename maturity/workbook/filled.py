"""What was read from a filled-in workbook."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FilledIn:
    """One row as it was filled in, made from `base_version` of the answer (0: none).

    Of a question only `words` says something, of an indicator everything else. `sheet` and `row`
    say where it stands, for people.
    """

    code: str
    base_version: int
    value: int | None = None
    is_not_applicable: bool = False
    explanation: str = ""
    is_for_later: bool = False
    words: str = ""
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True)
class Problem:
    """What cannot be taken over, and why. `row` 0: the whole sheet."""

    sheet: str
    row: int
    reason: str  # a sentence or two
    title: str = ""  # of the indicator or question, where it is known


@dataclass(frozen=True)
class FilledWorkbook:
    """`not_yours`: titles of parts that are in it and that its uploader may not answer."""

    answers: list[FilledIn] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    not_yours: list[str] = field(default_factory=list)
