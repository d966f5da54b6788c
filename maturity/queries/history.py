"""Every version of one answer: who, when, how it came in, and what it changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import takewhile
from re import findall

from adoption_reviews.frameworks import Domain, MaturityFramework
from maturity.models import ContextAnswerVersion, RatingVersion, SelfAssessment
from maturity.queries.answers import in_words
from maturity.queries.context import answer_in_words, questions_of

# Saving as one goes makes many versions of one answer: those of one person within this belong
# together, and a page shows what came of them first.
ONE_SITTING = timedelta(minutes=15)
COMPARED = 250_000  # words × words: beyond, finding what stayed would take seconds


@dataclass(frozen=True)
class Piece:
    """Some words: `how` is same, added or removed."""

    how: str
    words: str


@dataclass(frozen=True)
class Version:
    """One version. `before` and `pieces` say how it differs from the one that it is held against:
    `before` is the level or status then, empty where that is the same."""

    number: int
    by: str
    at: datetime
    source: str  # in words
    words: str  # the level, or not applicable; empty for a question
    before: str
    is_for_later: bool
    marked: str  # "marked" or "cleared" where coming back later changed
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Sitting:
    """What one person made of an answer at one go: `last`, held against the sitting before, and
    each version on the way to it, held against the one before it; newest first."""

    last: Version
    versions: list[Version] = field(default_factory=list)


def rating_history(
    assessment: SelfAssessment, indicator: str, framework: MaturityFramework
) -> list[Sitting]:
    """Newest first. One query."""
    rows = RatingVersion.objects.filter(
        rating__assessment=assessment.pk, rating__indicator=indicator
    ).select_related("by")
    levels = {level.value for level in framework.scale}

    def level(row) -> str:
        known = row.value is None or row.value in levels
        return in_words(row, framework) if known else str(row.value)

    return _sittings(
        [
            _Said(each, level(each), each.explanation, each.is_for_later)
            for each in rows.order_by("version")
        ]
    )


def context_history(assessment: SelfAssessment, question: str, domain: Domain) -> list[Sitting]:
    """The same of a question. One query."""
    rows = ContextAnswerVersion.objects.filter(
        answer__assessment=assessment.pk, answer__question=question
    ).select_related("by")
    asks = next(each for each in questions_of(domain) if each.key == question)
    return _sittings(
        [
            _Said(each, "", answer_in_words(asks, each.words), False)
            for each in rows.order_by("version")
        ]
    )


@dataclass(frozen=True)
class _Said:
    row: RatingVersion | ContextAnswerVersion
    words: str
    explanation: str
    is_for_later: bool


def _sittings(found: list[_Said]) -> list[Sitting]:
    groups: list[list[_Said]] = []
    for each in found:
        if groups and _is_one_sitting(groups[-1][-1].row, each.row):
            groups[-1].append(each)
        else:
            groups.append([each])
    sittings, ended = [], None
    for group in groups:
        steps = zip([ended, *group], group, strict=False)
        sittings.append(
            Sitting(
                last=_version(group[-1], ended),
                versions=[_version(each, before) for before, each in steps][::-1],
            )
        )
        ended = group[-1]
    return sittings[::-1]


def _is_one_sitting(one, other) -> bool:
    same = one.by_id == other.by_id and one.source == other.source
    return same and other.at - one.at <= ONE_SITTING


def _version(said: _Said, before: _Said | None) -> Version:
    was = before.words if before else ""
    later = before.is_for_later if before else False
    marks = {(False, True): "marked", (True, False): "cleared"}
    return Version(
        number=said.row.version,
        by=str(said.row.by),
        at=said.row.at,
        source=said.row.get_source_display(),
        words=said.words,
        before=was if was != said.words else "",
        is_for_later=said.is_for_later,
        marked=marks.get((later, said.is_for_later), ""),
        pieces=tuple(differences(before.explanation if before else "", said.explanation)),
    )


def differences(old: str, new: str) -> Iterable[Piece]:
    """What became of `old`, word by word. Joining the pieces that are not removed gives `new`."""
    if old in ("", new):
        return [Piece("same", new)] if new else []
    olds, news = (findall(r"\s+|\S+\s*", each) for each in (old, new))
    head = _alike(olds, news)
    tail = _alike(olds[head:][::-1], news[head:][::-1])
    pieces = [Piece("same", "".join(news[:head]))]
    pieces += _replaced(olds[head : len(olds) - tail], news[head : len(news) - tail])
    pieces.append(Piece("same", "".join(news[len(news) - tail :])))
    return [each for each in pieces if each.words]


def _alike(olds: list[str], news: list[str]) -> int:
    """How many words at the beginning are the same."""
    alike = takewhile(lambda both: both[0] == both[1], zip(olds, news, strict=False))
    return sum(1 for _ in alike)


def _replaced(olds: list[str], news: list[str]) -> Iterable[Piece]:
    if len(olds) * len(news) > COMPARED:
        yield from (Piece("removed", "".join(olds)), Piece("added", "".join(news)))
        return
    for kind, i, j, k, n in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(news[k:n]))
        else:
            yield from (Piece("removed", "".join(olds[i:j])), Piece("added", "".join(news[k:n])))
