"""What charts of self-ratings show, as rows: for the table beside a chart and for CSV."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adoption_reviews.frameworks import MaturityFramework
from adoption_reviews.sheets import Sheet
from maturity.adding_up import Area, Counts, Kind
from maturity.queries.groups import Groups
from maturity.queries.place import Place
from maturity.queries.profile import Profile

KINDS = {Kind.DOMAIN: "Part", Kind.SUB_DOMAIN: "Sub-domain", Kind.INDICATOR: "Indicator"}


@dataclass(frozen=True)
class ShareRow:
    """An area with how many answered at each level, highest first, and their percentage.

    `url` is where its title leads and `part` stands beside it; "" for nothing. With `has_badges`
    it is said where trusts can learn from each other and where all need help.
    """

    area: Area
    own: Counts | None = None
    url: str = ""
    part: str = ""
    has_badges: bool = False

    @property
    def levels(self) -> list[tuple[int, int | None]]:
        percentages = self.area.percentage_per_level
        return [(n, percentages[level]) for level, n in reversed(self.area.n_per_level.items())]

    @property
    def own_words(self) -> str:
        """E.g. 2 at 5, 1 not applicable; a dash where nothing was asked."""
        if self.own is None or not self.own.n_asked:
            return "–"
        at_levels = [(n, f"at {level}") for level, n in reversed(self.own.n_per_level.items())]
        others = [
            (self.own.n_not_applicable, "not applicable"),
            (self.own.n_silent, "not answered"),
        ]
        return ", ".join(f"{n} {words}" for n, words in [*at_levels, *others] if n)


def share_headers(framework: MaturityFramework) -> list[str]:
    levels = [level.value for level in reversed(framework.scale)]
    return [
        "Answered",
        "Not applicable",
        "Not answered",
        *(f"Answered {each}" for each in levels),
        *(f"% {each}" for each in levels),
    ]


def share_cells(area: Area) -> list:
    """Under `share_headers`; percentages are empty where nobody answered."""
    return [
        area.n_answered,
        area.n_not_applicable,
        area.n_silent,
        *reversed(area.n_per_level.values()),
        *reversed(area.percentage_per_level.values()),
    ]


def areas_sheet(areas: Iterable[Area], framework: MaturityFramework) -> Sheet:
    """The cohort's areas in the order given, for the hub."""
    parts = {each.key: each.title for each in framework.domains}
    headers = ["Level", "Order", "Part", "Title", *share_headers(framework)]
    rows = [
        [
            KINDS[area.kind],
            area.rank,
            parts[area.domain],
            area.title,
            *share_cells(area),
            area.can_learn_from_each_other,
            area.needs_help,
        ]
        for area in areas
    ]
    headers += ["Can learn from each other", "All need help"]
    return Sheet("Self-ratings", headers, rows)


def groups_sheet(found: Groups, framework: MaturityFramework) -> Sheet:
    """By part and sub-domain, each group."""
    parts = {each.key: each.title for each in framework.domains}
    headers = [
        found.attribute.title,
        "Trusts",
        "Level",
        "Order in the group",
        "Part",
        "Title",
        *share_headers(framework),
    ]
    rows = [
        [
            group.words,
            group.n,
            KINDS[area.kind],
            area.rank,
            parts[area.domain],
            area.title,
            *share_cells(area),
        ]
        for group in found.groups
        for area in (*group.summary.domains, *group.summary.sub_domains)
    ]
    return Sheet("Groups", headers, rows)


def place_sheet(found: Place) -> Sheet:
    """What is shown of the chosen group, and one's own answers in it."""
    parts = {each.key: each.title for each in found.framework.domains}
    levels = [level.value for level in reversed(found.framework.scale)]
    headers = [
        "Group",
        "Trusts",
        "Level",
        "Order",
        "Part",
        "Title",
        *share_headers(found.framework),
        *(f"Own answers {each}" for each in levels),
        "Own not applicable",
        "Own not answered",
    ]
    rows = [
        [
            found.chosen.group,
            found.chosen.n,
            KINDS[each.area.kind],
            each.area.rank,
            parts[each.area.domain],
            each.area.title,
            *share_cells(each.area),
            *each.own.counts,
        ]
        for each in (*found.domains, *found.sub_domains)
    ]
    return Sheet("Among other trusts", headers, rows)


def profile_sheet(found: Profile, now: str, before: str) -> Sheet:
    """Every indicator this round and, where there is one, the round before."""
    headers: Sequence[str] = ["Part", "Sub-domain", "Indicator", now]
    if before:
        headers = [*headers, before, "Since then"]
    rows = []
    for part in found.parts:
        for each in part.indicators:
            row = [part.domain.title, each.sub_domain.title, each.indicator.title]
            row.append(each.now_words)
            if before:
                row += [each.then_words, each.moved.value]
            rows.append(row)
    return Sheet("Profile", headers, rows)
