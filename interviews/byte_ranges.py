"""Which bytes of a file a request asks for (RFC 9110, section 14)."""

import re


class NotThere(ValueError):
    """The range lies outside the file."""


def asked_for(header: str, size: int) -> tuple[int, int] | None:
    """The first byte and the one behind the last; None: all of it.

    Several ranges at once are answered with all of it, which the standard allows, and so is what
    is no range. Raises NotThere.
    """
    found = re.fullmatch(r"bytes=\s*(\d{0,19})-(\d{0,19})\s*", header, re.ASCII)
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        if not length:
            raise NotThere
        return size - length, size
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise NotThere
    return int(first), min(int(last) + 1, size) if last else size
