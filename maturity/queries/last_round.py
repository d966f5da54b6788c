"""What the organisation said in its round before, to be seen beside this round's answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from adoption_reviews.frameworks import FrameworkError, MaturityFramework
from maturity.models import ContextAnswer, Rating, SelfAssessment
from maturity.queries.assessments import framework_of
from maturity.queries.context import answer_in_words, questions_of

SHOWN = 1_500  # characters of an explanation beside a form; its history has all of it


@dataclass(frozen=True)
class LastAnswer:
    """An answer of an earlier round, never one of this round until somebody uses it.

    `value` is None too where the level is not on this round's scale: `words` still say it.
    """

    round_number: int
    words: str  # e.g. 3 – Making progress; a question's answer
    explanation: str = ""
    value: int | None = None
    is_not_applicable: bool = False

    @property
    def is_long(self) -> bool:
        return len(self.explanation) > SHOWN

    @property
    def beginning(self) -> str:
        """What is shown beside a form."""
        return f"{self.explanation[:SHOWN]}…" if self.is_long else self.explanation

    @property
    def choice(self) -> str:
        """As the page's radio buttons name it; empty where there is none to choose."""
        if self.is_not_applicable:
            return "not-applicable"
        return "" if self.value is None else str(self.value)


def last_assessment(assessment: SelfAssessment) -> SelfAssessment | None:
    """The organisation's self-assessment on the same framework, in whichever version, in the
    latest round before this one. One query."""
    review = assessment.review
    return (
        SelfAssessment.objects.filter(
            review__organisation=review.organisation_id,
            review__round_number__lt=review.round_number,
            framework_key=assessment.framework_key,
        )
        .select_related("review")
        .order_by("-review__round_number")
        .first()
    )


def last_ratings(assessment: SelfAssessment, codes: Iterable[str]) -> dict[str, LastAnswer]:
    """By code, what was said about these indicators in the round before. Two queries."""
    before = last_assessment(assessment)
    if before is None:
        return {}
    now, then = framework_of(assessment), _framework_of(before)
    found = Rating.objects.filter(assessment=before, indicator__in=list(codes))
    return {
        each.indicator: _last(each, before.review.round_number, then, now)
        for each in found
        if each.value is not None or each.is_not_applicable or each.explanation
    }


def last_context(assessment: SelfAssessment, codes: Iterable[str]) -> dict[str, LastAnswer]:
    """By code, what was said to these questions in the round before. Two queries."""
    before = last_assessment(assessment)
    if before is None:
        return {}
    questions = {each.key: each for each in questions_of(framework_of(assessment))}
    found = ContextAnswer.objects.filter(assessment=before, question__in=list(codes))
    return {
        each.question: LastAnswer(
            round_number=before.review.round_number,
            words=answer_in_words(questions[each.question], each.words),
            explanation=each.words,
        )
        for each in found.exclude(words="")
        if each.question in questions
    }


def _last(
    rating: Rating, round_number: int, then: MaturityFramework | None, now: MaturityFramework
) -> LastAnswer:
    titles = {level.value: level.title for level in then.scale} if then else {}
    title = titles.get(rating.value, "")
    is_on_scale = any((each.value, each.title) == (rating.value, title) for each in now.scale)
    if rating.is_not_applicable:
        words = "Not applicable"
    elif rating.value is None:
        words = "Not rated"
    else:
        words = f"{rating.value} – {title}" if title else str(rating.value)
    return LastAnswer(
        round_number=round_number,
        words=words,
        explanation=rating.explanation,
        value=rating.value if is_on_scale else None,
        is_not_applicable=rating.is_not_applicable,
    )


def _framework_of(assessment: SelfAssessment) -> MaturityFramework | None:
    try:
        return framework_of(assessment)
    except FrameworkError:
        return None  # its file is gone; the numbers are still there to be read
