"""The frameworks that trusts rate themselves on: which there are, and what an upload would be."""

import json
import re
from collections import Counter
from dataclasses import dataclass

from django.conf import settings

from adoption_reviews.frameworks import (
    AnyFramework,
    MaturityFramework,
    Problem,
    Reading,
    all_frameworks,
    file_of,
    find_framework,
    get_framework,
    newest,
    read_bytes,
    ties_between,
    version_before,
    version_order,
)
from adoption_reviews.frameworks.tree import read_tree
from adoption_reviews.models import HubFramework, Review
from adoption_reviews.rated import as_rated, rated_framework
from maturity.models import SelfAssessment

UPLOADED = ("maturity",)  # kinds that a hub may upload; the others come with the product


@dataclass(frozen=True)
class Listed:
    """One version of a framework that trusts may rate themselves on, or a draft of one.

    `row` is the hub's own; None for what came as a file.
    """

    key: str
    version: str
    title: str
    row: HubFramework | None
    n_used: int = 0  # self-ratings on it
    is_newest: bool = False  # what is offered to trusts
    may_be_copied: bool = False  # a new version can only be written of what a hub may upload

    @property
    def ref(self) -> str:
        return f"{self.key}@{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.row is not None and not self.row.is_published


@dataclass(frozen=True)
class ShownProblem:
    """A problem with the words of the line that it is on, where it has one."""

    line: int | None
    reason: str
    words: str


def listed() -> list[Listed]:
    """All of them by title, newest version first, drafts among them. Three queries."""
    rows = list(HubFramework.objects.select_related("uploaded_by", "published_by"))
    published = {each.ref: each for each in rows if each.is_published}
    every = all_frameworks().values()
    usable = [each for each in every if as_rated(each) is not None]
    current = {each.ref for each in newest(usable)}
    used = Counter(SelfAssessment.objects.order_by().values_list("framework_ref", flat=True))
    found = [
        Listed(
            each.key,
            each.version,
            each.title,
            published.get(each.ref),
            n_used=used[each.ref],
            is_newest=each.ref in current,
            may_be_copied=isinstance(each, MaturityFramework),
        )
        for each in usable
    ]
    drafts = [each for each in rows if not each.is_published]
    found += [Listed(each.key, each.version, each.title, each) for each in drafts]
    found.sort(key=lambda each: version_order(each.version), reverse=True)
    return sorted(found, key=lambda each: (each.title.casefold(), each.key))


def listed_framework(ref: str) -> Listed | None:
    """One of them; None when there is none. A draft goes before a file that was put beside it
    later with the same version, so that it can be deleted."""
    found = [each for each in listed() if each.ref == ref]
    return next((each for each in found if each.is_draft), next(iter(found), None))


def shape_of(found: Listed) -> MaturityFramework:
    """It as it is rated. A draft was sound when it was uploaded, whatever was published since."""
    if found.is_draft:
        return read_bytes(found.row.text.encode(), UPLOADED).framework
    return rated_framework(found.ref)


def bears_on_in(framework: MaturityFramework) -> dict[str, tuple[str, ...]]:
    """Indicator code → titles of the influences that it bears on, of the framework's own choice or
    those that reviews follow now."""
    influences = get_framework(framework.influences or settings.INFLUENCES_FRAMEWORK)
    if framework.ref == influences.ref:
        return {}  # an influence that is rated bears on itself: nothing to be said
    return {
        code: tuple(influences.influence(each).title for each in tied)
        for code, tied in ties_between(framework, influences).items()
    }


def before(found: Listed) -> MaturityFramework | None:
    """The version before it, as it is rated. Two queries at most."""
    earlier = version_before(shape_of(found))
    return None if earlier is None else as_rated(earlier)


def text_of(found: Listed) -> str:
    """The YAML as it was uploaded or shipped."""
    return found.row.text if found.row else file_of(found.ref).read_text(encoding="utf-8")


def copied_text(found: Listed, version: str) -> str:
    """The YAML with another version, everything else as it was."""
    text = text_of(found)
    lines = text.splitlines(keepends=True)
    place = read_tree(text.encode()).line(("version",)) - 1
    lines[place] = re.sub(
        r"""(\bversion["']?\s*:\s*)("[^"]*"|'[^']*'|[^\s,}#]+)""",
        lambda match: f"{match[1]}{json.dumps(version)}",
        lines[place],
        count=1,
    )
    return "".join(lines)


def reviews_on(ref: str) -> list[Review]:
    """The reviews with a self-rating on it, by trust. One query."""
    found = Review.objects.filter(self_assessments__framework_ref=ref)
    return list(found.select_related("organisation").order_by("organisation__name", "round_number"))


def read_upload(content: bytes, replacing: HubFramework | None = None) -> Reading:
    """Read what is to become a draft, or to take a draft's place. Three queries.

    Beside what every file must keep to: a version is never given twice, comes after those that
    are there, and is of the same kind; what takes a draft's place has its key.
    """
    known = {code for each in all_frameworks().values() for code in each.codes()}
    reading = read_bytes(content, UPLOADED).checked_against(find_framework, known)
    if reading.framework is None:
        return reading
    return reading.with_problems(_standing(reading.framework, replacing))


def problems_of_draft(found: Listed) -> list[ShownProblem]:
    """Why a draft cannot be published as things are now; nothing for what is no draft."""
    if not found.is_draft:
        return []
    content = found.row.text.encode()
    return shown_problems(read_upload(content, found.row).problems, content)


def shown_problems(problems: tuple[Problem, ...], content: bytes) -> list[ShownProblem]:
    """The problems with the lines that they are on; `content` is what was read.

    Of what is not text no line is shown.
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = []
    return [
        ShownProblem(
            each.line,
            each.reason[:1].upper() + each.reason[1:],
            lines[each.line - 1].strip()[:200] if each.line and each.line <= len(lines) else "",
        )
        for each in problems
    ]


def _standing(framework: MaturityFramework, replacing: HubFramework | None):
    if replacing is not None and framework.key != replacing.key:
        yield ("key",), f"this takes the place of a draft of “{replacing.key}”: the key must stay"
    same = [each for each in all_frameworks().values() if each.key == framework.key]
    if any(not isinstance(each, MaturityFramework) for each in same):
        yield ("key",), f"“{framework.key}” is the key of a framework of another kind"
        return
    drafts = HubFramework.objects.filter(key=framework.key, published_at=None)
    if any(each.ref == framework.ref for each in same):
        reason = f"there is {framework.ref} already, which never changes: give another version"
        yield ("version",), reason
    elif any(each.ref == framework.ref and each != replacing for each in drafts):
        yield ("version",), f"there is a draft of {framework.ref} already: replace that one"
    elif same:
        yield from _after(framework, newest(same)[0])


def _after(framework: MaturityFramework, last: AnyFramework):
    if version_order(framework.version) < version_order(last.version):
        reason = f"{framework.version} comes before {last.version}, the newest that there is"
        yield ("version",), f"{reason}: a new version comes after it"
