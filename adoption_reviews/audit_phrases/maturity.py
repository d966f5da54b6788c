"""Words for what is done to self-ratings and frameworks."""

from adoption_reviews.audit_phrases.phrase import Phrase

PHRASES = {
    "maturity.opened": Phrase("Self-rating begun", "began the trust’s self-rating"),
    "maturity.submitted": Phrase("Self-rating submitted", "submitted the trust’s self-rating"),
    "maturity.agreed": Phrase("Self-rating agreed", "agreed the trust’s self-rating"),
    "maturity.reopened": Phrase(
        "Self-rating opened again",
        "opened the trust’s self-rating again",
        "opened the trust’s self-rating again, which was {before}",
    ),
    "contributor.invited": Phrase(
        "Contributor invited", "asked somebody to answer parts of the self-rating"
    ),
    "contributor.link_sent": Phrase(
        "Link sent again to a contributor", "sent a contributor to the self-rating a new link"
    ),
    "contributor.parts_changed": Phrase(
        "Contributor’s parts changed",
        "changed which parts of the self-rating a contributor answers",
    ),
    "contributor.reminded": Phrase(
        "Contributor reminded", "reminded a contributor of the self-rating"
    ),
    "contributor.joined": Phrase("Contributor came in", "came in to help with the self-rating"),
    "contributor.revoked": Phrase(
        "Contributor’s invitation revoked", "revoked a contributor’s part in the self-rating"
    ),
    "cohort.released": Phrase(
        "Cohort’s figures shown to trusts", "showed trusts the figures of their cohort"
    ),
    "maturity.imported": Phrase(
        "Self-rating brought in",
        "brought in a self-rating from elsewhere",
        "brought in a self-rating from elsewhere: {added} answers added, {changed} changed",
    ),
    "rating.saved": Phrase("Rating saved", "saved a rating", "rated the indicator {indicator}"),
}
