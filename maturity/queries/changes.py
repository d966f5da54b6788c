"""What changed on an open page since it was made: a cheap mark first, the answers only if so."""

from collections.abc import Mapping

from django.db.models import Count, Max, Sum

from adoption_reviews.frameworks import Domain
from maturity.models import ContextAnswer, Rating, SelfAssessment
from maturity.queries.context import questions_of


def mark_of(assessment: SelfAssessment, domain: Domain) -> str:
    """Another text whenever an answer of the domain, or its being settled, or the status or the
    framework's version of the whole changed. One query."""
    known = (
        _rows(assessment, domain)
        .order_by()
        .aggregate(versions=Sum("version"), **_settled(domain))
        .values()
    )
    return "-".join(str(each) for each in (assessment.status, assessment.framework_ref, *known))


def changed_since(
    assessment: SelfAssessment, domain: Domain, versions: Mapping[str, int]
) -> list[Rating | ContextAnswer]:
    """The domain's answers that are newer than `versions`, by code (0: none seen). One query."""
    rows = _rows(assessment, domain).select_related("updated_by")
    return [each for each in rows if each.version > versions.get(code_of(each), 0)]


def code_of(row: Rating | ContextAnswer) -> str:
    return row.indicator if isinstance(row, Rating) else row.question


def _rows(assessment: SelfAssessment, domain: Domain):
    if domain.rated:
        codes = [each.key for each in domain.indicators]
        return Rating.objects.filter(assessment=assessment.pk, indicator__in=codes)
    codes = [each.key for each in questions_of(domain)]
    return ContextAnswer.objects.filter(assessment=assessment.pk, question__in=codes)


def _settled(domain: Domain) -> dict:
    if not domain.rated:
        return {}
    return {"n_settled": Count("settled_at"), "settled": Max("settled_at")}
