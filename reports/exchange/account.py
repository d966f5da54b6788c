"""What became of everything in a file: found = imported + refused, kind by kind."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    SOURCE = "source"
    CODE = "code"
    SELECTION = "selection"
    CODING = "coding"


@dataclass(frozen=True, slots=True)
class Refusal:
    what: What
    name: str
    guid: str
    reason: str  # a sentence


@dataclass(frozen=True, slots=True)
class Count:
    found: int
    imported: int
    refused: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Refusals for one reason, as a page lists them."""

    what: What
    reason: str
    number: int
    names: tuple[str, ...]  # of the first few


@dataclass(slots=True)
class Account:
    """Kept by whoever reads a file, and by whoever brings it in."""

    found: Counter = field(default_factory=Counter)  # by What
    refused: list[Refusal] = field(default_factory=list)
    no_equal: Counter = field(default_factory=Counter)  # sentences on what is not imported
    remarks: list[str] = field(default_factory=list)  # sentences about the file as a whole
    offsets: str = ""  # how its offsets were read

    def refuse(self, what: What, name: str, guid: str, reason: str) -> None:
        self.refused.append(Refusal(what, " ".join(name.split())[:100], guid, reason))

    def count(self, what: What) -> Count:
        refused = sum(each.what == what for each in self.refused)
        return Count(self.found[what], self.found[what] - refused, refused)

    def reasons(self, named: int = 5) -> list[Reason]:
        by_reason: dict[tuple, list[str]] = {}
        for each in self.refused:
            by_reason.setdefault((each.what, each.reason), []).append(each.name)
        return [
            Reason(
                what,
                reason,
                len(names),
                tuple(dict.fromkeys(name for name in names if name))[:named],
            )
            for (what, reason), names in by_reason.items()
        ]
