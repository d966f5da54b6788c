"""Writing case studies. A save names the version it was made on, so that none is lost unseen."""

from django.db import transaction
from django.db.models import Max

from adoption_reviews import audit
from adoption_reviews.coding.following import Was, follow
from adoption_reviews.models import Review
from casestudies.models import CaseStudy, CaseStudyVersion, InfluenceSeen
from casestudies.queries import directions


class Outdated(Exception):
    """Somebody else saved the case study since it was read; nothing was saved."""


@transaction.atomic
def add_case_study(*, review, values: dict, influences: dict[str, str], by) -> CaseStudy:
    """Add the review's next case study.

    `values` are model fields by name, `influences` directions by code of the review's framework.
    """
    Review.objects.select_for_update().get(pk=review.pk)  # one number at a time
    highest = CaseStudy.objects.filter(review=review).aggregate(Max("number"))["number__max"]
    case_study = CaseStudy.objects.create(
        review=review, number=(highest or 0) + 1, author=by, **values
    )
    _write_influences(case_study, review, influences)
    _keep_version(case_study, values, influences, by)
    audit.record(
        by=by,
        verb="case-study.added",
        on=case_study,
        review=review,
        number=case_study.number,
        influences=influences,
    )
    return case_study


@transaction.atomic
def save_case_study(
    *, case_study, values: dict, influences: dict[str, str], base_version: int, by
) -> CaseStudy:
    """Save a case study that was read at `base_version`; saying what is there changes nothing.

    Raises Outdated when it has been saved since, with something else.
    """
    review = case_study.review
    case_study = CaseStudy.objects.select_for_update().get(pk=case_study.pk)
    seen = directions(case_study, review.influences_ref)
    changed = [name for name, value in values.items() if getattr(case_study, name) != value]
    if not changed and seen == influences:
        return case_study
    if base_version != case_study.version:
        raise Outdated
    was = {
        name: Was(case_study.version, text := getattr(case_study, name), stood=bool(text))
        for name in changed
        if name in CaseStudy.PARTS
    }
    for name in changed:
        setattr(case_study, name, values[name])
    case_study.version += 1
    case_study.updated_by = by
    case_study.save()
    if seen != influences:
        _write_influences(case_study, review, influences)
    _keep_version(case_study, values, influences, by)
    _reanchor(case_study, was)
    audit.record(
        by=by,
        verb="case-study.changed",
        on=case_study,
        review=review,
        number=case_study.number,
        version=case_study.version,
        fields=changed,
        influences=influences,
    )
    return case_study


def _reanchor(case_study, was: dict[str, Was]) -> None:
    """Keep the passages that reach into changed parts on their words. `was`: see `follow`."""
    order = CaseStudy.PARTS.index
    touched = [
        each
        for each in case_study.passages.all()
        if any(order(each.start_part) <= order(part) <= order(each.end_part) for part in was)
    ]
    follow(case_study, touched, was)


def _write_influences(case_study, review, influences: dict[str, str]) -> None:
    """Influences of other framework versions stay as they are."""
    case_study.influences_seen.filter(framework_ref=review.influences_ref).delete()
    InfluenceSeen.objects.bulk_create(
        InfluenceSeen(
            case_study=case_study,
            framework_ref=review.influences_ref,
            code=code,
            direction=direction,
        )
        for code, direction in influences.items()
    )


def _keep_version(case_study, values: dict, influences: dict[str, str], by) -> None:
    CaseStudyVersion.objects.create(
        case_study=case_study,
        version=case_study.version,
        content={**values, "influences": influences},
        by=by,
    )
