"""Codes that passages in similar words were given: a plain comparison of texts, on this machine.

Texts are compared by the cosine of their TF-IDF weights, over stems of words and over runs of 3 to
5 letters. The codes of the thirty passages most alike are weighed by the square of how alike these
are. Measured on the demo hub by `manage.py bench suggestions`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from reports.search.ranking import COMMON
from reports.search.words import folded, stem, words

NEIGHBOURS = 30  # passages that have a say
LEAST_ALIKE = 0.05  # cosine; what is less alike says nothing
RUNS = (3, 5)  # letters


@dataclass(frozen=True, slots=True)
class Example:
    """A coded passage: its words and the keys of its codes."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likely:
    """A code that a text may be evidence of."""

    key: str
    score: float  # to compare codes and texts with each other; no probability
    example: int  # the passage with this code that is most alike: its place among the examples
    similarity: float  # to that passage, 0 to 1


def likely_codes(
    examples: Sequence[Example], texts: Sequence[str], most: int = 3
) -> list[list[Likely]]:
    """For each text the codes that similar passages got, likeliest first, `most` at most."""
    if not examples or not texts:
        return [[] for _ in texts]
    return [_weighed(examples, row, most) for row in _similarities(examples, texts)]


def _similarities(examples: Sequence[Example], texts: Sequence[str]):
    """How alike each text (row) and each example (column) are: a matrix of cosines."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # seconds, for those who need it
    from sklearn.pipeline import make_union
    from sklearn.preprocessing import normalize

    vectorizer = make_union(
        TfidfVectorizer(analyzer=stems, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=RUNS, sublinear_tf=True, min_df=1),
    )
    try:
        known = normalize(vectorizer.fit_transform([each.text for each in examples]))
    except ValueError:  # no example has a word to compare
        return [[0.0] * len(examples) for _ in texts]
    return (normalize(vectorizer.transform(texts)) @ known.T).toarray()


def stems(text: str) -> list[str]:
    """The stems of a text's words, without the commonest of the language."""
    found = (stem(each.written) for each in words(text) if folded(each.written))
    return [each for each in found if each not in COMMON]


def _weighed(examples: Sequence[Example], row, most: int) -> list[Likely]:
    order = sorted(range(len(examples)), key=lambda at: (-row[at], at))[:NEIGHBOURS]
    near = [at for at in order if row[at] >= LEAST_ALIKE]
    scores, nearest = defaultdict(float), {}
    for at in near:
        for key in examples[at].keys:
            scores[key] += float(row[at]) ** 2
            nearest.setdefault(key, at)
    best = sorted(scores, key=lambda key: (-scores[key], key))[:most]
    return [
        Likely(key, scores[key], nearest[key], min(1.0, float(row[nearest[key]]))) for key in best
    ]
