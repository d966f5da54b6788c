"""Clearing a passage's words to be quoted. The audit log never holds the words."""

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.coding.changes import CodingRefused
from adoption_reviews.names import names_found
from interviews.models import Interview, Passage
from interviews.queries import identities
from interviews.queries.passages import has_its_words, may_be_quoted


@transaction.atomic
def save_quote(*, passage: Passage, text: str, is_usable: bool, by) -> Passage:
    """Keep the words as they may be read by others, and whether a report may quote them.

    Saving settles a passage whose words were corrected. Raises CodingRefused when it may not be
    quoted: nobody agreed to it, a participant's name is in it, or its words are gone.
    """
    Interview.objects.select_for_update().get(pk=passage.interview_id)
    text = text.strip()
    has_words = has_its_words(passage)
    if is_usable:
        _refuse_unusable(passage, text, has_words)
    passage.anonymised_quote, passage.is_usable = text, is_usable
    if has_words:
        passage.settle()
    passage.save()
    audit.record(
        by=by,
        verb="passage.quote_saved",
        on=passage,
        review=passage.interview.review,
        interview=passage.interview.number,
        usable=is_usable,
    )
    return passage


def _refuse_unusable(passage: Passage, text: str, has_words: bool) -> None:
    if not text:
        raise CodingRefused("Enter the words to be quoted", "anonymised_quote")
    if not may_be_quoted(passage):
        raise CodingRefused(
            "The report may not quote this: the person who said it has not agreed to be quoted",
            "is_usable",
        )
    names = names_found(text, identities(passage.interview.review))
    if names:
        raise CodingRefused(
            f"Replace what names a participant: {', '.join(names)}", "anonymised_quote"
        )
    if not has_words:
        raise CodingRefused(
            "The report may not quote this: its words are no longer in the transcript",
            "is_usable",
        )
