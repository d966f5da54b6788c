"""Rows of what is written about trusts and by them: case studies and self-ratings."""

from datetime import datetime, timedelta

from adoption_reviews.frameworks import get_framework
from adoption_reviews.models import Review, User
from casestudies.models import CaseStudy, Coding, InfluenceSeen, Passage
from maturity.models import Rating, RatingVersion, SelfAssessment, StatusChange
from reports.demo.rows_contributors import make_contributors
from reports.demo.rows_filling import fill_in
from reports.demo.rows_hub import Hub, at
from reports.demo.words import Answer, Filling, ReviewPlan, Words

RATED_TWICE = 9  # every so manyth answer was given before it was explained


def make_case_studies(words: Words, hub: Hub) -> None:
    """Store the case studies of all reviews, with the influences seen in each."""
    for key, review in hub.reviews.items():
        written = at(words.reviews[key].interviews[1] + timedelta(days=10), 15)
        studies = CaseStudy.objects.bulk_create(
            CaseStudy(
                review=review,
                number=number,
                innovation=study.innovation,
                kind=study.kind,
                is_nationally_prioritised=study.is_nationally_prioritised,
                how_identified=study.how_identified,
                how_decided=study.how_decided,
                how_implemented=study.how_implemented,
                benefits=study.benefits,
                lessons=study.lessons,
                author=hub.reviewers[number % 2],
            )
            for number, study in enumerate(words.case_studies[key], start=1)
        )
        InfluenceSeen.objects.bulk_create(
            InfluenceSeen(
                case_study=row,
                framework_ref=review.influences_ref,
                code=code,
                direction=direction,
            )
            for row, study in zip(studies, words.case_studies[key], strict=True)
            for code, direction in study.influences.items()
        )
        review.case_studies.update(created_at=written, updated_at=written)


def mark_case_studies(words: Words, hub: Hub) -> None:
    """Store the passages marked in case studies, with their codes, a week after they were
    written. Each is marked by the reviewer who did not write the case study.
    """
    for key, review in hub.reviews.items():
        codings = []
        for marked in words.case_study_passages.get(key, ()):
            study = review.case_studies.get(number=marked.study)
            text = getattr(study, marked.part)
            if text.count(marked.words) != 1:
                raise ValueError(f"Not once in case study {marked.study} of {key}: {marked.words}")
            start = text.index(marked.words)
            [reviewer] = [user for user in hub.reviewers[:2] if user != study.author]
            passage = study.passages.create(
                start_part=marked.part,
                start_offset=start,
                end_part=marked.part,
                end_offset=start + len(marked.words),
                quote=marked.words,
                created_by=reviewer,
            )
            codings += [
                Coding(
                    passage=passage,
                    framework_ref=ref,
                    code=code,
                    direction=direction,
                    author=reviewer,
                )
                for ref, codes in (
                    (review.influences_ref, marked.influences),
                    (review.barriers_ref, marked.barriers),
                )
                for code, direction in codes.items()
            ]
        Coding.objects.bulk_create(codings)
        coded = at(words.reviews[key].interviews[1] + timedelta(days=17), 11)
        Passage.objects.filter(case_study__review=review).update(created_at=coded)
        Coding.objects.filter(passage__case_study__review=review).update(created_at=coded)


def make_self_ratings(words: Words, hub: Hub) -> None:
    """Store every review's self-rating; one without a date in trusts.yaml stays open."""
    for key, review in hub.reviews.items():
        plan = words.reviews[key]
        _make_self_rating(
            review,
            plan,
            answers={
                code: words.ratings[code][key]
                for code in get_framework(review.maturity_ref).codes()
                if key in words.ratings[code]
            },
            lead=hub.leads[plan.trust],
            filling=words.filling.get(key, Filling()),
        )


def _make_self_rating(
    review: Review, plan: ReviewPlan, answers: dict[str, Answer], lead: User, filling: Filling
) -> None:
    submitted_at = at(plan.rated_on, 16, 40) if plan.rated_on else None
    begun_at = at(plan.interviews[0], 9, 30)
    assessment = SelfAssessment.objects.create(
        review=review,
        framework_ref=review.maturity_ref,
        status="submitted" if submitted_at else "open",
        submitted_at=submitted_at,
        submitted_by=lead if submitted_at else None,
    )
    StatusChange.objects.create(assessment=assessment, after="open", by=lead)
    if submitted_at:
        StatusChange.objects.create(
            assessment=assessment, before="open", after="submitted", by=lead
        )
    answered_by = make_contributors(assessment, plan, lead, begun_at)
    ratings = Rating.objects.bulk_create(
        Rating(
            assessment=assessment,
            indicator=code,
            value=answer.value,
            is_not_applicable=answer.is_not_applicable,
            explanation=answer.explanation,
            version=2 if place % RATED_TWICE == 0 else 1,
            updated_by=answered_by.get(code, lead),
        )
        for place, (code, answer) in enumerate(answers.items())
    )
    RatingVersion.objects.bulk_create(
        version for rating in ratings for version in _versions(rating)
    )
    _date(assessment, begun_at, saved_at=submitted_at or begun_at + timedelta(days=7, hours=6))
    fill_in(assessment, filling, begun_at, lead)


def _versions(rating: Rating) -> list[RatingVersion]:
    return [
        RatingVersion(
            rating=rating,
            version=version,
            value=rating.value,
            is_not_applicable=rating.is_not_applicable,
            explanation=rating.explanation if version == rating.version else "",
            by=rating.updated_by,
        )
        for version in range(1, rating.version + 1)
    ]


def _date(assessment: SelfAssessment, begun_at: datetime, saved_at: datetime) -> None:
    saved_at -= timedelta(hours=2)
    SelfAssessment.objects.filter(pk=assessment.pk).update(created_at=begun_at)
    assessment.status_changes.filter(after="open").update(at=begun_at)
    assessment.status_changes.filter(after="submitted").update(at=assessment.submitted_at)
    assessment.ratings.update(updated_at=saved_at)
    RatingVersion.objects.filter(rating__assessment=assessment).update(at=saved_at)
