"""Bringing in self-ratings from elsewhere."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from adoption_reviews import audit
from adoption_reviews.actions import add_organisation, add_person
from adoption_reviews.frameworks import MaturityFramework, get_framework
from adoption_reviews.models import Organisation, Review, User
from adoption_reviews.trust_names import kind_named
from maturity.models import Rating, RatingVersion, SelfAssessment, Source, StatusChange
from maturity.queries.importing import ImportPlan, Round, import_plan

# Whose name stands beside answers that nobody here gave. Nobody signs in as it.
WRITER = "import@hub.invalid"


class ImportRefused(Exception):
    """Some rows cannot be brought in, so that none was. `plan` says which and why."""

    def __init__(self, plan: ImportPlan):
        super().__init__(f"{len(plan.refused)} rows cannot be brought in")
        self.plan = plan


@transaction.atomic
def import_ratings(
    *, rows: Iterable, framework: MaturityFramework, create_organisations: bool = False, by=None
) -> ImportPlan:
    """Bring in the rows of a ratings file, all or none, and say what was done.

    A round without a review gets one, closed already; its self-rating is agreed, as it was made
    and talked over elsewhere. `by` is a hub administrator, or None for the system. Raises
    ImportRefused when a row cannot be brought in.
    """
    list(SelfAssessment.objects.select_for_update().filter(framework_key=framework.key))
    plan = import_plan(rows, framework, create_organisations=create_organisations)
    if plan.refused:
        raise ImportRefused(plan)
    stored = {each.ods_code: _add(each, by) for each in plan.new_organisations}
    writer = None
    for each in plan.rounds:
        if each.assessment is None or each.added or each.changed:
            writer = writer or by or _writer()
            each.organisation = stored.get(each.organisation.ods_code, each.organisation)
            _write(each, framework, by, writer)
    return plan


def _add(organisation: Organisation, by) -> Organisation:
    return add_organisation(
        ods_code=organisation.ods_code,
        name=organisation.name,
        kind=kind_named(organisation.name),
        region="",
        by=by,
    )


def _writer() -> User:
    found = User.objects.filter(email=WRITER).first()
    if found is None:
        found = add_person(email=WRITER, name="Import from elsewhere", by=None)
        found.is_active = False
        found.save()
    return found


def _write(round_: Round, framework: MaturityFramework, by, writer: User) -> None:
    if round_.review is None:
        round_.review = _start(round_, framework, by)
    if round_.assessment is None:
        round_.assessment = _agreed(round_.review, framework, by)
    ratings = [
        Rating(
            assessment=round_.assessment,
            indicator=row.indicator,
            value=row.value,
            is_not_applicable=row.is_not_applicable,
            explanation=row.explanation,
            updated_by=writer,
        )
        for row in round_.added
    ]
    Rating.objects.bulk_create(ratings)
    for row, rating in round_.changed:
        rating.value, rating.is_not_applicable = row.value, row.is_not_applicable
        rating.explanation, rating.updated_by = row.explanation, writer
        rating.version += 1
        rating.save()
        ratings.append(rating)
    RatingVersion.objects.bulk_create(
        RatingVersion(
            rating=rating,
            version=rating.version,
            value=rating.value,
            is_not_applicable=rating.is_not_applicable,
            is_for_later=rating.is_for_later,
            explanation=rating.explanation,
            source=Source.IMPORT,
            by=writer,
        )
        for rating in ratings
    )
    audit.record(
        by=by,
        verb="maturity.imported",
        on=round_.assessment,
        review=round_.review,
        framework=framework.ref,
        added=len(round_.added),
        changed=len(round_.changed),
    )


def _start(round_: Round, framework: MaturityFramework, by) -> Review:
    """A review that is over: it took place elsewhere."""
    is_own = isinstance(get_framework(framework.ref), MaturityFramework)
    review = Review.objects.create(
        organisation=round_.organisation,
        round_number=round_.number,
        slug=f"{round_.organisation.ods_code.lower()}-{round_.number}",
        status=Review.Status.CLOSED,
        influences_ref=settings.INFLUENCES_FRAMEWORK,
        barriers_ref=settings.BARRIERS_FRAMEWORK,
        maturity_ref=framework.ref if is_own else settings.MATURITY_FRAMEWORK,
    )
    audit.record(
        by=by,
        verb="review.started",
        on=review,
        review=review,
        round_number=review.round_number,
        from_file=True,
    )
    return review


def _agreed(review: Review, framework: MaturityFramework, by) -> SelfAssessment:
    now = timezone.now()
    assessment = SelfAssessment.objects.create(
        review=review,
        framework_ref=framework.ref,
        status=SelfAssessment.Status.AGREED,
        submitted_at=now,
        imported_at=now,
    )
    StatusChange.objects.create(assessment=assessment, after=assessment.status, by=by)
    return assessment
