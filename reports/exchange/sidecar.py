"""What our own projects carry beside the standard's, so that our own import loses nothing.

It lies in the archive under a name of its own; other programs do not look at it. Everything in it
comes from outside, so it is read strictly, and what does not fit the texts is not believed.
"""

from dataclasses import dataclass, field

import msgspec

NAME = "adoption-reviews.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A segment: where its words stand in the source's text, and what the text does not say."""

    start: int
    end: int
    kind: str
    speaker: str = ""
    person: str = ""  # pseudonym
    stage: str = ""
    question: str = ""
    start_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Interview:
    number: int
    mode: str
    status: str
    people: list[str]  # pseudonyms
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Study:
    kind: str
    is_nationally_prioritised: bool
    parts: dict[str, tuple[int, int]]  # by the field's name
    influences: dict[str, str] = field(default_factory=dict)  # directions by code, as seen


@dataclass(frozen=True, slots=True)
class Person:
    pseudonym: str
    role_group: str
    division: str = ""
    name: str = ""  # with identities only, like what follows
    email: str = ""
    job_title: str = ""


@dataclass(frozen=True, slots=True)
class Sidecar:
    interviews: dict[str, Interview] = field(default_factory=dict)  # by the source's guid
    case_studies: dict[str, Study] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)  # by the case's guid
    not_counting: list[str] = field(default_factory=list)  # guids of codings that are no evidence
    version: int = 1


def packed(sidecar: Sidecar) -> bytes:
    return msgspec.json.encode(sidecar)


def unpacked(data: bytes) -> Sidecar:
    """An empty one when there is none, or none that can be read."""
    data = data.replace(b"\\u0000", b"")  # which a database may not hold
    try:
        return msgspec.json.decode(data, type=Sidecar) if data else Sidecar()
    except (msgspec.MsgspecError, RecursionError):
        return Sidecar()


def fits(spans: list[tuple[int, int]], text: str) -> bool:
    """Whether stretches follow one another within a text."""
    at = 0
    for start, end in spans:
        if not at <= start <= end <= len(text):
            return False
        at = end
    return True
