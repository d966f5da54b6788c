"""Frameworks as data: YAML files loaded once into frozen objects, and those a hub published.

A file is one version of one framework and never changes once released; rows store its reference
(`key@version`) and codes, never titles. The schema is strict: unknown, missing and duplicate keys
and duplicate codes are refused with the file, the line and the reason.
"""

from adoption_reviews.frameworks.comparing import Comparison, asked_alike, compare
from adoption_reviews.frameworks.finding import (
    SHIPPED,
    all_frameworks,
    file_frameworks,
    file_of,
    find_framework,
    forget_published,
    framework_files,
    get_framework,
    version_before,
)
from adoption_reviews.frameworks.peers import PeerAttribute, group_of, peer_attributes
from adoption_reviews.frameworks.reading import Reading, read_bytes, read_framework, with_name
from adoption_reviews.frameworks.schema import (
    AnyFramework,
    Attribute,
    Band,
    BarriersFramework,
    Code,
    CodeGroup,
    Domain,
    EvidenceSources,
    FrameworkError,
    Indicator,
    Influence,
    InfluencesFramework,
    Key,
    Level,
    MaturityFramework,
    PeerGroups,
    Question,
    Segment,
    Source,
    Stage,
    Strict,
    SubDomain,
    Tie,
    Ties,
    WheelFramework,
)
from adoption_reviews.frameworks.tree import Problem
from adoption_reviews.frameworks.tying import ties, ties_between
from adoption_reviews.frameworks.versions import newest, version_order

__all__ = [
    "SHIPPED",
    "AnyFramework",
    "Attribute",
    "Band",
    "BarriersFramework",
    "Code",
    "CodeGroup",
    "Comparison",
    "Domain",
    "EvidenceSources",
    "FrameworkError",
    "Indicator",
    "Influence",
    "InfluencesFramework",
    "Key",
    "Level",
    "MaturityFramework",
    "PeerAttribute",
    "PeerGroups",
    "Problem",
    "Question",
    "Reading",
    "Segment",
    "Source",
    "Stage",
    "Strict",
    "SubDomain",
    "Tie",
    "Ties",
    "WheelFramework",
    "all_frameworks",
    "asked_alike",
    "compare",
    "file_frameworks",
    "file_of",
    "find_framework",
    "forget_published",
    "framework_files",
    "get_framework",
    "group_of",
    "newest",
    "peer_attributes",
    "read_bytes",
    "read_framework",
    "ties",
    "ties_between",
    "version_before",
    "version_order",
    "with_name",
]
