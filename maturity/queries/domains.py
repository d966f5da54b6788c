"""What a domain's page shows, whether it is rated or described."""

from collections.abc import Iterable

from adoption_reviews.frameworks import Domain, Indicator, Question
from maturity.models import ContextAnswer, Rating, SelfAssessment
from maturity.queries.answers import Answer, in_words, ratings_in
from maturity.queries.assessments import framework_of
from maturity.queries.context import answer_in_words, context_answers, questions_of
from maturity.queries.last_round import LastAnswer, last_context, last_ratings


def asked_in(domain: Domain) -> list[Indicator | Question]:
    """What is asked in it, in order: indicators, or questions."""
    return [*domain.indicators, *questions_of(domain)]


def codes_in(domain: Domain) -> list[str]:
    """Its indicators' or its questions' codes, in order."""
    return [each.key for each in asked_in(domain)]


def rows_in(assessment: SelfAssessment, domain: Domain) -> dict[str, Rating | ContextAnswer]:
    """The stored answers of one domain by code, with who gave them. One query."""
    if domain.rated:
        return ratings_in(assessment, domain)
    return context_answers(assessment, codes_in(domain))


def last_in(assessment: SelfAssessment, domain: Domain) -> dict[str, LastAnswer]:
    """What was said in the round before, by code. Two queries."""
    last = last_ratings if domain.rated else last_context
    return last(assessment, codes_in(domain))


def answers_in(assessment: SelfAssessment, domain: Domain) -> list[Answer]:
    """What is said in one domain, in framework order, silent ones included; of a question the
    explanation stays empty and its `words` are the answer. One query."""
    return _answers(assessment, domain, rows_in(assessment, domain))


def answers_in_each(
    assessment: SelfAssessment, domains: Iterable[Domain]
) -> list[tuple[Domain, list[Answer]]]:
    """The same of several domains. Two queries."""
    rows = {row.indicator: row for row in Rating.objects.filter(assessment=assessment.pk)}
    described = ContextAnswer.objects.filter(assessment=assessment.pk)
    words = {row.question: row for row in described}
    return [
        (domain, _answers(assessment, domain, rows if domain.rated else words))
        for domain in domains
    ]


def _answers(assessment: SelfAssessment, domain: Domain, rows: dict) -> list[Answer]:
    framework = framework_of(assessment)
    return [
        _answer(each, sub.title, domain, rows.get(each.key), framework)
        for sub in domain.sub_domains
        for each in (*sub.indicators, *sub.questions)
    ]


def _answer(asked, sub_domain: str, domain: Domain, row, framework) -> Answer:
    place = {"domain": domain.key, "sub_domain": sub_domain}
    if row is None:
        return Answer(asked.key, asked.title, **place)
    if isinstance(row, ContextAnswer):
        words = answer_in_words(asked, row.words)
        return Answer(asked.key, asked.title, **place, words=words, is_described=bool(row.words))
    return Answer(
        asked.key,
        asked.title,
        **place,
        value=row.value,
        is_not_applicable=row.is_not_applicable,
        explanation=row.explanation,
        words=in_words(row, framework),
    )
