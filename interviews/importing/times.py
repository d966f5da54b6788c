"""Times as transcripts write them."""

import re
from typing import NamedTuple

from interviews.clock import clock

ARROW = "-->"
LATEST_MS = 100 * 60 * 60 * 1000
FORMAL = re.compile(r"\s*(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)([.,])(\d{1,3})(?!\S)")
# Times as files really have them: signs, commas, no fraction, 99 seconds.
LOOSE = re.compile(
    r"\s*(?:([-−]?\d{1,6}):)?([-−]?\d{1,3}):([-−]?\d{1,3})(?:[.,]([-−]?\d{1,9}))?(?!\S)"
)
SIGN = re.compile("[-−]")
ANY_TIME = re.compile(r"\d[:.,]\d")


class Span(NamedTuple):
    """When a cue begins and ends; `remark` says what was mended, "" when nothing was."""

    start_ms: int
    end_ms: int | None
    remark: str


def span_of(line: str, *, comma: bool) -> Span | str:
    """The times in a line with an arrow, or why there are none. `comma`: commas are as they
    should be."""
    start, _, end = line.partition(ARROW)
    formal = FORMAL.fullmatch(start.rstrip())
    if formal and (ends := FORMAL.match(end)) and (comma or formal[4] == ends[4] == "."):
        span = Span(_milliseconds(formal), _milliseconds(ends), "")
    elif loose := LOOSE.fullmatch(start.rstrip()):
        ends = LOOSE.match(end)
        end_ms = None if ends is None or SIGN.search(ends[0]) else _milliseconds(ends)
        if SIGN.search(loose[0]):
            remark = "The start is before the recording began; 0:00 was taken."
            span = Span(0, end_ms, remark)
        else:
            start_ms = _milliseconds(loose)
            remark = "The times are not written as they should be; "
            span = Span(start_ms, end_ms, f"{remark}{clock(start_ms)} was taken.")
    elif ANY_TIME.search(line):
        return "The times in this line cannot be read."
    else:
        return "There are no times in this line."
    return span if span.start_ms <= LATEST_MS else "The start is later than 100 hours."


def time_of(text: str) -> int | None:
    """The one time that the text is, in milliseconds; signs and brackets are none."""
    found = LOOSE.fullmatch(text.rstrip())
    if found is None or SIGN.search(found[0]):
        return None
    return _milliseconds(found)


def _milliseconds(found: re.Match) -> int:
    hours, minutes, seconds, fraction = *found.groups()[:3], found.groups()[-1]
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0")[:3].ljust(3, "0"))
