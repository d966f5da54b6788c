"""What a large cohort's self-ratings add up to, beside the SQL that counts the same."""

import random

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from adoption_reviews.models import Organisation, Review, User
from adoption_reviews.rated import rated_framework
from maturity.adding_up import Summary
from maturity.models import Rating, SelfAssessment
from maturity.queries.cohort import cohort_summary
from reports.benchmarks.measuring import Failed, Measured, in_turns
from reports.benchmarks.product import Product, embedded_product, served_product

ORGANISATIONS, ROUNDS, TIMES = 250, 3, 25
MOST_QUERIES = 4
# Of 10 answers: so many are silent, not applicable, and spread over the scale.
ANSWERS = [None, "n/a", 1, 1, 3, 3, 3, 3, 5, 5]

# Written anew, so that the summary's counts are checked as well. One version, one scale.
BARE = """
WITH begun AS (
    SELECT assessment.id, ROW_NUMBER() OVER (
        PARTITION BY review.organisation_id ORDER BY review.round_number DESC
    ) AS place
    FROM maturity_selfassessment assessment
    JOIN adoption_reviews_review review ON review.id = assessment.review_id
    WHERE assessment.framework_key = %s AND assessment.status IN ('submitted', 'agreed')
    AND EXISTS (
        SELECT 1 FROM maturity_rating given WHERE given.assessment_id = assessment.id
            AND given.indicator IN ({codes})
            AND (given.value IN (1, 3, 5) OR given.is_not_applicable)
    )
)
SELECT rating.indicator, rating.value, COUNT(*)
FROM maturity_rating rating JOIN begun ON begun.id = rating.assessment_id
WHERE begun.place = 1 AND rating.indicator IN ({codes})
    AND (rating.value IN (1, 3, 5) OR rating.is_not_applicable)
GROUP BY rating.indicator, rating.value
"""


def cohort_embedded() -> list[Measured]:
    with embedded_product() as product:
        return [_measured(product, "SQLite")]


def cohort_served() -> list[Measured]:
    with served_product() as product:
        return [_measured(product, "PostgreSQL")]


def _measured(product: Product, database: str) -> Measured:
    found = product.run("measure_cohort()", [__name__])
    if found["queries"] > MOST_QUERIES:
        raise Failed(f"{database}: {found['queries']} queries, at most {MOST_QUERIES} were meant")
    return Measured(
        what=f"summary of the cohort on {database}",
        size=f"n = {TIMES}, {ORGANISATIONS} organisations × {ROUNDS} rounds × 35 indicators",
        ours=found["ours"],
        compared_with="its bare SQL",
        theirs=found["theirs"],
        note=f"{found['queries']} queries, {found['counts']} counts the same",
    )


def measure_cohort() -> dict:
    """Seconds of both, and how many queries and counts; in the product's own database.

    Raises Failed where the two do not count the same.
    """
    framework = rated_framework(settings.MATURITY_FRAMEWORK)
    codes = framework.codes()
    make_cohort(ORGANISATIONS, codes)
    with connection.cursor() as cursor:  # as the database would find out by itself in time
        cursor.execute("ANALYZE")

    def ours() -> Summary:
        return cohort_summary(framework)

    bare = BARE.format(codes=", ".join(["%s"] * len(codes)))

    def theirs() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(bare, [framework.key, *codes, *codes])
            return cursor.fetchall()

    with CaptureQueriesContext(connection) as queries:
        counts = counts_of(ours())
    if counts != {tuple(row) for row in theirs()}:
        raise Failed("the summary and its bare SQL do not count the same")
    seconds = in_turns(ours, theirs, times=TIMES)
    return {
        "ours": seconds[0],
        "theirs": seconds[1],
        "queries": len(queries),
        "counts": len(counts),
    }


def make_cohort(many: int, codes: list[str]) -> None:
    """`many` organisations with their rounds, each with a self-rating in which most is answered."""
    dice = random.Random(35)
    somebody = User.objects.create(email="rater@bench.example", name="Rater")
    organisations = Organisation.objects.bulk_create(
        Organisation(ods_code=f"B{number:03}", name=f"Trust {number}") for number in range(many)
    )
    reviews = Review.objects.bulk_create(
        Review(
            organisation=organisation,
            round_number=number,
            slug=f"{organisation.ods_code.lower()}-{number}",
            influences_ref=settings.INFLUENCES_FRAMEWORK,
            barriers_ref=settings.BARRIERS_FRAMEWORK,
            maturity_ref=settings.MATURITY_FRAMEWORK,
        )
        for organisation in organisations
        for number in range(1, ROUNDS + 1)
    )
    assessments = SelfAssessment.objects.bulk_create(
        SelfAssessment(
            review=review,
            framework_key=review.maturity_ref.partition("@")[0],
            framework_ref=review.maturity_ref,
            status=SelfAssessment.Status.AGREED,
            submitted_at=timezone.now(),
        )
        for review in reviews
    )
    given = [(each, code, dice.choice(ANSWERS)) for each in assessments for code in codes]
    Rating.objects.bulk_create(
        (
            Rating(
                assessment=assessment,
                indicator=code,
                value=answer if isinstance(answer, int) else None,
                is_not_applicable=answer == "n/a",
                explanation="As it stands with us this year, in a sentence or two.",
                updated_by=somebody,
            )
            for assessment, code, answer in given
        ),
        batch_size=2_000,
    )


def counts_of(summary: Summary) -> set[tuple]:
    """The summary's figures as rows of the bare SQL."""
    rows = [
        (area.key, answer, n)
        for area in summary.indicators
        for answer, n in [*area.n_per_level.items(), (None, area.n_not_applicable)]
    ]
    return {row for row in rows if row[-1]}
