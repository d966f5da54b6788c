"""Reading interviews. Other apps import from here; the pages' own queries are in the modules."""

from interviews.queries.coverage import Coverage, coverage, divisions_unheard, total
from interviews.queries.evidence import (
    CodedPassage,
    Person,
    coded_passages,
    people_interviewed,
)
from interviews.queries.participants import identities
from interviews.queries.schedule import open_interviews
from interviews.queries.withdrawal import last_left_at

__all__ = [
    "CodedPassage",
    "Coverage",
    "Person",
    "coded_passages",
    "coverage",
    "divisions_unheard",
    "identities",
    "last_left_at",
    "open_interviews",
    "people_interviewed",
    "total",
]
