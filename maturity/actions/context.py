"""Writing answers to the questions of a domain that is described and not rated."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from adoption_reviews import audit
from adoption_reviews.frameworks import Question
from maturity.actions.meeting import Meeting, meet
from maturity.actions.ratings import Outcome, tidy
from maturity.actions.steps import lock_open
from maturity.models import ContextAnswer, ContextAnswerVersion, Source
from maturity.queries import framework_of, questions_of
from maturity.queries.versions import asked_otherwise

NUMBER_LENGTH = 15  # digits
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
# Groups of three parted by commas or spaces, or none of them; then perhaps a fraction.
NUMBER = re.compile(r"([0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(\.[0-9]+)?")


@dataclass(frozen=True)
class ContextChange:
    """What somebody wants an answer to be, and the version of it that they saw (0: none)."""

    question: str
    words: str
    base_version: int


@transaction.atomic
def save_context(
    *,
    assessment,
    changes: Iterable[ContextChange],
    by,
    source: Source = Source.PAGE,
    made_on: str = "",
) -> Outcome:
    """The same for questions as `save_ratings` for indicators. Raises ValidationError for an
    answer that cannot be, and NotOpen."""
    review = assessment.review
    assessment = lock_open(assessment)
    framework = framework_of(assessment)
    questions = {each.key: each for each in questions_of(framework)}
    changes = list(changes)
    outdated = asked_otherwise(made_on, framework, (change.question for change in changes))
    changes = [change for change in changes if change.question not in outdated]
    codes = [change.question for change in changes]
    answers = {
        each.question: each
        for each in assessment.context_answers.filter(question__in=codes).select_related(
            "updated_by"
        )
    }
    outcome = Outcome(outdated=set(outdated))
    for change in changes:
        code = change.question
        if code not in questions:
            raise ValidationError("This question is not in the framework")
        answer = answers.get(code) or ContextAnswer(assessment=assessment, question=code, version=0)
        # What stands there may stay, also a choice that a newer version no longer offers.
        is_kept = change.words == answer.words
        sent = change.words if is_kept else checked_words(questions[code], change.words)
        meeting = meet(
            sent=sent,
            base_version=change.base_version,
            stands=answer.words,
            version=answer.version,
            said_at=lambda version, answer=answer: _said_at(answer, version),
        )
        if meeting in (Meeting.NOTHING, Meeting.UNTOUCHED):
            outcome.saved[code] = answer
            if meeting is Meeting.UNTOUCHED:
                outcome.newer.add(code)
        elif meeting is Meeting.CONFLICT:
            outcome.conflicts[code] = answer
        else:
            outcome.saved[code] = _write(answer, sent, by, source, review)
    return outcome


def checked_words(question: Question, words: str) -> str:
    """The answer as it is kept. Raises ValidationError saying what cannot be."""
    words = tidy(words, "answer")
    if not words:
        return ""
    if question.kind == "number":
        return _plain_number(words, question)
    if question.kind == "choice" and words not in question.choices:
        raise ValidationError(f"Choose one of: {', '.join(question.choices)}")
    return words


def _plain_number(words: str, question: Question) -> str:
    """12,500 and 12 500 as 12500; 2.50 as 2.5."""
    found = NUMBER.fullmatch(SPACES.sub(" ", words))
    if found is None or len(words) > 2 * NUMBER_LENGTH:
        raise ValidationError(
            f"Enter ‘{question.title}’ as a number and nothing else, like 12,500 or 2.5"
        )
    whole, fraction = found.groups()
    plain = re.sub(r"[, ]", "", whole) + (fraction or "")
    if len(plain) > NUMBER_LENGTH:
        raise ValidationError(f"‘{question.title}’ must have {NUMBER_LENGTH} digits or fewer")
    plain = format(Decimal(plain), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _said_at(answer: ContextAnswer, version: int) -> str | None:
    if version == 0:
        return ""
    read = ContextAnswerVersion.objects.filter(answer=answer, version=version).first()
    return read.words if read else None


def _write(answer: ContextAnswer, words: str, by, source: Source, review) -> ContextAnswer:
    answer.words = words
    answer.version += 1
    answer.updated_by = by
    answer.save()
    ContextAnswerVersion.objects.create(
        answer=answer, version=answer.version, words=words, source=source, by=by
    )
    audit.record(
        by=by,
        verb="context.saved",
        on=answer,
        review=review,
        question=answer.question,
        version=answer.version,
    )
    return answer
