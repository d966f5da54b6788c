"""What a newer version of its framework would do to a self-assessment's answers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from adoption_reviews.frameworks import (
    Comparison,
    FrameworkError,
    MaturityFramework,
    asked_alike,
    compare,
    version_order,
)
from adoption_reviews.rated import ratable_frameworks, rated_framework
from maturity.models import ContextAnswer, Contributor, Rating, SelfAssessment
from maturity.queries.answers import in_words
from maturity.queries.assessments import framework_of


@dataclass(frozen=True)
class Kept:
    """An answer that one of two versions does not show. `why` is empty for one that comes back."""

    code: str
    title: str
    words: str  # e.g. 3 – Making progress
    explanation: str
    why: str = ""


@dataclass(frozen=True)
class Moving:
    """Moving a self-assessment from `before` to `after`.

    `unseen`: answers that are shown now and would be kept unseen; `returning`: answers kept unseen
    now that would be shown again. `narrowed`: those whom the lead asked for parts that `after` has
    no more.
    """

    before: MaturityFramework
    after: MaturityFramework
    comparison: Comparison
    n_staying: int  # answers shown by both
    unseen: tuple[Kept, ...]
    returning: tuple[Kept, ...]
    narrowed: tuple[Contributor, ...]


def newer_version(assessment: SelfAssessment) -> MaturityFramework | None:
    """The newest version of its framework, when that comes after its own. One query."""
    own = version_order(assessment.framework_ref.partition("@")[2])
    for each in ratable_frameworks():
        if each.key == assessment.framework_key and version_order(each.version) > own:
            return each
    return None


def movable_to(assessment: SelfAssessment, framework_ref: str) -> MaturityFramework:
    """A later version of its own framework. Raises FrameworkError for anything else."""
    framework = rated_framework(framework_ref)
    own = version_order(assessment.framework_ref.partition("@")[2])
    if framework.key != assessment.framework_key or version_order(framework.version) <= own:
        raise FrameworkError(f"{framework_ref} is no later version of {assessment.framework_ref}")
    return framework


def moving(assessment: SelfAssessment, after: MaturityFramework) -> Moving:
    """What becomes of each answer. Three queries.

    An answer is shown by a version that has its code and, for a rating, its value on its scale.
    Everything else stays stored as it is and is neither shown nor counted.
    """
    before = framework_of(assessment)
    given = {each.indicator: each for each in assessment.ratings.all()}
    given |= {each.question: each for each in assessment.context_answers.exclude(words="")}
    shown_before, shown_after = _shown(given, before), _shown(given, after)
    lost = [code for code in shown_before if code not in shown_after]
    back = [code for code in shown_after if code not in shown_before]
    keys = {each.key for each in after.domains}
    people = Contributor.objects.filter(assessment=assessment, revoked_at__isnull=True)
    return Moving(
        before=before,
        after=after,
        comparison=compare(before, after),
        n_staying=len(shown_before) - len(lost),
        unseen=tuple(replace(shown_before[code], why=_why(code, after)) for code in lost),
        returning=tuple(shown_after[code] for code in back),
        narrowed=tuple(each for each in people if not keys.issuperset(each.domains)),
    )


def asked_otherwise(
    made_on: str, framework: MaturityFramework, codes: Iterable[str]
) -> frozenset[str]:
    """Those of the codes that a page drawn on another version, `made_on`, did not ask in the same
    words and on the same scale as `framework` does; none when `made_on` is empty: not known."""
    if made_on in ("", framework.ref):
        return frozenset()
    alike: frozenset[str] = frozenset()
    if then := version_of(framework, made_on):
        alike = asked_alike(then, framework)
    return frozenset(codes) - alike


def version_of(framework: MaturityFramework, ref: str) -> MaturityFramework | None:
    """The version of the same framework that is called `ref`, None when it is not there."""
    try:
        found = rated_framework(ref)
    except FrameworkError:
        return None
    return found if found.key == framework.key else None


def _shown(given: dict, framework: MaturityFramework) -> dict[str, Kept]:
    """The answers that a version shows, in its order. `given`: rows by code."""
    levels = {level.value for level in framework.scale}
    shown = {}
    for domain in framework.domains:
        for each in domain.indicators:
            row = given.get(each.key)
            if isinstance(row, Rating) and (row.is_not_applicable or row.value in levels):
                words = in_words(row, framework)
                shown[each.key] = Kept(each.key, each.title, words, row.explanation)
        for each in domain.questions:
            row = given.get(each.key)
            if isinstance(row, ContextAnswer):
                shown[each.key] = Kept(each.key, each.title, row.words, "")
    return shown


def _why(code: str, after: MaturityFramework) -> str:
    if code in after.codes():
        return "This value is not on the new scale. Rate it again."
    return "The new version does not ask this."
