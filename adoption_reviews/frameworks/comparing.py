"""What a version of a framework changes in the one before. Codes say what is the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from adoption_reviews.frameworks.schema import Indicator, MaturityFramework, Question


class Kind(StrEnum):
    NEW = "New"
    REWORDED = "Reworded"
    CHANGED = "Answered otherwise"
    MOVED = "Moved"
    DROPPED = "Dropped"


# What becomes of answers, by kind of change.
CONSEQUENCES = {
    Kind.NEW: "They have no answer yet.",
    Kind.REWORDED: "Answers stay: the code says that the same is meant. Look whether they still "
    "fit.",
    Kind.CHANGED: "Answers stay as they were written. Look whether they still fit.",
    Kind.MOVED: "Answers stay.",
    Kind.DROPPED: "Answers are kept unseen. They come back if a later version has the code again.",
}


@dataclass(frozen=True)
class Change:
    """One indicator or question that differs. `before`: its words, place or kind before."""

    kind: Kind
    what: str  # indicator or question
    code: str
    title: str
    place: str  # domain – sub-domain
    before: str = ""


@dataclass(frozen=True)
class LevelChange:
    """One level of the scale that differs. Titles; "" where that version lacks the value."""

    value: int
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    changes: tuple[Change, ...]
    levels: tuple[LevelChange, ...]

    def __bool__(self):
        return bool(self.changes or self.levels)

    @property
    def groups(self) -> list[tuple[Kind, str, list[Change]]]:
        """Kind, what becomes of answers, and the changes; kinds without a change are left out."""
        found = [
            (kind, CONSEQUENCES[kind], [each for each in self.changes if each.kind is kind])
            for kind in Kind
        ]
        return [group for group in found if group[2]]

    def codes(self, kind: Kind) -> list[str]:
        return [each.code for each in self.changes if each.kind is kind]


@dataclass(frozen=True)
class Asked:
    """An indicator or question with its place, by codes and in words."""

    item: Indicator | Question
    codes: tuple[str, str]
    place: str

    @property
    def what(self) -> str:
        return "question" if isinstance(self.item, Question) else "indicator"

    @property
    def answered_by(self) -> str:
        """How it is answered, e.g. "choice: yes, no"; "rating" for an indicator."""
        if isinstance(self.item, Indicator):
            return "rating"
        choices = ", ".join(self.item.choices)
        return f"{self.item.kind}: {choices}" if choices else self.item.kind


def compare(before: MaturityFramework, after: MaturityFramework) -> Comparison:
    """What `after` changes in `before`: in its own order, what it dropped at the end.

    One that is reworded and moved is among both.
    """
    old, new = _asked(before), _asked(after)
    changes = [change for code, each in new.items() for change in _changes(old.get(code), each)]
    changes += [_change(Kind.DROPPED, each) for code, each in old.items() if code not in new]
    return Comparison(tuple(changes), tuple(_levels(before, after)))


def asked_alike(before: MaturityFramework, after: MaturityFramework) -> frozenset[str]:
    """Codes of what both versions ask in the same words, to be answered in the same way: on the
    same scale, level by level, or of the same kind and choices."""
    old, new = _asked(before), _asked(after)
    is_same_scale = before.scale == after.scale
    return frozenset(
        code
        for code, each in new.items()
        if code in old
        and old[code].item == each.item
        and (is_same_scale or not isinstance(each.item, Indicator))
    )


def _asked(framework: MaturityFramework) -> dict[str, Asked]:
    return {
        item.key: Asked(item, (domain.key, sub.key), f"{domain.title} – {sub.title}")
        for domain in framework.domains
        for sub in domain.sub_domains
        for item in (*sub.indicators, *sub.questions)
    }


def _changes(old: Asked | None, new: Asked) -> Iterator[Change]:
    if old is None:
        yield _change(Kind.NEW, new)
        return
    if old.item.title != new.item.title:
        yield _change(Kind.REWORDED, new, old.item.title)
    if old.answered_by != new.answered_by:
        yield _change(Kind.CHANGED, new, old.answered_by)
    if old.codes != new.codes:
        yield _change(Kind.MOVED, new, old.place)


def _change(kind: Kind, each: Asked, before: str = "") -> Change:
    return Change(kind, each.what, each.item.key, each.item.title, each.place, before)


def _levels(before: MaturityFramework, after: MaturityFramework) -> Iterator[LevelChange]:
    old = {level.value: level.title for level in before.scale}
    new = {level.value: level.title for level in after.scale}
    for value in sorted({*old, *new}):
        if old.get(value) != new.get(value):
            yield LevelChange(value, old.get(value, ""), new.get(value, ""))
