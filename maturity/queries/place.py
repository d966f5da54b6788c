"""A trust's own place in what it is shown of its cohort: frozen figures and its own answers.

Nothing here reads another trust's answers, name or number: only the last release, in which the
hub froze counts of groups (see `maturity.queries.released`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from adoption_reviews.frameworks import FrameworkError, MaturityFramework, peer_attributes
from adoption_reviews.rated import rated_framework
from maturity import adding_up
from maturity.adding_up import NOT_APPLICABLE, Area, Counts, Kind, ranked
from maturity.models import SelfAssessment
from maturity.queries.cohort import answers_given, codes_shared
from maturity.queries.released import NOT_KNOWN, groups_of, latest_release
from maturity.shown import SILENT, WHOLE


@dataclass(frozen=True)
class Placed:
    """An area of the group with one's own answers in it. Its rank is that within the group."""

    area: Area
    own: Counts


@dataclass(frozen=True)
class Compared:
    """A group of trusts that the trust may be seen beside; `key` names its attribute."""

    key: str
    title: str
    group: str  # e.g. Acute trust; Community trust
    n: int
    counts: dict


@dataclass(frozen=True)
class Place:
    """`chosen` is one of the `groups`. What is not shown is named, and why in templates."""

    framework: MaturityFramework
    released_at: datetime
    groups: tuple[Compared, ...]
    chosen: Compared
    domains: tuple[Placed, ...]  # by rank
    sub_domains: tuple[Placed, ...]  # by rank
    hidden_domains: tuple[str, ...]  # titles
    hidden_sub_domains: tuple[str, ...]  # titles; not those of hidden domains
    left_out: tuple[str, ...]  # titles of attributes that nobody is shown groups of
    not_in_a_group: tuple[str, ...]  # titles of attributes whose groups this trust is in none of


def place(assessment: SelfAssessment, chosen: str = WHOLE) -> Place | None:
    """The self-rating's place in the group that `chosen` names, else among all trusts.

    None when nothing was released. Three queries. `assessment` comes with review and organisation.
    """
    release = latest_release(assessment.framework_key)
    framework = _framework(release.framework_ref) if release else None
    if framework is None:
        return None
    groups, outside = _own_groups(assessment, release.figures["partitions"], framework)
    compared = next((each for each in groups if each.key == chosen), groups[0])
    own = _own(assessment, framework)
    domains, hidden_domains = _placed(Kind.DOMAIN, own.domains, compared)
    shown_in = {each.area.domain for each in domains}
    finer = [each for each in own.sub_domains if each.domain in shown_in]
    sub_domains, hidden = _placed(Kind.SUB_DOMAIN, finer, compared)
    return Place(
        framework=framework,
        released_at=release.released_at,
        groups=tuple(groups),
        chosen=compared,
        domains=domains,
        sub_domains=sub_domains,
        hidden_domains=hidden_domains,
        hidden_sub_domains=hidden,
        left_out=tuple(release.figures["left_out"]),
        not_in_a_group=tuple(outside),
    )


def _framework(ref: str) -> MaturityFramework | None:
    try:
        return rated_framework(ref)
    except FrameworkError:
        return None  # its file is gone, and with it the names of what was counted


def _own_groups(assessment, partitions, framework) -> tuple[list[Compared], list[str]]:
    """The groups that the trust is in, all trusts first; attributes whose groups it is not in."""
    attributes = peer_attributes(framework.ref)
    mine = groups_of([assessment], attributes)[assessment.pk]
    found, outside = [], []
    for each in partitions:
        if each["key"] == WHOLE:
            [group] = each["groups"]
            found.append(Compared(WHOLE, "", "All trusts", group["n"], group["counts"]))
            continue
        title = mine.get(each["key"], NOT_KNOWN)
        group = next((group for group in each["groups"] if title in group["titles"]), None)
        if group is None:
            outside.append(each["title"])
        else:
            words = "; ".join(group["titles"])
            found.append(Compared(each["key"], each["title"], words, group["n"], group["counts"]))
    return found, outside


def _own(assessment: SelfAssessment, framework: MaturityFramework) -> adding_up.Summary:
    given = answers_given([assessment], framework).get(assessment.pk, {})
    codes = codes_shared([assessment], framework).get(assessment.framework_ref, frozenset())
    answers = {code: {answer: 1} for code, answer in given.items()}
    return adding_up.add_up(framework, answers, n_assessments=1, n_asked=dict.fromkeys(codes, 1))


def _placed(
    kind: Kind, own: Iterable[Area], compared: Compared
) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """By rank what is shown of the group, and the titles of what is not."""
    by_node = {_node(kind, each): each for each in own}
    areas = ranked(
        [
            _area(each, compared.counts[node], compared.n)
            for node, each in by_node.items()
            if node in compared.counts
        ]
    )
    hidden = [each.title for node, each in by_node.items() if node not in compared.counts]
    placed = [Placed(area, by_node[_node(kind, area)]) for area in adding_up.by_rank(areas)]
    return tuple(placed), tuple(hidden)


def _node(kind: Kind, area: Area) -> str:
    """As `maturity.shown.nodes` names it."""
    return f"{kind}:{area.key}" if kind == Kind.DOMAIN else f"{kind}:{area.domain}/{area.key}"


def _area(own: Area, counts: dict[str, int], n: int) -> Area:
    """The area with the group's counts in place of one's own."""
    group = {
        "n_per_level": {level: counts.get(str(level), 0) for level in own.n_per_level},
        "n_not_applicable": counts.get(NOT_APPLICABLE, 0),
        "n_silent": counts.get(SILENT, 0),
        "n_assessments": n,
    }
    return Area(**(vars(own) | group | {"rank": None}))
