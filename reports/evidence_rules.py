"""How words become a positive influence: the rules, all of them, and nothing else.

A *source* is a person interviewed or a case study. However often a person speaks of an influence
they are one source with one stance. All thresholds are compared as whole numbers.

| stance of a person            | when                                                             |
|-------------------------------|------------------------------------------------------------------|
| helps                         | all their passages on it say that it helps                       |
| hinders                       | all their passages on it say that it hinders or is missing       |
| mixed                         | both of these, or any passage that is mixed itself               |

| status of an influence        | when                                                             |
|-------------------------------|------------------------------------------------------------------|
| no evidence                   | no source                                                        |
| single source                 | exactly one source, a person or a case study                     |
| present                       | two or more sources, at least two thirds of which say it helps   |
| missing                       | two or more, at least two thirds of which say it hinders         |
| mixed                         | two or more, neither of these                                    |

| spread of a present influence | when                                                             |
|-------------------------------|------------------------------------------------------------------|
| widespread                    | those who say it helps come from every role group interviewed    |
|                               | and are at least a quarter of all people interviewed             |
| in pockets                    | else                                                             |
| not said                      | fewer than three people were interviewed                         |

| words for n of N people       | when                                                             |
|-------------------------------|------------------------------------------------------------------|
| nobody · one                  | n = 0 · n = 1                                                    |
| all                           | n = N                                                            |
| most                          | more than 60 %                                                   |
| about half                    | 40 % to 60 %                                                     |
| some                          | 15 % or more, less than 40 %                                     |
| a few                         | less than 15 %                                                   |

| role groups of a review       | when                                                             |
|-------------------------------|------------------------------------------------------------------|
| named as they are             | three people or more were interviewed                            |
| folded into the largest other | fewer than three, smallest first, until every group has three    |
| not named at all              | fewer than three people were interviewed in the whole review     |
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from adoption_reviews.vocabulary import Direction, RoleGroup

SMALLEST_GROUP = 3  # people; in a smaller one somebody could be picked out


class Status(StrEnum):
    """Value: as components and snapshots spell it; label: as people read it."""

    PRESENT = "present"
    MIXED = "mixed"
    MISSING = "missing"
    SINGLE_SOURCE = "single-source"
    NO_EVIDENCE = "no-evidence"

    @property
    def letter(self) -> str:
        return {"present": "P", "mixed": "M", "missing": "X", "single-source": "S"}.get(self, "–")

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


class Spread(StrEnum):
    WIDESPREAD = "widespread"
    IN_POCKETS = "in pockets"
    NOT_SAID = ""


def stance(directions: Iterable[str]) -> Direction:
    """The one stance of a person, from the directions of their passages (at least one)."""
    said = set(directions)
    if not said:
        raise ValueError("A person who said nothing has no stance")
    return Direction(said.pop()) if len(said) == 1 else Direction.MIXED


def status(*, helps: int, hinders: int, mixed: int) -> Status:
    """The status of an influence, from the numbers of sources with each stance."""
    sources = helps + hinders + mixed
    if sources == 0:
        return Status.NO_EVIDENCE
    if sources == 1:
        return Status.SINGLE_SOURCE
    if 3 * helps >= 2 * sources:
        return Status.PRESENT
    if 3 * hinders >= 2 * sources:
        return Status.MISSING
    return Status.MIXED


def spread(*, helping: int, interviewed: int, groups: set[str], all_groups: set[str]) -> Spread:
    """How far a present influence reaches.

    `helping`: people who say it helps, of `interviewed`; `groups`: the folded role groups these
    people come from, of `all_groups`, which is empty when groups may not be named.
    """
    if not all_groups:
        return Spread.NOT_SAID
    if groups == all_groups and 4 * helping >= interviewed:
        return Spread.WIDESPREAD
    return Spread.IN_POCKETS


def how_many(n: int, total: int) -> str:
    """A word for `n` of `total` people; always print 'n of total' beside it."""
    if n <= 1:
        return ["nobody", "one"][n]
    if n == total:
        return "all"
    percent_times_total = 100 * n
    if percent_times_total > 60 * total:
        return "most"
    if percent_times_total >= 40 * total:
        return "about half"
    if percent_times_total >= 15 * total:
        return "some"
    return "a few"


def folded_groups(people: Mapping[str, int]) -> dict[str, str]:
    """Role group → the label under which its people may be spoken of.

    `people`: role group → people interviewed in the review. Labels are "" when none may be named.
    Every person belongs to one label, so totals still add up.
    """
    order = list(RoleGroup.values)
    groups = {(group,): people[group] for group in order if people.get(group)}
    if sum(groups.values()) < SMALLEST_GROUP:
        return dict.fromkeys(people, "")
    while len(groups) > 1 and min(groups.values()) < SMALLEST_GROUP:
        # Of groups of one size the later is folded, into the earlier: always the same outcome.
        smallest = min(reversed(groups), key=groups.__getitem__)
        size = groups.pop(smallest)
        largest = max(groups, key=groups.__getitem__)
        groups[largest + smallest] = groups.pop(largest) + size
    labels = {group: _label(folded) for folded in groups for group in folded}
    return {group: labels[group] for group in order if group in labels}


def _label(groups: tuple[str, ...]) -> str:
    first, *folded = groups
    folded.sort(key=RoleGroup.values.index)
    label = RoleGroup(first).label
    for group in folded:
        # "Front line, executive and corporate": the second label has its own "and".
        joint = ", " if group == RoleGroup.EXECUTIVE or group != folded[-1] else " and "
        label += joint + RoleGroup(group).label.lower()
    return label


def words(
    status: Status,
    *,
    helps: int,
    hinders: int,
    mixed: int,
    interviewed: int,
    groups: int,
    all_groups: int,
    case_studies: int,
) -> str:
    """The status in words, the same everywhere: "Present: 14 of 20 people, all three role groups".

    `helps`, `hinders` and `mixed` count people, of `interviewed`; `groups` counts the role groups
    of the people who say what the status says, of `all_groups`; `case_studies` those that say it
    (for mixed: all that speak of it).
    """
    if status is Status.NO_EVIDENCE:
        return "Nobody spoke of it"
    if status is Status.SINGLE_SOURCE:
        return "One case study only" if case_studies else "One person only"
    if status is Status.MIXED:
        parts = _mixed_parts(helps, hinders, mixed)
    else:
        people = helps if status is Status.PRESENT else hinders
        parts = [f"{people} of {interviewed} people"] if people else []
        if status is Status.PRESENT and people and all_groups > 1:
            parts.append(_of_groups(groups, all_groups))
    if case_studies:
        parts.append(f"{case_studies} case stud{'y' if case_studies == 1 else 'ies'}")
    return f"{status.label}: {', '.join(parts)}"


def _of_groups(groups: int, all_groups: int) -> str:
    if groups < all_groups:
        return f"{number(groups)} of {number(all_groups)} role groups"
    return "both role groups" if groups == 2 else f"all {number(groups)} role groups"


def _mixed_parts(helps: int, hinders: int, mixed: int) -> list[str]:
    said = [(helps, "it helps"), (hinders, "that it is missing"), (mixed, "both")]
    parts = [f"{people} {what}" for people, what in said if people]
    if parts:
        first, rest = parts[0].split(" ", 1)
        parts[0] = f"{first} {'says' if first == '1' else 'say'} {rest}"
    return parts


def number(n: int) -> str:
    """A number of role groups as a word."""
    return ["no", "one", "two", "three", "four"][n]
