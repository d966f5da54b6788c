"""Small readings of XML elements, whatever their namespace."""

from datetime import UTC, datetime

from reports.exchange.guids import plain_guid

LONGEST_NAME = 500  # characters


def tag(element) -> str:
    """Without its namespace: programs write different ones, or none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element, *path: str) -> list:
    """What stands at the end of a path of tags."""
    found = [element]
    for step in path:
        found = [child for each in found for child in each if tag(child) == step]
    return found


def count_below(root, group: str, name: str) -> int:
    return sum(
        tag(each) == name for element in children(root, group) for each in element.iterdescendants()
    )


def text_of(element) -> str:
    return element.text or ""


def name_of(element) -> str:
    return (element.get("name") or "")[:LONGEST_NAME]


def description(element) -> str:
    return "\n".join(text_of(each) for each in children(element, "Description")).strip()


def targets(element, reference: str) -> tuple[str, ...]:
    """The guids that an element's references of one kind name."""
    return tuple(plain_guid(each.get("targetGUID")) for each in children(element, reference))


def note_refs(element) -> tuple[str, ...]:
    return tuple(dict.fromkeys(targets(element, "NoteRef")))


def moment(text: str | None) -> datetime | None:
    """A dateTime with its zone; UTC where it names none."""
    try:
        found = datetime.fromisoformat((text or "").strip())
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.lstrip("+-").isdecimal() and len(text) < 12 else None
