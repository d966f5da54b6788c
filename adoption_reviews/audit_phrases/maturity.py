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
    "remark.added": Phrase(
        "Remark added",
        "said something about a rating",
        "said something about the indicator {indicator}",
    ),
    "remark.taken_back": Phrase(
        "Remark taken back",
        "took back a remark about a rating",
        "took back a remark about the indicator {indicator}",
    ),
    "rating.settled": Phrase(
        "Rating settled", "settled a rating", "settled the rating of the indicator {indicator}"
    ),
    "rating.unsettled": Phrase(
        "Rating opened again",
        "opened a settled rating again",
        "opened the settled rating of the indicator {indicator} again",
    ),
    "attachment.added": Phrase(
        "Evidence added",
        "added a link or a file to a rating",
        "added a {kind} to the indicator {indicator}",
    ),
    "attachment.removed": Phrase(
        "Evidence removed",
        "removed a link or a file from a rating",
        "removed a {kind} from the indicator {indicator}",
    ),
    "workbook.uploaded": Phrase(
        "Workbook uploaded",
        "uploaded a filled-in workbook of the self-rating",
        "uploaded a filled-in workbook of the self-rating: {changes} changes, {problems} problems",
    ),
    "workbook.applied": Phrase(
        "Workbook applied",
        "saved the answers of an uploaded workbook",
        "saved {changes} answers of an uploaded workbook and left out {left_out} rows",
    ),
    "workbook.cancelled": Phrase(
        "Workbook taken away", "took away an uploaded workbook without saving it"
    ),
    "context.saved": Phrase(
        "Description saved", "saved an answer about the trust", "answered the question {question}"
    ),
    "rating.saved": Phrase("Rating saved", "saved a rating", "rated the indicator {indicator}"),
}
