"""Who was asked to answer which parts of a self-rating, and how far they have come."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from django.utils import timezone

from adoption_reviews.frameworks import Domain, MaturityFramework
from maturity.models import (
    ContextAnswer,
    ContextAnswerVersion,
    Contributor,
    Rating,
    RatingVersion,
    Remark,
    SelfAssessment,
)
from maturity.queries.assessments import framework_of
from maturity.queries.context import questions_of
from maturity.queries.parts import Part, PartsProgress, parts_progress, progress_of_each


@dataclass(frozen=True)
class GivenPart:
    """A part of the framework, and how many of its answers each person gave, most first."""

    part: Part
    by: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Invited:
    """Somebody who was asked, their parts in the order of the framework, and when they last did
    something here: answered, said something, or came in.
    """

    contributor: Contributor
    parts: tuple[GivenPart, ...]
    last_active: datetime | None

    @property
    def n_asked(self) -> int:
        return sum(each.part.n_asked for each in self.parts)

    @property
    def n_done(self) -> int:
        return sum(each.part.n_done for each in self.parts)

    @property
    def is_done(self) -> bool:
        return all(each.part.is_done for each in self.parts)

    @property
    def has_come_in(self) -> bool:
        return self.contributor.accepted_at is not None

    @property
    def is_revoked(self) -> bool:
        return self.contributor.revoked_at is not None

    @property
    def link_has_expired(self) -> bool:
        """Whether the link that was sent is too old for somebody who has not come in."""
        return not self.has_come_in and self.contributor.expires_at <= timezone.now()


def given_parts(assessment: SelfAssessment) -> list[GivenPart]:
    """Every domain of the framework with who answered in it. Four queries."""
    domains = framework_of(assessment).domains
    names = _answered_by(assessment)
    return [
        GivenPart(part, _tally(part.domain, names))
        for part in parts_progress(assessment, domains).parts
    ]


def contributors(assessment: SelfAssessment) -> list[Invited]:
    """Everybody who was ever asked, those who still are first, by name. Eight queries."""
    found = assessment.contributors.select_related("user", "invited_by")
    every_part = given_parts(assessment)
    active = _last_active(assessment)
    people = [
        Invited(
            contributor=each,
            parts=tuple(given for given in every_part if given.part.key in each.domains),
            last_active=max(
                filter(None, (active.get(each.user_id), each.accepted_at)), default=None
            ),
        )
        for each in found
    ]
    return sorted(
        people, key=lambda each: (each.is_revoked, each.contributor.name, each.contributor.pk)
    )


def invited_person(assessment: SelfAssessment, pk: int) -> Invited | None:
    """One of them. Eight queries."""
    return next((each for each in contributors(assessment) if each.contributor.pk == pk), None)


@dataclass(frozen=True)
class Share:
    """What one person was given of one self-rating, and how far it is."""

    assessment: SelfAssessment
    framework: MaturityFramework
    progress: PartsProgress

    @property
    def n_asked(self) -> int:
        return sum(part.n_asked for part in self.progress.parts)

    @property
    def n_done(self) -> int:
        return sum(part.n_done for part in self.progress.parts)

    @property
    def words(self) -> str:
        return f"{self.n_done} of {self.n_asked} answered"


def shares(user) -> list[Share]:
    """What somebody was given in all self-ratings, newest round first. Three queries."""
    given = Contributor.objects.filter(user=user, revoked_at=None).select_related(
        "assessment__review__organisation"
    )
    codes = defaultdict(set)
    for each in given:
        codes[each.assessment_id] |= set(each.domains)
    assessments = {each.assessment_id: each.assessment for each in given}
    seen = [
        (each, [domain for domain in framework_of(each).domains if domain.key in codes[pk]])
        for pk, each in assessments.items()
    ]
    progress = progress_of_each(seen)
    found = [Share(each, framework_of(each), progress[each.pk]) for each, _ in seen]
    return sorted(
        found, key=lambda each: (-each.assessment.review.round_number, each.assessment.pk)
    )


def _tally(domain: Domain, names: dict[str, str]) -> tuple[tuple[str, int], ...]:
    asked = [each.key for each in (*domain.indicators, *questions_of(domain))]
    return tuple(Counter(names[key] for key in asked if key in names).most_common())


def _answered_by(assessment: SelfAssessment) -> dict[str, str]:
    """By code: the name of who gave the answer, where there is one. Two queries."""
    ratings = Rating.objects.filter(
        Q(value__isnull=False) | Q(is_not_applicable=True), assessment=assessment
    )
    described = ContextAnswer.objects.filter(assessment=assessment).exclude(words="")
    return dict(ratings.values_list("indicator", "updated_by__name")) | dict(
        described.values_list("question", "updated_by__name")
    )


def _last_active(assessment: SelfAssessment) -> dict[int, datetime]:
    """By user: when they last answered or said something. Three queries."""
    found = {}
    for rows in (
        RatingVersion.objects.filter(rating__assessment=assessment),
        ContextAnswerVersion.objects.filter(answer__assessment=assessment),
        Remark.objects.filter(assessment=assessment),
    ):
        for user, at in rows.order_by().values_list("by").annotate(at=Max("at")):
            found[user] = max(at, found.get(user, at))
    return found
