"""The order of a framework's versions."""

import re
from collections.abc import Iterable
from typing import TypeVar

from adoption_reviews.frameworks.schema import Framework

AnyOne = TypeVar("AnyOne", bound=Framework)


def version_order(version: str) -> tuple:
    """For sorting: numbers in a version count as numbers, so that 2025.10 follows 2025.9."""
    parts = re.findall(r"[0-9]+|[a-z]+", version)
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts)


def handed_down(
    files: Iterable[AnyOne], framework: Framework, *, also_earlier: bool
) -> list[AnyOne]:
    """The files that say something about a framework by naming it in `framework`.

    Of several versions of one file the newest counts. With `also_earlier`, and where none names
    this very version, those are taken that name the latest earlier one: codes keep their meaning
    over versions.
    """
    place = version_order(framework.version)
    named: dict[tuple, list[AnyOne]] = {}
    for each in files:
        key, _, version = each.framework.partition("@")
        if key == framework.key and version_order(version) <= place:
            named.setdefault(version_order(version), []).append(each)
    if place not in named and not also_earlier:
        return []
    return newest(named[max(named)]) if named else []


def newest(frameworks: Iterable[AnyOne]) -> list[AnyOne]:
    """The newest version of each key, in the order in which keys come first."""
    found: dict[str, AnyOne] = {}
    for each in frameworks:
        other = found.get(each.key)
        if other is None or version_order(each.version) > version_order(other.version):
            found[each.key] = each
    return list(found.values())
