"""Finds for every code of a file the code it is here, or makes a theme of it."""

import uuid
from collections import Counter
from dataclasses import dataclass, field

from adoption_reviews.actions.theme_rules import LEVELS, LONGEST, lineage, themes_to_change
from adoption_reviews.codes import THEMES, code_groups
from adoption_reviews.codes import Code as OurCode
from adoption_reviews.models import Review, Theme, ThemeChange
from adoption_reviews.vocabulary import Direction
from reports.exchange.account import Account
from reports.exchange.guids import code_guid, direction_guid, group_guid, guid_of
from reports.exchange.project import Code
from reports.queries.exchange_codebook import OTHERS
from reports.queries.exchange_project import review_id
from reports.wording import counted


@dataclass(frozen=True, slots=True)
class Target:
    """What a code of the file is here. A group of codes has no code."""

    framework_ref: str = ""
    code: str = ""
    direction: str = ""  # where the code says one itself
    theme: Theme | None = None

    @property
    def is_group(self) -> bool:
        return not self.code


@dataclass(frozen=True, slots=True)
class PlacedCodes:
    targets: dict[str, Target]  # by guid
    n_matched: int
    n_directions: int  # codes that stand for a code with a direction
    n_groups: int
    new_themes: tuple[str, ...]  # titles


def place_codes(review: Review, codes: tuple[Code, ...], account: Account, by) -> PlacedCodes:
    """By our own guid, by what an earlier import made of it, by its title; else a new theme,
    nested as it was.
    """
    return _Placing(review, account, by, codes).placed()


@dataclass(slots=True)
class _Placing:
    review: Review
    account: Account
    by: object
    codes: tuple[Code, ...]
    themes: dict[int, Theme] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    new: list[Theme] = field(default_factory=list)
    n_deep: int = 0
    n_under_framework: int = 0

    def placed(self) -> PlacedCodes:
        self.themes = themes_to_change(self.review)
        groups = code_groups(self.review)
        ours = [code for group in groups for code in group.codes]
        group_guids = {group_guid(group.title) for group in groups}
        group_guids |= {group_guid(f"Themes of {whose}") for whose in ("this review", "the hub")}
        group_guids.add(group_guid(OTHERS))
        by_key = {theme.key: theme for theme in self.themes.values()}
        known = {code_guid(code.key): self._target(code, by_key) for code in ours}
        directions = {
            direction_guid(code.key, each): (code, each) for code in ours for each in Direction
        }
        by_title = self._by_title(ours, by_key)
        in_file = Counter(_plain(code.name) for code in self.codes)
        counts = Counter()
        for code in self.codes:
            target = None
            if code.guid in group_guids:
                target, kind = Target(), "group"
            elif code.guid in directions:
                one, direction = directions[code.guid]
                target, kind = self._target(one, by_key, direction), "direction"
            elif code.guid in known:
                target, kind = known[code.guid], "matched"
            elif theme := by_key.get(self._key(code)):
                target, kind = self._of_theme(theme), "matched"
            elif target := self._direction_of_parent(code):
                kind = "direction"
            elif in_file[_plain(code.name)] == 1 and _plain(code.name) in by_title:
                target, kind = by_title[_plain(code.name)], "matched"
            else:
                target, kind = self._of_theme(self._make(code)), "new"
            self.targets[code.guid] = target
            counts[kind] += 1
        self._remark()
        return PlacedCodes(
            targets=self.targets,
            n_matched=counts["matched"],
            n_directions=counts["direction"],
            n_groups=counts["group"],
            new_themes=tuple(theme.title for theme in self.new),
        )

    def _target(self, code: OurCode, by_key: dict, direction: str = "") -> Target:
        if code.framework_ref == THEMES:
            return self._of_theme(by_key[code.code], direction)
        return Target(code.framework_ref, code.code, direction)

    def _of_theme(self, theme: Theme, direction: str = "") -> Target:
        """What is coded with a theme that was merged is coded with the one it went into."""
        while theme.merged_into_id:
            theme = self.themes[theme.merged_into_id]
        return Target(THEMES, theme.key, direction, theme)

    def _by_title(self, ours: list[OurCode], by_key: dict) -> dict[str, Target]:
        """Codes that can be given, by titles that only one of them has."""
        given = [code for code in ours if code.is_given]
        titles = Counter(_plain(code.title) for code in given)
        return {
            _plain(code.title): self._target(code, by_key)
            for code in given
            if titles[_plain(code.title)] == 1
        }

    def _direction_of_parent(self, code: Code) -> Target | None:
        """A program may give our codes guids of its own, and still call them “…: helps”."""
        above = self.targets.get(code.parent)
        last = _plain(code.name.rpartition(":")[2])
        found = [each for each in Direction if last in (each.value, _plain(each.label))]
        if above is None or above.is_group or above.direction or not found:
            return None
        return Target(above.framework_ref, above.code, found[0].value, above.theme)

    def _key(self, code: Code) -> str:
        made = uuid.UUID(guid_of(*review_id(self.review), "theme", code.guid))
        return f"t-{made.hex[:16]}"

    def _make(self, code: Code) -> Theme:
        parent = self._parent(code)
        title = " ".join(code.name.split())
        description = code.description
        if len(title) > LONGEST:
            description = f"{title}\n\n{description}".strip()
            title = f"{title[: LONGEST - 1]}…"
        theme = Theme.objects.create(
            key=self._key(code),
            review=self.review,
            title=self._free(title, parent),
            description=description,
            parent=parent,
            created_by=self.by,
        )
        theme.changes.create(
            verb=ThemeChange.Verb.CREATED,
            after={
                "title": theme.title,
                "description": theme.description,
                "parent": theme.parent_id,
            },
            by=self.by,
        )
        self.themes[theme.pk] = theme
        self.new.append(theme)
        return theme

    def _parent(self, code: Code) -> Theme | None:
        above = self.targets.get(code.parent)
        if above is None or above.is_group:
            return None
        if above.theme is None:
            self.n_under_framework += 1
            return None
        line = lineage(above.theme, self.themes)
        if len(line) >= LEVELS:
            self.n_deep += 1
            return line[len(line) - LEVELS + 1]
        return above.theme

    def _free(self, title: str, parent: Theme | None) -> str:
        taken = {
            theme.title.casefold() for theme in self.themes.values() if not theme.merged_into_id
        }
        candidates = [title, f"{parent.title}: {title}"] if parent else [title]
        number = 2
        while True:
            for each in candidates:
                if each.casefold() not in taken and len(each) <= LONGEST:
                    return each
            candidates = [f"{title[: LONGEST - 8]} ({number})"]
            number += 1

    def _remark(self) -> None:
        if self.n_deep:
            self.account.remarks.append(
                f"Nested deeper than {LEVELS} levels, so that they stand higher here: "
                f"{counted(self.n_deep, 'code', 'codes')}."
            )
        if self.n_under_framework:
            self.account.remarks.append(
                "Nested in a code of a framework, so that they are themes at the top here: "
                f"{counted(self.n_under_framework, 'code', 'codes')}."
            )


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
