"""Planned interviews as a calendar file (iCalendar, RFC 5545). Nobody is named in it.

Times are in UTC, so that they are right on both sides of a clock change in any calendar program.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

MAKER = "-//Adoption reviews//Schedule//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One interview as the calendar has it."""

    uid: str  # the same for as long as the interview is there
    sequence: int  # counts up with every change of the plan
    changed_at: datetime
    starts: datetime
    ends: datetime
    title: str
    place: str
    about: str
    url: str
    is_called_off: bool = False


def calendar_file(name: str, entries: list[Entry]) -> bytes:
    """The file's content: the same bytes for the same entries."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    # Without a METHOD, DTSTAMP says when the entry was last changed.
    event.add("dtstamp", _utc(entry.changed_at))
    event.add("last-modified", _utc(entry.changed_at))
    event.add("dtstart", _utc(entry.starts))
    event.add("dtend", _utc(entry.ends))
    event.add("summary", _plain(entry.title))
    if entry.place:
        event.add("location", _plain(entry.place))
    event.add("description", _plain(entry.about))
    event.add("url", entry.url)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.is_called_off else "CONFIRMED")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _plain(text: str) -> str:
    """Without control characters, which calendar programs choke on; line breaks stay."""
    return "".join(each for each in text if each.isprintable() or each == "\n")
