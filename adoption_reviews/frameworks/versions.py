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


def newest(frameworks: Iterable[AnyOne]) -> list[AnyOne]:
    """The newest version of each key, in the order in which keys come first."""
    found: dict[str, AnyOne] = {}
    for each in frameworks:
        other = found.get(each.key)
        if other is None or version_order(each.version) > version_order(other.version):
            found[each.key] = each
    return list(found.values())
