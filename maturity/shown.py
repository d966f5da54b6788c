"""What may be shown of a cohort: its groups with their counts, in as much detail as is safe.

Pure: members and their answers in, what is shown out, as plain data that a `CohortRelease` keeps.
The rules are those of `maturity.folding`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adoption_reviews.frameworks import MaturityFramework
from maturity.folding import Folded, Group, Member, are_large, cells, fold, is_mixed

WHOLE = "whole"
SILENT = "silent"
TIERS = ("domain", "sub_domain", "indicator")  # each finer than the one before

Answers = Mapping[str, str]  # indicator → its level as text, or another answer; silent: absent
Counts = dict[str, int]  # answer → how many; every answer that nobody gave is absent


@dataclass(frozen=True)
class Node:
    """A domain, sub-domain or indicator that is counted. `key` is unique in the framework."""

    tier: str
    domain: str
    key: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class ShownGroup:
    """Some trusts together: `counts` by node key, without the nodes that are not shown."""

    titles: tuple[str, ...]
    members: Group
    counts: dict[str, Counts] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.members)


@dataclass(frozen=True)
class ShownPartition:
    """The groups of one attribute, or the whole cohort as one group (`key` WHOLE)."""

    key: str
    title: str
    groups: tuple[ShownGroup, ...]

    def n_shown(self, tier: str) -> int:
        """How many domains, sub-domains or indicators it has figures for."""
        counts = self.groups[0].counts if self.groups else {}
        return sum(node.startswith(f"{tier}:") for node in counts)

    @property
    def sets(self) -> list[Group]:
        return [group.members for group in self.groups]


class TooFew(Exception):
    """The cohort is smaller than five, or fewer than five answered anew since it was last shown."""


def nodes(framework: MaturityFramework) -> list[Node]:
    """Everything of the framework that is counted, domain by domain."""
    found = []
    for domain in framework.rated_domains:
        found.append(
            Node("domain", domain.key, f"domain:{domain.key}", tuple(_codes(domain.indicators)))
        )
        for sub in domain.sub_domains:
            codes = tuple(_codes(sub.indicators))
            key = f"sub_domain:{domain.key}/{sub.key}"
            found.append(Node("sub_domain", domain.key, key, codes))
            found += [Node("indicator", domain.key, f"indicator:{code}", (code,)) for code in codes]
    return found


def shown(
    *,
    answers: Mapping[Member, Answers],
    answers_before: Mapping[Member, Answers],
    attributes: Sequence[tuple[str, str, Mapping[str, Group]]],
    framework: MaturityFramework,
    before: Sequence[ShownPartition],
) -> list[ShownPartition]:
    """The whole cohort, then each attribute that can be shown beside it and all shown `before`.

    `attributes` are (key, title, groups by title); every member is in one group of each.
    `answers_before` has the members of what was shown before. Raises TooFew when not even the
    whole may be shown.
    """
    whole = frozenset(answers)
    published = [members for partition in before for members in partition.sets]
    if not whole or not are_large([*published, whole]):
        raise TooFew
    published.append(whole)
    everybody = _uncounted(WHOLE, "All", [Folded((), whole)])
    known = {**answers_before, **answers}
    found = [_counted(everybody, known, framework, before)]
    for key, title, groups in attributes:
        if folded := fold(groups, published):
            published += [each.members for each in folded]
            partition = _uncounted(key, title, folded)
            found.append(_counted(partition, known, framework, [*before, *found]))
    return found


def _uncounted(key: str, title: str, folded: Sequence[Folded]) -> ShownPartition:
    return ShownPartition(
        key, title, tuple(ShownGroup(each.titles, each.members) for each in folded)
    )


def _counted(
    partition: ShownPartition,
    answers: Mapping[Member, Answers],
    framework: MaturityFramework,
    beside: Sequence[ShownPartition],
) -> ShownPartition:
    """The same with its counts: of each domain as fine a tier as leaves every cell mixed."""
    for domain in framework.rated_domains:
        here = [node for node in nodes(framework) if node.domain == domain.key]
        shown_here = [node for node in here if any(_shows(each, node) for each in beside)]
        groups = [
            group.members
            for each in beside
            if any(_shows(each, node) for node in here)
            for group in each.groups
        ]
        parted = cells([*groups, *partition.sets])
        for tier in TIERS:
            asked = [node for node in here if node.tier == tier]
            if not all(
                is_mixed(count(cell, node, answers), n_asked=len(node.indicators))
                for node in [*shown_here, *asked]
                for cell in parted
            ):
                break  # what is finer would say too much as well
            for group in partition.groups:
                for node in asked:
                    group.counts[node.key] = count(group.members, node, answers)
    return partition


def _shows(partition: ShownPartition, node: Node) -> bool:
    return any(node.key in group.counts for group in partition.groups)


def count(members: Group, node: Node, answers: Mapping[Member, Answers]) -> Counts:
    """How many gave each answer: adds up to members × indicators."""
    given = Counter(
        answers[member].get(code, SILENT) for member in members for code in node.indicators
    )
    return dict(sorted(given.items()))


def _codes(indicators) -> list[str]:
    return [each.key for each in indicators]
