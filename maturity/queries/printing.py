"""A self-rating as it is printed: with its answers, or as an empty form to write on."""

from collections.abc import Iterable
from dataclasses import dataclass

from adoption_reviews.frameworks import Domain, Indicator, MaturityFramework, Question
from maturity.models import ContextAnswer, Rating, SelfAssessment
from maturity.queries.answers import in_words
from maturity.queries.assessments import framework_of
from maturity.queries.context import answer_in_words


@dataclass(frozen=True)
class Box:
    """Something to tick."""

    words: str
    is_ticked: bool


@dataclass(frozen=True)
class Printed:
    """An indicator or a question: boxes to tick, words that were written, room to write.

    `room` is "words" or "number", empty where nothing is to be written.
    """

    title: str
    sub_domain: str  # its title
    boxes: tuple[Box, ...] = ()
    words: str = ""
    room: str = ""
    is_silent: bool = False


def printed(
    assessment: SelfAssessment, domains: Iterable[Domain], *, is_blank: bool
) -> list[tuple[Domain, list[Printed]]]:
    """All that is asked in `domains`. Two queries; none for an empty form."""
    framework = framework_of(assessment)
    rows = {} if is_blank else _rows(assessment)
    return [
        (
            domain,
            [
                (_question if isinstance(each, Question) else _indicator)(
                    each, sub.title, rows.get((domain.rated, each.key)), framework, is_blank
                )
                for sub in domain.sub_domains
                for each in (*sub.indicators, *sub.questions)
            ],
        )
        for domain in domains
    ]


def _rows(assessment: SelfAssessment) -> dict[tuple[bool, str], Rating | ContextAnswer]:
    """By whether it is rated, and its code."""
    ratings = Rating.objects.filter(assessment=assessment.pk)
    answers = ContextAnswer.objects.filter(assessment=assessment.pk)
    return {(True, row.indicator): row for row in ratings} | {
        (False, row.question): row for row in answers
    }


def _indicator(
    indicator: Indicator, sub_domain: str, row, framework: MaturityFramework, is_blank: bool
) -> Printed:
    said = in_words(row, framework) if row else ""
    levels = [f"{level.value} – {level.title}" for level in reversed(framework.scale)]
    boxes = tuple(Box(words, words == said) for words in [*levels, "Not applicable"])
    return Printed(
        indicator.title,
        sub_domain,
        boxes,
        words=row.explanation if row else "",
        room="words" if is_blank else "",
        is_silent=not any(box.is_ticked for box in boxes),
    )


def _question(
    question: Question, sub_domain: str, row, framework: MaturityFramework, is_blank: bool
) -> Printed:
    words = row.words if row else ""
    boxes = tuple(Box(each[:1].upper() + each[1:], each == words) for each in question.choices)
    is_ticked = any(box.is_ticked for box in boxes)
    return Printed(
        question.title,
        sub_domain,
        boxes,
        words="" if is_ticked or not words else answer_in_words(question, words),
        room=_room(question) if is_blank else "",
        is_silent=not words,
    )


def _room(question: Question) -> str:
    return {"number": "number", "choice": "", "text": "words"}[question.kind]
