"""Words for what is done to the hub's own frameworks."""

from adoption_reviews.audit_phrases.phrase import Phrase

PHRASES = {
    "framework.uploaded": Phrase(
        "Framework uploaded",
        "uploaded a framework",
        "uploaded a draft of the framework {framework}",
    ),
    "framework.replaced": Phrase(
        "Draft of a framework replaced",
        "replaced the draft of a framework",
        "replaced the draft of the framework {framework}",
    ),
    "framework.deleted": Phrase(
        "Draft of a framework deleted",
        "deleted the draft of a framework",
        "deleted the draft of the framework {framework}",
    ),
    "framework.published": Phrase(
        "Framework published", "published a framework", "published the framework {framework}"
    ),
    "maturity.moved": Phrase(
        "Self-rating moved to another version",
        "moved the trust’s self-rating to another version of its framework",
        "moved the trust’s self-rating from {old} to {new}",
    ),
}
