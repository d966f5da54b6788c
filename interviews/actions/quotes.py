"""Clearing a passage's words to be quoted. The audit log never holds the words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.coding.changes import CodingRefused
from adoption_reviews.identifiers.check import identifiers_found
from adoption_reviews.identifiers.phrases import phrase_places
from adoption_reviews.identifiers.proposing import proposed
from adoption_reviews.identifiers.quoting import Piece, carried_over, made, without_brackets
from adoption_reviews.identifiers.suggesting import TOLD_APART
from adoption_reviews.identifiers.words import folded
from adoption_reviews.vocabulary import Identifier
from interviews.models import Interview, Passage, Proposal, Replacement
from interviews.queries import quotes as queries
from interviews.queries.passages import has_its_words, may_be_quoted

NO_CONSENT = "The report may not quote this: the person who said it has not agreed to be quoted"
NO_WORDS = "The report may not quote this: its words are no longer in the transcript"
TAKEN = "“{words}” stands for somebody or something else in this review already"
OTHERWISE = (
    "In this review “{words}” stands here. To change it in all quotes, go to the page Replacements"
)


class Taken(CodingRefused):
    """What is to stand there stands for another person or place already."""


class QuoteChanged(Exception):
    """Somebody else saved the quote, or its words were corrected, since it was shown."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decided about a person or a place that a passage names."""

    key: str
    # The places where it is replaced, of all that are decided: (words, occurrence).
    replaced: Collection[tuple[str, int]]
    decided: Collection[tuple[str, int]]
    replacement: str = ""
    may_share: bool = False  # though it stands for another person or place too
    field: str | None = None  # the field to blame


@dataclass(frozen=True, slots=True)
class Added:
    """Words that a reviewer wants replaced and nothing had proposed."""

    words: str
    kind: str
    replacement: str


@transaction.atomic
def save_quote(
    *,
    passage: Passage,
    text: str,
    is_usable: bool,
    by,
    decisions: Sequence[Decision] = (),
    ordinary: Collection[str] = (),
    added: Added | None = None,
    seen: str | None = None,
) -> Passage:
    """Keep what was decided about the words that could give somebody away, and the words as they
    may be read by others; and whether a report may quote them.

    `text` is the quote as it was shown or edited by hand: what the decisions change is changed in
    it. `ordinary` are keys of what is to be left in the whole review. Saving settles a passage
    whose words were corrected. Raises CodingRefused when it may not be quoted: not all is settled,
    nobody agreed to it, somebody is named in it, or its words are gone; QuoteChanged when it is
    not as it was `seen`. Then nothing was stored.
    """
    Interview.objects.select_for_update().get(pk=passage.interview_id)
    passage.refresh_from_db()
    review = passage.interview.review
    before = queries.decisions_of(passage)
    if seen is not None and seen != queries.seen(passage, before):
        raise QuoteChanged
    here = queries.around(review)
    placed = queries.occurrences(passage.quote, here.known, before)
    subjects = {each.key: each for each in queries.subjects(placed, here)}
    _leave(review, [subjects[key] for key in ordinary if key in subjects], by)
    for decision in decisions:
        if decision.key in subjects:
            _decide(passage, subjects[decision.key], decision, here, by)
    if added:
        _add(passage, added, here, by)
    here = queries.around(review)
    now = queries.occurrences(passage.quote, here.known, queries.decisions_of(passage))
    text = text.replace("\r\n", "\n").strip()
    text = _text(passage, text, here.known, before, now)
    has_words = has_its_words(passage)
    if is_usable:
        _refuse_unusable(passage, text, has_words, here, now)
    passage.anonymised_quote, passage.is_usable = text, is_usable
    if has_words:
        passage.settle()
    passage.save()
    audit.record(
        by=by,
        verb="passage.quote_saved",
        on=passage,
        review=review,
        interview=passage.interview.number,
        usable=is_usable,
    )
    return passage


def _leave(review, subjects, by) -> None:
    """Words that are ordinary in this review are proposed no more."""
    for subject in subjects:
        if not subject.may_be_ordinary:
            raise CodingRefused("A name with a capital cannot be left in the whole review")
        is_name = subject.kind == Identifier.NAME
        said = {folded(each.found.words) for each in subject.occurrences}
        for words in said if is_name else {subject.key}:
            leave_word(review=review, words=words, kind=subject.kind, by=by)


@transaction.atomic
def leave_word(*, review, words: str, kind: str = Identifier.NAME, by) -> Replacement:
    """Settle once for a review that a word is an ordinary one. It is folded here."""
    row, is_new = Replacement.objects.update_or_create(
        review=review,
        original=f"{queries.LEFT}{folded(words)}"[: queries.LONGEST],
        defaults={"kind": kind, "replacement": "", "by": by},
    )
    if is_new:
        n_words = review.replacements.filter(replacement="").count()
        audit.record(by=by, verb="word.left", on=row, review=review, kind=kind, n_words=n_words)
    return row


def _decide(passage, subject, decision: Decision, here, by) -> None:
    row = None
    if decision.replaced:
        row = _standing(subject, decision, here, passage, by)
    for each in subject.occurrences:
        if each.place not in decision.decided:
            continue
        is_replaced = each.place in decision.replaced
        Proposal.objects.update_or_create(
            passage=passage,
            original=each.place[0],
            occurrence=each.occurrence,
            defaults={
                "kind": subject.kind,
                "subject": row if is_replaced else None,
                "is_replaced": is_replaced,
                "replacement": row.replacement if is_replaced else "",
                "by": by,
            },
        )


def _standing(subject, decision: Decision, here, passage, by) -> Replacement:
    """What stands for the subject in this review, made or changed if need be."""
    words = _replacement(decision.replacement, here, decision.field)
    row = subject.replacement
    if row and row.replacement == words:
        return row
    if row and row.proposals.exclude(passage=passage).exists():
        raise CodingRefused(OTHERWISE.format(words=row.replacement), decision.field)
    if not decision.may_share and is_taken(here.replacements, subject.key, subject.kind, words):
        raise Taken(TAKEN.format(words=words), decision.field)
    row = row or Replacement(review=passage.interview.review, original=subject.key)
    row.kind, row.replacement, row.by = subject.kind, words, by
    row.save()
    here.replacements[subject.key] = row
    return row


def _replacement(words: str, here, field: str | None) -> str:
    """What is to stand there, without brackets. Raises CodingRefused when that says who it is."""
    words = words.strip().strip("[]").strip()
    if not words:
        raise CodingRefused("Enter what stands in the quote instead", field)
    if says_who(words, here):
        raise CodingRefused(f"“{words}” could give somebody away. Choose other words", field)
    return words


def says_who(words: str, here) -> bool:
    """Whether words name a participant, a listed place, or a way to reach anybody."""
    names = identifiers_found([words], here.identities, left=here.left)
    return bool(names or phrase_places(words, here.known.places))


def is_taken(replacements: dict[str, Replacement], key: str, kind: str, words: str) -> bool:
    """Whether another person or place has that replacement."""
    return kind in TOLD_APART and any(
        row.original != key
        and row.kind in TOLD_APART
        and row.replacement.casefold() == words.casefold()
        for row in replacements.values()
    )


def _add(passage, added: Added, here, by) -> None:
    """Replace words of the reviewer's own choice, here and wherever they are met again."""
    key = folded(added.words)[: queries.LONGEST]
    if not key or key not in folded(passage.quote):
        raise CodingRefused("These words are not in the passage", "own_words")
    replacement = _replacement(added.replacement, here, "own_replacement")
    if is_taken(here.replacements, key, added.kind, replacement):
        raise CodingRefused(TAKEN.format(words=replacement), "own_replacement")
    if key in here.replacements:
        raise CodingRefused("These words are in the list above already", "own_words")
    review = passage.interview.review
    row = Replacement.objects.create(
        review=review, kind=added.kind, original=key, replacement=replacement, by=by
    )
    found = queries.occurrences(passage.quote, queries.around(review).known, [])
    mine = [each for each in found if each.found.key == key]
    if not mine:
        raise CodingRefused("These words are in the list above already", "own_words")
    for each in mine:
        Proposal.objects.create(
            passage=passage,
            kind=added.kind,
            original=each.place[0],
            occurrence=each.occurrence,
            subject=row,
            is_replaced=True,
            replacement=replacement,
            by=by,
        )


def _text(passage: Passage, text: str, known, decided, now) -> str:
    """The quote: the words with what stands in them now, and what was edited by hand."""
    old_words = passage.cleared_words or passage.marked_quote or passage.quote
    after = _pieces(now)
    if not text:
        return made(passage.quote, after).strip() if now else ""
    if old_words == passage.quote:
        before = queries.occurrences(passage.quote, known, decided)
        old = {piece[:2]: piece.replacement for piece in _pieces(before)}
        was = [piece._replace(replacement=old.get(piece[:2], "")) for piece in after]
        return carried_over(passage.quote, was, after, text)
    was = _pieces(queries.occurrences(old_words, known, decided))
    if text == made(old_words, was).strip():
        return made(passage.quote, after).strip()
    # Edited by hand, and the words are others now: what was decided is replaced where it stands.
    standing = {each.found.key: piece.replacement for each, piece in zip(now, after, strict=True)}
    hidden = without_brackets(text, {piece.replacement for piece in after if piece.replacement})
    found = [each for each in proposed(hidden, known) if standing.get(each.key)]
    return made(text, [Piece(each.begin, each.end, standing[each.key]) for each in found])


def _pieces(placed) -> list[Piece]:
    return [
        Piece(
            each.found.begin,
            each.found.end,
            each.decided.replacement if each.decided and each.decided.is_replaced else "",
        )
        for each in placed
    ]


def _refuse_unusable(passage: Passage, text: str, has_words: bool, here, placed) -> None:
    unsettled = list(dict.fromkeys(each.found.words for each in placed if not each.decided))
    if unsettled:
        raise CodingRefused(f"Decide what to do with {in_quotes(unsettled)}", "is_usable")
    if not text:
        raise CodingRefused("Enter the words to be quoted", "anonymised_quote")
    if not may_be_quoted(passage):
        raise CodingRefused(NO_CONSENT, "is_usable")
    left = {each.found.words for each in placed if not each.decided.is_replaced}
    names = identifiers_found(
        [text], here.identities, left=here.left | {folded(words) for words in left}
    )
    if names:
        found = ", ".join(dict.fromkeys(each.words for each in names))
        people = {Identifier.NAME.value, Identifier.EMAIL.value}
        what = "what names a participant" if names[0].kind in people else "what leads to somebody"
        raise CodingRefused(f"Replace {what}: {found}", "anonymised_quote")
    replacements = {row.replacement for row in here.replacements.values()}
    standing = proposed(without_brackets(text, replacements), here.known)
    standing = list(dict.fromkeys(each.words for each in standing if each.words not in left))
    if standing:
        raise CodingRefused(
            f"Replace {in_quotes(standing)} in the quote too: it could give somebody away",
            "anonymised_quote",
        )
    if not has_words:
        raise CodingRefused(NO_WORDS, "is_usable")


def in_quotes(words: Sequence[str]) -> str:
    """“a”, “b” and “c”."""
    quoted = [f"“{each}”" for each in words]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)
