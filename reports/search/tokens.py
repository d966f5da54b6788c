"""What is indexed of a text, and how a database's full text search is asked for it.

A token is a stem, or a whole word behind BEGINNING, or the review behind REVIEW. No stem has such
a mark in it. Every token stands between two spaces of its own, so that how often tokens follow
each other can be counted by replacing text, which every database does alike.
"""

from collections.abc import Iterable

from reports.search.asking import Asked, Wanted
from reports.search.words import folded, forms, stem, words

BEGINNING = "·"
REVIEW = "§"
BREAK = "¶"  # between texts that do not follow each other
LONGEST = 200_000  # characters indexed of one text: what a database takes at once


def indexed(texts: Iterable[str], review_id: int) -> tuple[str, int]:
    """The tokens of some texts, and how many words these have."""
    running, whole = [], {}
    for text in texts:
        for word in words(text[:LONGEST]):
            if folded(word.written):
                running.append(stem(word.written))
                whole.update(dict.fromkeys(forms(word.written)))
        running.append(BREAK)
    n_words = sum(token != BREAK for token in running)
    tokens = [f"{REVIEW}{review_id}", *running, *(f"{BEGINNING}{each}" for each in whole)]
    return f" {'  '.join(tokens)} ", n_words


def standing(wanted: Wanted) -> str:
    """How `wanted` stands among the tokens, word for word; a beginning in the one spelling."""
    if wanted.beginnings:
        return f" {BEGINNING}{wanted.beginnings[-1]}"
    return f" {'  '.join(wanted.stems)} "


def fts5(asked: Asked, review_ids: Iterable[int]) -> str:
    """A query of SQLite's FTS5 that finds at least what was asked for: phrases as single words."""
    reviews = " OR ".join(f'"{REVIEW}{each}"' for each in review_ids)
    parts = [f"({reviews})", *(f"({_fts5(each)})" for each in asked.wanted)]
    without = [f"NOT ({_fts5(each)})" for each in asked.left_out if len(each.stems) < 2]
    return " ".join(["(" + " AND ".join(parts) + ")", *without])


def _fts5(wanted: Wanted) -> str:
    if wanted.beginnings:
        return " OR ".join(f'"{BEGINNING}{each}" *' for each in wanted.beginnings)
    return " AND ".join(f'"{each}"' for each in wanted.stems)


def tsquery(asked: Asked, review_ids: Iterable[int]) -> str:
    """The same as a tsquery of PostgreSQL, of lexemes that no dictionary touches."""
    reviews = " | ".join(f"'{REVIEW}{each}'" for each in review_ids)
    parts = [f"({reviews})", *(f"({_tsquery(each)})" for each in asked.wanted)]
    without = [f"!({_tsquery(each)})" for each in asked.left_out if len(each.stems) < 2]
    return " & ".join([*parts, *without])


def _tsquery(wanted: Wanted) -> str:
    if wanted.beginnings:
        return " | ".join(f"'{BEGINNING}{each}':*" for each in wanted.beginnings)
    return " & ".join(f"'{each}'" for each in wanted.stems)
