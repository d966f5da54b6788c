"""Guids that are the same each time, so that what comes back is recognised."""

import re
from uuid import NAMESPACE_URL, UUID, uuid5

from adoption_reviews.vocabulary import Direction

SPACE = uuid5(NAMESPACE_URL, "urn:adoption-reviews:exchange")


def guid_of(*parts) -> str:
    """The guid of what `parts` name, e.g. ("code", "themes:t-1f4e")."""
    return str(uuid5(SPACE, "/".join(map(str, parts))))


def code_guid(key: str) -> str:
    return guid_of("code", key)


def direction_guid(key: str, direction: str) -> str:
    """Of the code that stands for a code with a direction."""
    return guid_of("direction", Direction(direction).value, key)


def group_guid(title: str) -> str:
    return guid_of("group", title)


def plain_guid(text: str | None) -> str:
    """As it is compared: programs write guids with braces or without, in capitals or not."""
    text = (text or "").strip()[:100]
    found = re.fullmatch(r"\{?([0-9A-Fa-f-]{32,36})\}?", text)
    try:
        return str(UUID(found[1])) if found else text.casefold()
    except ValueError:
        return text.casefold()
