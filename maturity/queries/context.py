"""Answers to the questions of domains that are described and not rated."""

from decimal import Decimal, InvalidOperation

from adoption_reviews.frameworks import Domain, MaturityFramework, Question
from maturity.models import ContextAnswer, SelfAssessment

NOT_ANSWERED = "Not answered"


def questions_of(asks: MaturityFramework | Domain) -> list[Question]:
    """All questions of a framework or of one domain, in order."""
    domains = asks.domains if isinstance(asks, MaturityFramework) else (asks,)
    return [each for domain in domains for sub in domain.sub_domains for each in sub.questions]


def context_answers(assessment: SelfAssessment, codes) -> dict[str, ContextAnswer]:
    """The stored answers to the questions `codes`, by code, with who gave them. One query."""
    found = ContextAnswer.objects.filter(assessment=assessment.pk, question__in=list(codes))
    return {each.question: each for each in found.select_related("updated_by")}


def answer_in_words(question: Question, words: str) -> str:
    """An answer as a page says it: numbers with commas, e.g. 12,500; "Not answered"."""
    if question.kind != "number":
        return words or NOT_ANSWERED
    try:
        return f"{Decimal(words):,f}" if words else NOT_ANSWERED
    except InvalidOperation:  # text, in the version of the framework that it was written for
        return words
