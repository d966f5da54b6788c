"""Words for what is done to self-ratings and frameworks."""

from adoption_reviews.audit_phrases.phrase import Phrase

PHRASES = {
    "maturity.opened": Phrase("Self-rating begun", "began the trust’s self-rating"),
    "maturity.submitted": Phrase("Self-rating submitted", "submitted the trust’s self-rating"),
    "rating.saved": Phrase("Rating saved", "saved a rating", "rated the indicator {indicator}"),
}
