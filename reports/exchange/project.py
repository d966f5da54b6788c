"""What a REFI-QDA project says, in values of our own.

Guids are small letters without braces. Offsets count Unicode code points of the source's text,
whose lines end in "\\n"; an end is the first one after.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    guid: str
    name: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    guid: str
    name: str
    description: str = ""
    is_codable: bool = True
    parent: str = ""  # guid of the code it is nested in
    notes: tuple[str, ...] = ()  # guids, as everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    guid: str
    text: str
    name: str = ""
    user: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    guid: str
    code: str
    user: str = ""
    at: datetime | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    guid: str
    start: int
    end: int
    name: str = ""  # how its words begin, or what somebody called it
    description: str = ""
    user: str = ""
    at: datetime | None = None
    codings: tuple[Coding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    guid: str
    name: str
    text: str
    description: str = ""
    user: str = ""
    at: datetime | None = None
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()  # of the source as a whole
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A person, as a rule. `values` are what the variables say, by their names."""

    guid: str
    name: str = ""
    values: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    name: str
    origin: str = ""
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()  # a code stands before those nested in it
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    cases: tuple[Case, ...] = ()
    own_notes: tuple[str, ...] = ()  # on the project as a whole
    extra: bytes = b""  # what we alone understand; see `sidecar`
