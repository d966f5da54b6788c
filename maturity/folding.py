"""Which groups of trusts may be shown to others, so that no one trust's rating can be worked out.

A *member* is `(organisation, state)`: a trust with its answers as they stood, so that a trust that
answered anew is another member. A *group* is a set of members whose answers are counted together.
Whoever sees the counts of several groups can add them, subtract them and compare, over views,
exports and rounds. All of that can tell no more than the counts of the *cells*: the members that
are in just the same groups of everything ever shown. Hence two rules about cells:

1. Each has at least five organisations (the design's "Evidence": a group smaller than five is
   folded into a larger one, in exports and successive versions too).
2. Each is mixed: at whatever is counted, at least two of its members answered otherwise than the
   most, so that it stays open who, also for one of them who knows its own answer (`is_mixed`).

Then any two members of a cell could have given each other's answers and all counts would be the
same; and two others who answered differently are always left. Groups that break rule 1 are folded
together, smallest first, so that those of one attribute still add up to the whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FEWEST = 5  # organisations

Member = tuple[int, str]  # organisation, state of its answers
Group = frozenset[Member]


@dataclass(frozen=True)
class Folded:
    """Groups that are shown as one: their titles in the order in which they came."""

    titles: tuple[str, ...]
    members: Group


def cells(groups: Iterable[Group]) -> list[Group]:
    """The members that are in just the same groups, together: what all counts come down to."""
    places: dict[Member, list[int]] = {}
    for place, group in enumerate(dict.fromkeys(groups)):
        for member in group:
            places.setdefault(member, []).append(place)
    found: dict[tuple, set[Member]] = {}
    for member, held in places.items():
        found.setdefault(tuple(held), set()).add(member)
    return [frozenset(each) for each in found.values()]


def are_large(groups: Iterable[Group]) -> bool:
    """Rule 1, for everything shown together."""
    return all(len({number for number, _ in cell}) >= FEWEST for cell in cells(groups))


def fold(groups: Mapping[str, Group], published: Iterable[Group]) -> list[Folded]:
    """The groups of one attribute as they may be shown beside all that is `published`; [] when
    only the whole would be left. `groups` are by title and do not overlap.
    """
    published = list(published)
    places = {title: place for place, title in enumerate(groups)}
    left = [Folded((title,), members) for title, members in groups.items() if members]
    while len(left) > 1:
        if are_large([*published, *(each.members for each in left)]):
            return sorted(left, key=lambda each: places[each.titles[0]])
        smallest, partner, *rest = sorted(left, key=lambda each: (len(each.members), each.titles))
        titles = sorted(smallest.titles + partner.titles, key=places.__getitem__)
        left = [Folded(tuple(titles), smallest.members | partner.members), *rest]
    return []


def is_mixed(counts: Mapping[str, int], *, n_asked: int) -> bool:
    """Rule 2, for the answers of one cell: by what was answered (a level, not applicable, silent).

    Each member was asked `n_asked` indicators, and may take its own answers away.
    """
    return sum(counts.values()) - max(counts.values()) > n_asked
