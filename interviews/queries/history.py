"""What a segment said before: every version, and what each changed."""

import re
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from interviews.models import Segment, SegmentVersion

WORDS = re.compile(r"\s+|\S+\s?")
A_SPELL = timedelta(minutes=2)  # somebody types on: saves closer together read as one change


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text: `how` is same, added or removed."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One version, and how it differs from the one before it."""

    version: SegmentVersion
    changes: list[Change]  # of the words; removed ones included
    also: list[str]  # what else changed, in words
    is_now: bool  # the segment stands like this

    @property
    def name(self) -> str:
        return f"version {self.version.version}"

    @property
    def can_be_restored(self) -> bool:
        return not (self.version.deleted or self.is_now)


@dataclass(frozen=True, slots=True)
class Spell:
    """Versions that one person saved shortly after each other."""

    last: Step  # compared with the last version of the spell before
    steps: list[Step]  # each of them compared with the one before, latest first; empty for one


def segments_of(interview):
    """All segments of an interview, deleted ones too: a QuerySet."""
    return Segment.objects.filter(interview=interview)


def history(segment: Segment) -> list[Spell]:
    """Every version of a segment in spells, latest first. One query."""
    versions = list(segment.versions.select_related("by").order_by("version"))
    spells: list[list[int]] = []
    for place, version in enumerate(versions):
        before = versions[place - 1] if place else None
        if before and _goes_on(before, version):
            spells[-1].append(place)
        else:
            spells.append([place])

    def step(place: int, compared_with: int) -> Step:
        before = versions[compared_with] if compared_with >= 0 else None
        return Step(
            version=versions[place],
            changes=changes(before.text if before else "", versions[place].text),
            also=_also(before, versions[place]),
            is_now=versions[place].version == segment.version,
        )

    return [
        Spell(
            last=step(places[-1], places[0] - 1),
            steps=[step(place, place - 1) for place in reversed(places)] if places[1:] else [],
        )
        for places in reversed(spells)
    ]


def _goes_on(before: SegmentVersion, version: SegmentVersion) -> bool:
    """Whether `version` is more of the same: deleting and bringing back stand by themselves."""
    return (
        version.by_id == before.by_id
        and version.deleted == before.deleted
        and version.at - before.at <= A_SPELL
    )


def _also(before: SegmentVersion | None, version: SegmentVersion) -> list[str]:
    if before is None:
        return []
    found = []
    if version.deleted != before.deleted:
        found.append("Deleted" if version.deleted else "Brought back")
    if version.speaker != before.speaker:
        found.append(f"Speaker: {before.speaker or 'nobody'} → {version.speaker or 'nobody'}")
    if version.kind != before.kind:
        found.append(f"{before.get_kind_display()} → {version.get_kind_display().lower()}")
    return found


def changes(before: str, after: str) -> list[Change]:
    """How `after` came from `before`, word by word. Same and added parts join to `after`."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    # Most versions go on typing where the one before stopped: the matcher sees the rest only.
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    old_rest, new_rest = old[head : len(old) - tail], new[head : len(new) - tail]
    found = [Change("same", "".join(new[:head]))]
    for how, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old_rest, new_rest, autojunk=False
    ).get_opcodes():
        added = "".join(new_rest[new_from:new_to])
        if how == "equal":
            found.append(Change("same", added))
        else:
            found += [Change("removed", "".join(old_rest[old_from:old_to])), Change("added", added)]
    found.append(Change("same", "".join(new[len(new) - tail :])))
    return [change for change in found if change.text]


def _alike(one: list[str], other: list[str]) -> int:
    """How many of the first words are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
