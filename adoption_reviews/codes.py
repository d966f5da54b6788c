"""Codes: what passages are evidence of. Frameworks bring influences and barriers; themes emerge.

A coding stores (framework_ref, code). On the wire and in addresses both are one key,
`framework_ref:code`, as in `positive-influences@2020.1:good-networks` or `themes:t-1f4e`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q

from adoption_reviews.frameworks import BarriersFramework, InfluencesFramework, get_framework
from adoption_reviews.models import Review, Theme

THEMES = "themes"  # what stands in framework_ref for a theme
THEMES_ELSEWHERE = "Themes of other reviews"


@dataclass(frozen=True, slots=True)
class Code:
    """One code as every list, page and file names it."""

    framework_ref: str
    code: str
    title: str
    description: str
    group: str  # title of its group: a stage, a kind of barrier, themes of the review or the hub
    stage: int  # 1 to 3 for an influence, else 0: the tone it is drawn in
    parent: str = ""  # key of the theme it is nested in
    is_given: bool = True  # False: retired or merged; what was coded with it stays
    merged_into: str = ""  # key of the theme that has its passages now

    @property
    def key(self) -> str:
        return key_of(self.framework_ref, self.code)


@dataclass(frozen=True, slots=True)
class CodeGroup:
    title: str
    stage: int
    codes: list[Code]


def key_of(framework_ref: str, code: str) -> str:
    return f"{framework_ref}:{code}"


def split_key(key: str) -> tuple[str, str]:
    """framework_ref and code of a key; both empty when it is none."""
    framework_ref, colon, code = key.rpartition(":")
    return (framework_ref, code) if colon else ("", "")


def code_groups(review: Review, others: Iterable[Review] = ()) -> list[CodeGroup]:
    """All codes of a review, in order: influences by stage, barriers, propositions, themes.

    Retired and merged themes are among them, not given any more. One query. Groups without codes
    are left out. With `others` the codes that only those reviews have are there too, in groups of
    their own.
    """
    others = [each for each in others if each.pk != review.pk]
    groups = framework_groups(review.influences_ref) + framework_groups(review.barriers_ref)
    own = {review.influences_ref, review.barriers_ref}
    refs = [ref for each in others for ref in (each.influences_ref, each.barriers_ref)]
    for ref in dict.fromkeys(ref for ref in refs if ref not in own):
        groups += [_of_version(group, ref) for group in framework_groups(ref)]
    themes = list(
        Theme.objects.filter(Q(review__in=[review, *others]) | Q(review=None)).select_related(
            "parent", "merged_into"
        )
    )
    groups += [
        _theme_group("Themes of this review", [t for t in themes if t.review_id == review.pk]),
        _theme_group(THEMES_ELSEWHERE, [t for t in themes if t.review_id not in (None, review.pk)]),
        _theme_group("Themes of the hub", [t for t in themes if not t.review_id]),
    ]
    return [group for group in groups if group.codes]


def _of_version(group: CodeGroup, ref: str) -> CodeGroup:
    """The group under a title that tells it from the same group of another version."""
    title = f"{group.title} ({ref.rpartition('@')[2]})"
    return CodeGroup(title, group.stage, [replace(code, group=title) for code in group.codes])


def framework_groups(ref: str) -> list[CodeGroup]:
    """The codes of an influences or barriers framework, by its own groups."""
    framework = get_framework(ref)
    if isinstance(framework, InfluencesFramework):
        return [
            _group(ref, stage.title, number, stage.influences)
            for number, stage in enumerate(framework.stages, 1)
        ]
    if isinstance(framework, BarriersFramework):
        return [
            *(_group(ref, group.title, 0, group.codes) for group in framework.groups),
            _group(ref, "Propositions", 0, framework.propositions),
        ]
    raise ValueError(f"{ref} has no codes for passages")


def _group(ref: str, title: str, stage: int, entries) -> CodeGroup:
    return CodeGroup(
        title,
        stage,
        [Code(ref, each.key, each.title, each.description, title, stage) for each in entries],
    )


def _theme_group(title: str, themes: list[Theme]) -> CodeGroup:
    """Each theme is followed by those nested in it."""
    known = {each.pk for each in themes}
    below: dict[int | None, list[Theme]] = {}
    for each in themes:
        parent = each.parent_id if each.parent_id in known else None
        below.setdefault(parent, []).append(each)
    ordered, waiting = [], list(reversed(below.get(None, [])))
    while waiting:
        theme = waiting.pop()
        ordered.append(theme)
        waiting += reversed(below.get(theme.pk, []))
    return CodeGroup(title, 0, [_theme_code(each, title) for each in ordered])


def _theme_code(theme: Theme, group: str) -> Code:
    return Code(
        framework_ref=THEMES,
        code=theme.key,
        title=theme.title,
        description=theme.description,
        group=group,
        stage=0,
        parent=key_of(THEMES, theme.parent.key) if theme.parent_id else "",
        is_given=theme.is_given,
        merged_into=key_of(THEMES, theme.merged_into.key) if theme.merged_into_id else "",
    )


def codes_by_key(groups: list[CodeGroup]) -> dict[str, Code]:
    return {code.key: code for group in groups for code in group.codes}


def stages_of(influences_ref: str) -> dict[str, int]:
    """The stage, 1 to 3, of each influence by its key in the framework."""
    stages = get_framework(influences_ref).stages
    return {each.key: number for number, stage in enumerate(stages, 1) for each in stage.influences}


def unknown_code(framework_ref: str, code: str) -> Code:
    """A code that no list has any more: its key stands for its title."""
    return Code(framework_ref, code, code, "", "Other codes", 0, is_given=False)
