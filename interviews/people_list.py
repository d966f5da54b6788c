"""What a list of people says: which column is what, and who is in each row."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from adoption_reviews.vocabulary import RoleGroup
from interviews.models import Consent
from interviews.people_files import Table, UnreadableList

HEADER_ROWS = 15  # a list may begin with a title and a few lines about it
COLUMNS = {
    "name": "name, full name, participant, participant name, person, interviewee, staff name, "
    "staff member, contact, contact name, display name, employee, employee name",
    "first_name": "first name, firstname, forename, given name, christian name, first",
    "last_name": "last name, lastname, surname, family name, last",
    "job_title": "job title, jobtitle, job, job role, role, position, post, post title, "
    "designation, occupation, role title",
    "title": "title",
    "role_group": "role group, group, staff group, participant group, interview group, category",
    "division": "division, service, division or service, department, directorate, care group, "
    "specialty, business unit, clinical division, dept, team",
    "email": "e mail, email, e mail address, email address, mail, work email, contact email",
    "all_on": "date, consent date, date of consent, consented on, date consented, agreed on, "
    "date they agreed, date agreed, consent taken on",
}
NAMED = {word: column for column, words in COLUMNS.items() for word in words.split(", ")}
CONSENT_STEMS = {
    Consent.INTERVIEW: ("interview",),
    Consent.RECORD: ("record", "audio"),
    Consent.QUOTE: ("quot",),
}
ABOUT_CONSENT = ("consent", "agree", "permission", "to be ", "happy to", "ok to")
SALUTATIONS = {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "dame", "rev"}
ROLE_GROUPS = {
    RoleGroup.EXECUTIVE: "executive, executive and corporate, executives, exec, corporate, board, "
    "executive team, director, directors, executive corporate",
    RoleGroup.DIVISIONAL: "divisional, divisional leadership, division, divisional lead, "
    "divisional leader, divisional leaders, divisional leads, triumvirate, divisional management",
    RoleGroup.FRONT_LINE: "front line, frontline, front line staff, frontline staff, clinical, "
    "front line clinical",
    RoleGroup.OTHER: "other, others",
}
GROUPS = {word: group for group, words in ROLE_GROUPS.items() for word in words.split(", ")}
YES = {"y", "true", "1", "x", "✓", "✔", "☑", "ok", "agreed", "given", "consented", "signed"}
NO = {"n", "false", "0", "-", "–", "✗", "✘", "none", "declined", "refused", "not given"}
NO |= {"not agreed", "not consented"}
DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%d %b %y", "%d-%b-%Y", "%d-%b-%y"]
DAYS += [f"%d{mark}%m{mark}{year}" for mark in "/.-" for year in ("%Y", "%y")]


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list. `consents`: given ones with their day; None when it does not say."""

    line: int
    name: str = ""
    email: str = ""
    job_title: str = ""
    group: str = ""  # as written; "" when it does not say
    division: str = ""
    consents: dict[Consent, date | None] = field(default_factory=dict)
    refused: tuple[Consent, ...] = ()  # it says no
    notes: tuple[str, ...] = ()  # what could not be understood, for the reader


@dataclass(frozen=True, slots=True)
class PeopleList:
    sheet: str  # "" for text files
    people: list[Listed]
    columns: list[str]  # headers of the columns read, as written
    left_out: list[str]  # headers of those that were not


def read_people(tables: Iterable[Table], *, today: date) -> PeopleList:
    """Who is in the first table that has a column of names. Raises UnreadableList."""
    tables = list(tables)
    for table in tables:
        for place, (_, cells) in enumerate(table.rows[:HEADER_ROWS]):
            columns = _columns(cells)
            if "name" in columns or {"first_name", "last_name"} <= columns.keys():
                return _people(table, place, columns, today)
    if not any(table.rows for table in tables):
        raise UnreadableList("The file is empty.")
    sheets = ", ".join(table.name for table in tables if table.name)
    where = f"in any of its sheets ({sheets})" if sheets else "in its first rows"
    raise UnreadableList(
        f"No column of names was found {where}. Give each column a heading: Name, Job title, "
        "Role group and so on, as in the template."
    )


def _columns(cells: list[str]) -> dict:
    """What each known column is → its place. The first of several wins."""
    found = {}
    for place, cell in enumerate(cells):
        meaning = _meaning(cell)
        if meaning:
            found.setdefault(meaning, place)
    return found


def _words(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"\([^)]*\)", " ", text)
    return " ".join(re.sub(r"[^\w]+", " ", text.replace("_", " ")).split())


def _meaning(header: str):
    words = _words(header)
    if words in NAMED:
        return NAMED[words]
    for consent, stems in CONSENT_STEMS.items():
        if any(stem in words for stem in stems) and (
            any(about in f"{words} " for about in ABOUT_CONSENT)
            or words in ("interview", "recording", "quotes", "quote", "quoted", "recorded")
        ):
            is_day = re.search(r"\b(date|day|when|on)\b", words)
            return ("on" if is_day else "given", consent)
    return None


def _people(table: Table, header: int, columns: dict, today: date) -> PeopleList:
    headers = table.rows[header][1]
    rows = table.rows[header + 1 :]
    titles = {_words(_at(cells, columns.get("title"))) for _, cells in rows} - {""}
    if "job_title" not in columns and titles - SALUTATIONS:
        columns["job_title"] = columns["title"]
    columns.pop("title", None)  # where people are called "Dr", it is not about their jobs
    people = [_listed(line, cells, columns, today) for line, cells in rows]
    if not people:
        raise UnreadableList("There is nobody in the list: only a row of headings.")
    read = set(columns.values())
    return PeopleList(
        sheet=table.name,
        people=people,
        columns=[headers[place] for place in sorted(read)],
        left_out=[text for place, text in enumerate(headers) if text and place not in read],
    )


def _at(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _listed(line: int, cells: list[str], columns: dict, today: date) -> Listed:
    def value(column) -> str:
        return _at(cells, columns.get(column))

    name = value("name") or f"{value('first_name')} {value('last_name')}".strip()
    consents, refused, notes = {}, [], []
    for consent in Consent:
        day, problem = day_in(value(("on", consent)) or value("all_on"), today)
        answer = value(("given", consent))
        given = _yes_or_no(answer)
        if given is None and answer:
            own, _ = day_in(answer, today)  # a day where yes or no is asked: yes, on that day
            given, day = (True, own) if own else (None, day)
            if own is None:
                notes.append(f"“{answer[:40]}” says neither yes nor no to {_about(consent)}")
        elif given is None and value(("on", consent)):
            given = day is not None  # a day of this consent's own says that it was given
        if given and problem and not day:
            notes.append(f"{problem}: consent {_about(consent)} is not taken over")
        elif given:
            consents[consent] = day
        elif given is False and answer:
            refused.append(consent)
        elif problem and value(("on", consent)):
            notes.append(problem)
    return Listed(
        line=line,
        name=name,
        email=value("email").removeprefix("mailto:"),
        job_title=value("job_title"),
        group=value("role_group"),
        division=value("division"),
        consents=consents,
        refused=tuple(refused),
        notes=tuple(dict.fromkeys(notes)),
    )


def _about(consent: Consent) -> str:
    return consent.label.lower()


def _yes_or_no(text: str) -> bool | None:
    words = text.casefold().strip(" .")
    if words in YES or re.match(r"yes\b", words):
        return True
    return False if words in NO or re.match(r"no\b", words) else None


def day_in(text: str, today: date) -> tuple[date | None, str]:
    """The day that is written, and what is wrong with it. Days come before months, as here."""
    text = text.strip()
    if not text:
        return None, ""
    bare = re.sub(r"[ T]\d{1,2}:\d\d(:\d\d)?$", "", text)
    bare = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", bare).replace(",", " ")
    for form in DAYS:
        try:
            day = datetime.strptime(" ".join(bare.split()), form).date()
        except ValueError:
            continue
        if day > today:
            return None, f"{day.day} {day:%B %Y} is in the future"
        return day, ""
    return None, f"“{text[:40]}” is not a date"


def role_group_in(text: str) -> RoleGroup | None:
    """The role group that is meant, by its key or its name; None where that is not sure."""
    return GROUPS.get(_words(text))
