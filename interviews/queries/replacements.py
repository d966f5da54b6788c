"""What stands for whom in a review's quotes, and which quotes a change of it would change."""

from collections import defaultdict
from dataclasses import dataclass

from adoption_reviews.identifiers.quoting import bracketed
from interviews.models import Participant, Passage, Proposal, Replacement
from interviews.queries.quotes import LEFT


@dataclass(frozen=True, slots=True)
class Listed:
    """One person or place, and what stands for it. The words are those of open interviews."""

    row: Replacement
    written: list[str]  # as it stands in passages, once each
    n_quotes: int  # passages in which it is replaced
    n_cleared: int  # of these, those that may be quoted
    shared_with: int = 0  # others for which the same stands

    @property
    def pseudonym(self) -> str:
        is_known = self.row.original.startswith(Replacement.PARTICIPANT)
        return self.row.original.removeprefix(Replacement.PARTICIPANT) if is_known else ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A cleared quote before and after."""

    passage: Passage
    before: str
    after: str
    is_done: bool  # else it was edited by hand, and the change has to be made by hand too


def replacements(review, viewer) -> list[Listed]:
    """Those for which the same stands come one after another. Words and counts are of passages
    that `viewer` may see. Two queries."""
    decided = defaultdict(list)
    for row in _readable(review, viewer).select_related("passage"):
        decided[row.subject_id].append(row)
    rows = review.replacements.exclude(replacement="").order_by("replacement", "pk")
    rows = sorted(rows, key=lambda row: row.replacement.casefold())
    same = defaultdict(int)
    for row in rows:
        same[row.replacement.casefold()] += 1
    return [
        Listed(
            row=row,
            written=list(dict.fromkeys(each.original for each in decided[row.pk])),
            n_quotes=len({each.passage_id for each in decided[row.pk]}),
            n_cleared=len({each.passage_id for each in decided[row.pk] if each.passage.is_usable}),
            shared_with=same[row.replacement.casefold()] - 1,
        )
        for row in rows
    ]


def ordinary_words(review) -> list[tuple[Replacement, str]]:
    """Words that are proposed no more in this review, by the word. One query."""
    rows = review.replacements.filter(replacement="").order_by("original")
    return [(row, row.original.removeprefix(LEFT)) for row in rows]


def changed_quotes(replacement: Replacement, words: str, viewer) -> list[Changed]:
    """The cleared quotes that `viewer` may see, in which `words` would stand instead. Three
    queries."""
    found = _passages(replacement).filter(is_usable=True).seen_by(viewer)
    return [changed_quote(passage, replacement, words) for passage in found]


def touched(replacement: Replacement):
    """The passages whose quotes are kept and have it in them, cleared or not: a QuerySet."""
    return _passages(replacement).exclude(anonymised_quote="")


def changed_quote(passage: Passage, replacement: Replacement, words: str) -> Changed:
    """`passage` as `_passages` gives it."""
    before = passage.anonymised_quote
    old, new = bracketed(replacement.replacement), bracketed(words)
    others = {
        row.replacement for row in passage.proposals.all() if row.subject_id != replacement.pk
    }
    # Where it stands for two in one quote, which is whose cannot be told.
    after = before if replacement.replacement in others else before.replace(old, new)
    return Changed(passage, before, after, is_done=after != before)


def _passages(replacement: Replacement):
    return (
        Passage.objects.filter(proposals__subject=replacement)
        .exclude(interview__in=_shut())
        .select_related("interview")
        .prefetch_related("proposals")
        .distinct()
        .order_by("interview__number", "pk")
    )


def _readable(review, viewer):
    """What was decided in passages that are still read: a QuerySet."""
    seen = Passage.objects.filter(interview__review=review).seen_by(viewer)
    return Proposal.objects.filter(passage__in=seen, subject__isnull=False).exclude(
        passage__interview__in=_shut()
    )


def _shut():
    left = Participant.objects.filter(withdrawn_at__isnull=False, interviews__isnull=False)
    return left.values("interviews")
