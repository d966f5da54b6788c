"""The core's rows: the hub's people and reviews, and what all evidence from words has in common."""

from adoption_reviews.models.evidence import (
    GivenCode,
    GivenCodeQuerySet,
    MarkedPassage,
    Memo,
    Theme,
    ThemeChange,
)
from adoption_reviews.models.frameworks import HubFramework
from adoption_reviews.models.hub import (
    AuditEvent,
    HubSettings,
    Membership,
    Organisation,
    Review,
    User,
)

__all__ = [
    "AuditEvent",
    "GivenCode",
    "GivenCodeQuerySet",
    "HubFramework",
    "HubSettings",
    "MarkedPassage",
    "Membership",
    "Memo",
    "Organisation",
    "Review",
    "Theme",
    "ThemeChange",
    "User",
]
