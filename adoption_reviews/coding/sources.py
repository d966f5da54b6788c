"""What a text must offer so that passages of it can be marked, and how a stretch of it is named."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adoption_reviews.anchoring import words_between


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text as it stands. Passages name a part by its id."""

    id: str
    text: str
    version: int
    label: str = ""  # who speaks
    kind: str = ""  # of a segment
    heading: str = ""  # key of what it belongs to: a heading stands before the first of each
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text. Offsets count code points; `end_offset` is the first one after."""

    start_part: str
    start_offset: int
    end_part: str
    end_offset: int

    def words(self, parts: list[Part]) -> str:
        """What it says; `parts` are those it reaches through."""
        return words_between([each.text for each in parts], self.start_offset, self.end_offset)


class Source(Protocol):
    """An interview or a case study. `passages` is the manager of its passages.

    The passages' model names the columns of their parts: START and END, and SOURCE, the column
    of the text. Their codings are in `codings`.
    """

    PART: str  # what a part is called: "segment"
    MARK_ROUTE: str  # of what is behind a mark: "passage", or "change_coding"
    PART_TITLES: dict[str, str] | None  # titles by id; None: parts have numbers instead

    def parts(self) -> list[Part]:
        """Its standing parts, in order. One query at most."""

    def part_ids(self) -> list[str]:
        """The ids of its standing parts, in order. One query at most."""

    def stretch(self, start: str, end: str) -> list[Part]:
        """The standing parts from one to another; empty when either is not there."""

    def texts_at(self, versions: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """What parts said at versions: by (part, version), those known. One query at most."""

    def reach(self, passages: list) -> list[Part]:
        """The parts, standing or deleted, that any of the passages may reach through."""

    def audit_detail(self) -> dict:
        """How the audit log names it."""

    def url_of(self, route: str, *args) -> str:
        """The address of one of its routes: code, add_coding …"""

    def values_of_new_coding(self, by) -> dict:
        """Columns of a new coding beyond those that every coding has. One query at most."""

    def note_looked_at(self, parts: Collection[str], by) -> None:
        """Keep that `by` has read these parts of it. One query at most."""

    words_revision: int  # rises whenever its words change

    def coders_hidden_from(self, user) -> set[int] | None:
        """Ids of those whose marks `user` may not even know of; None: everybody else's."""

    def n_looked_at(self, user) -> int | None:
        """How many standing parts `user` has read; None where that is not kept."""
