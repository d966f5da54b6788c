"""Which self-ratings are counted together, and what they add up to.

A self-rating counts once it is handed over: submitted or agreed, which one that was brought in from
elsewhere is at once, and with at least one answer. One that is still filled in, or opened again,
does not. The cohort on a framework has one self-rating an organisation: that of its latest round
whose self-rating counts, or that of a chosen round, if it counts. So a round just begun never
hides the one before it. Every figure of a cohort goes by this: the hub's pages and exports, what
trusts are shown of each other, `manage.py maturity_summary`.

Versions of one framework are counted together when their scales have the same values: the answers
to codes that they share count. A self-rating is not asked about an indicator that its own version
lacks, so it is not silent about it either; what it may hold about it from before is no answer.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from adoption_reviews.frameworks import FrameworkError, MaturityFramework
from adoption_reviews.rated import rated_framework
from maturity import adding_up
from maturity.adding_up import NOT_APPLICABLE, Answer, Course, Round, Summary, answer_of
from maturity.models import Rating, SelfAssessment


class Member(NamedTuple):
    """A self-rating that is counted, by ids."""

    pk: int
    framework_ref: str
    organisation: int
    round_number: int


def handed_over(framework: MaturityFramework) -> QuerySet[SelfAssessment]:
    """Self-ratings on any version of the framework that are handed over with at least one answer
    that it knows, by organisation and round."""
    return _answered(framework).exclude(status__in=SelfAssessment.CHANGEABLE)


def n_at_work(framework: MaturityFramework) -> int:
    """How many organisations have answers in a self-rating that is not handed over. One query."""
    found = _answered(framework).filter(status__in=SelfAssessment.CHANGEABLE)
    return found.order_by().values("review__organisation").distinct().count()


def _answered(framework: MaturityFramework) -> QuerySet[SelfAssessment]:
    given = Rating.objects.filter(_known(framework), assessment=OuterRef("pk")).order_by()
    found = SelfAssessment.objects.filter(Exists(given), framework_key=framework.key)
    return found.order_by("review__organisation__name", "review__organisation", *_OLDEST_FIRST)


_OLDEST_FIRST = ("review__round_number", "pk")


def cohort(framework: MaturityFramework, round_number: int | None = None) -> list[Member]:
    """The cohort's self-ratings: the latest of each organisation, or that of the chosen round.

    One query. Those on a version with another scale are left out.
    """
    rows = handed_over(framework).order_by("review__organisation", *_OLDEST_FIRST)
    if round_number is not None:
        rows = rows.filter(review__round_number=round_number)
    fields = ("pk", "framework_ref", "review__organisation", "review__round_number")
    members = [Member._make(row) for row in rows.values_list(*fields)]
    latest = {each.organisation: each for each in counted(members, framework)}
    return list(latest.values())


def counted(assessments: Iterable, framework: MaturityFramework) -> list:
    """Those of the assessments (or Members) whose answers can be counted on `framework`."""
    assessments = list(assessments)
    codes = codes_shared(assessments, framework)
    return [each for each in assessments if each.framework_ref in codes]


def codes_shared(assessments: Iterable, framework: MaturityFramework) -> dict[str, frozenset[str]]:
    """By version in use: the codes of `framework` it asks about. Versions of another framework or
    with other values on their scale are left out, as are those that are gone."""
    own = frozenset(framework.codes())
    shared = {}
    for ref in {each.framework_ref for each in assessments}:
        version = framework if ref == framework.ref else _version(ref)
        if version and version.key == framework.key and _levels(version) == _levels(framework):
            shared[ref] = own.intersection(version.codes())
    return shared


def summary(assessments: Iterable, framework: MaturityFramework) -> Summary:
    """What the assessments (or Members) add up to, those that cannot be counted left out.

    One query, whose size does not grow with their number.
    """
    codes = codes_shared(assessments := list(assessments), framework)
    members = [each for each in assessments if each.framework_ref in codes]
    levels, only = _levels(framework), next(iter(codes), "")
    answers = defaultdict(Counter)
    for row in _grouped(members, levels, by_version=len(codes) > 1):
        code = row["indicator"]
        if code in codes[row.get("assessment__framework_ref", only)]:
            answers[code].update({level: row[f"at_{level}"] for level in levels})
            answers[code][NOT_APPLICABLE] += row["not_applicable"]
    return adding_up.add_up(
        framework, answers, n_assessments=len(members), n_asked=_n_asked(members, codes)
    )


def _grouped(members: list, levels: list[int], *, by_version: bool):
    """A row an indicator (and version) with how often each answer was given: a count a column is
    quicker than a row an answer."""
    rows = Rating.objects.filter(assessment__in=[each.pk for each in members]).order_by()
    keys = ["assessment__framework_ref", "indicator"] if by_version else ["indicator"]
    return rows.values(*keys).annotate(
        not_applicable=Count("pk", filter=Q(is_not_applicable=True)),
        **{f"at_{level}": Count("pk", filter=Q(value=level)) for level in levels},
    )


def cohort_summary(framework: MaturityFramework, round_number: int | None = None) -> Summary:
    """What the whole cohort adds up to. Two queries."""
    return summary(cohort(framework, round_number), framework)


def answers_given(
    assessments: Iterable, framework: MaturityFramework
) -> dict[int, dict[str, Answer]]:
    """By assessment (or Member) that can be counted: its answers by code, silence left out.

    One query.
    """
    codes = codes_shared(assessments := list(assessments), framework)
    given = {each.pk: {} for each in assessments if each.framework_ref in codes}
    known = {each.pk: codes.get(each.framework_ref, ()) for each in assessments}
    rows = Rating.objects.filter(_known(framework), assessment__in=list(given)).order_by()
    levels = _levels(framework)
    for pk, code, value, is_not_applicable in rows.values_list(
        "assessment", "indicator", "value", "is_not_applicable"
    ):
        if code in known[pk]:
            given[pk][code] = answer_of(value, is_not_applicable, levels)
    return given


def courses(
    framework: MaturityFramework, organisation: int | None = None, until: int | None = None
) -> dict[int, Course]:
    """By organisation, the course over its self-ratings on the framework. Two queries.

    Only that of one `organisation` (an id), and only the rounds up to the number `until`, if given.

    Silent self-ratings are rounds too: who stops answering goes out of step, not out of sight. A
    last one that is open still is not over, and so no round yet.
    """
    rows = SelfAssessment.objects.filter(framework_key=framework.key)
    if organisation is not None:
        rows = rows.filter(review__organisation=organisation)
    if until is not None:
        rows = rows.filter(review__round_number__lte=until)
    rows = rows.select_related("review").order_by("review__organisation", *_OLDEST_FIRST)
    by_organisation = defaultdict(list)
    for each in counted(rows, framework):
        by_organisation[each.review.organisation_id].append(each)
    for found in by_organisation.values():
        if found[-1].status == SelfAssessment.Status.OPEN:
            found.pop()
    over = [each for found in by_organisation.values() for each in found]
    codes, given = codes_shared(over, framework), answers_given(over, framework)
    return {
        organisation: adding_up.course(
            [Round(len(codes[each.framework_ref]), given[each.pk]) for each in found]
        )
        for organisation, found in by_organisation.items()
    }


def _known(framework: MaturityFramework) -> Q:
    """Ratings that are answers to something that is rated in the framework."""
    return Q(indicator__in=framework.codes()) & (
        Q(value__in=_levels(framework)) | Q(is_not_applicable=True)
    )


def _n_asked(members: list, codes: Mapping[str, frozenset[str]]) -> dict[str, int]:
    asked = Counter()
    for ref, n in Counter(each.framework_ref for each in members).items():
        asked.update(dict.fromkeys(codes[ref], n))
    return asked


def _levels(framework: MaturityFramework) -> list[int]:
    return [level.value for level in framework.scale]


def _version(ref: str) -> MaturityFramework | None:
    try:
        return rated_framework(ref)
    except FrameworkError:
        return None
