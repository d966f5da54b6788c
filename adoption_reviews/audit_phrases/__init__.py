"""Words for every verb that is ever recorded."""

from adoption_reviews.audit_phrases import frameworks, general, maturity
from adoption_reviews.audit_phrases.phrase import Phrase

PHRASES = general.PHRASES | maturity.PHRASES | frameworks.PHRASES

__all__ = ["PHRASES", "Phrase"]
