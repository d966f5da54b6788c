"""Reading interviews. Other apps import from here; the pages' own queries are in the modules."""

from interviews.queries.evidence import (
    CodedPassage,
    Coverage,
    Person,
    coded_passages,
    coverage,
    people_interviewed,
)
from interviews.queries.participants import identities
from interviews.queries.withdrawal import last_left_at

__all__ = [
    "CodedPassage",
    "Coverage",
    "Person",
    "coded_passages",
    "coverage",
    "identities",
    "last_left_at",
    "people_interviewed",
]
