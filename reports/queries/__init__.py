"""What the reports, the evidence pages and the dashboard read."""

from reports.queries.evidence import (
    CaseStudySeen,
    InfluenceEvidence,
    Quote,
    evidence_grid,
    influence_evidence,
    usable_quotes,
)

__all__ = [
    "CaseStudySeen",
    "InfluenceEvidence",
    "Quote",
    "evidence_grid",
    "influence_evidence",
    "usable_quotes",
]
