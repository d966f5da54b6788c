"""Changing what stands for somebody in a review's quotes. The audit log never holds the words."""

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.coding.changes import CodingRefused
from adoption_reviews.identifiers.check import is_ordinary
from adoption_reviews.models import Review
from interviews.actions.quotes import TAKEN, Taken, is_taken, leave_word, says_who
from interviews.models import Passage, Replacement
from interviews.queries import quotes as queries
from interviews.queries.replacements import changed_quote, touched

NOT_ORDINARY = "Enter one word in small letters, or an abbreviation in capitals"
CHANGED = "Somebody else has changed this meanwhile: “{words}” stands there now. Look at it again"


@transaction.atomic
def change_replacement(
    *,
    replacement: Replacement,
    words: str,
    seen: str,
    keeps_cleared: bool,
    may_share: bool = False,
    by,
) -> int:
    """Let `words` stand for a person or a place, in every quote kept too; gives how many those are.

    With `keeps_cleared` the quotes stay cleared, save those edited by hand where it was; else
    each of them is to be looked at again. `seen` is what stood there when this was decided.
    Raises CodingRefused; then nothing was stored.
    """
    Review.objects.select_for_update(of=("self",)).get(pk=replacement.review_id)
    replacement.refresh_from_db()
    words = words.strip().strip("[]").strip()
    if not words:
        raise CodingRefused("Enter what stands in quotes instead", "replacement")
    if says_who(words, queries.around(replacement.review)):
        raise CodingRefused(f"“{words}” could give somebody away", "replacement")
    if replacement.replacement != seen:
        raise CodingRefused(CHANGED.format(words=replacement.replacement), "replacement")
    rows = {row.original: row for row in replacement.review.replacements.all()}
    if not may_share and is_taken(rows, replacement.original, replacement.kind, words):
        raise Taken(TAKEN.format(words=words), "replacement")
    n_quotes = 0
    for passage in list(touched(replacement)):
        change = changed_quote(passage, replacement, words)
        passage.anonymised_quote = change.after
        if passage.is_usable and not (keeps_cleared and change.is_done):
            passage.is_usable, passage.needs_a_look = False, True
        passage.save()
        n_quotes += 1
    replacement.proposals.update(replacement=words)
    replacement.replacement, replacement.by = words, by
    replacement.save()
    audit.record(
        by=by,
        verb="replacement.changed",
        on=replacement,
        review=replacement.review,
        n_quotes=n_quotes,
        kept_cleared=keeps_cleared,
    )
    return n_quotes


def leave_ordinary_word(*, review: Review, words: str, by) -> Replacement:
    """Settle that a word is an ordinary one in this review. Raises CodingRefused when a reader
    might take it for a name all the same."""
    if not is_ordinary(words.strip()):
        raise CodingRefused(NOT_ORDINARY, "words")
    return leave_word(review=review, words=words, by=by)


@transaction.atomic
def propose_again(*, replacement: Replacement, by) -> int:
    """Take back that a word is an ordinary one. Cleared quotes that it stands in are no longer
    cleared and are to be looked at; gives how many those are."""
    review = Review.objects.select_for_update(of=("self",)).get(pk=replacement.review_id)
    audit_id = replacement.pk
    replacement.delete()
    here, n_quotes = queries.around(review), 0
    cleared = Passage.objects.filter(interview__review=review, is_usable=True)
    for passage in cleared.prefetch_related("proposals"):
        placed = queries.occurrences(passage.quote, here.known, passage.proposals.all())
        if not all(each.decided for each in placed):
            passage.is_usable, passage.needs_a_look = False, True
            passage.save()
            n_quotes += 1
    replacement.pk = audit_id
    audit.record(
        by=by, verb="word.proposed_again", on=replacement, review=review, n_quotes=n_quotes
    )
    return n_quotes
