"""The grid of codes of a review, beside the SQL that counts the same."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from adoption_reviews.codes import code_groups, split_key
from adoption_reviews.models import Review
from reports.benchmarks.coded_rows import make_coded_review
from reports.benchmarks.measuring import Failed, Measured, in_turns
from reports.benchmarks.product import Product, embedded_product, served_product
from reports.queries.code_grid import CodeGrid, code_grid
from reports.queries.grid_columns import By

INTERVIEWS, CODINGS, TIMES = 100, 10_000, 15
MOST_QUERIES = 6

# Written anew, so that the grid's counts are checked as well. Empty code: all codes; number 0: all.
BARE = """
WITH said AS (
    SELECT coding.framework_ref, coding.code, coding.passage_id, interview.number,
        COALESCE(start.participant_id, first.participant_id) AS person
    FROM interviews_coding coding
    JOIN interviews_passage passage ON passage.id = coding.passage_id
    JOIN interviews_segment start ON start.id = passage.start_segment_id
    JOIN interviews_segment finish ON finish.id = passage.end_segment_id
    JOIN interviews_interview interview ON interview.id = passage.interview_id
    LEFT JOIN interviews_participant speaker ON speaker.id = start.participant_id
    LEFT JOIN (
        SELECT interview_id, MIN(participant_id) AS participant_id
        FROM interviews_interview_participants GROUP BY interview_id
    ) first ON first.interview_id = interview.id
    WHERE interview.review_id = %s AND interview.status = 'completed' AND coding.counts
        AND start.kind <> 'question'
        AND start.deleted_at IS NULL AND finish.deleted_at IS NULL
        AND speaker.withdrawn_at IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM interviews_interview_participants taking
            JOIN interviews_participant gone ON gone.id = taking.participant_id
            WHERE taking.interview_id = interview.id AND gone.withdrawn_at IS NOT NULL
        )
)
SELECT framework_ref, code, number, COUNT(DISTINCT person), COUNT(DISTINCT passage_id)
    FROM said GROUP BY framework_ref, code, number
UNION ALL SELECT framework_ref, code, 0, COUNT(DISTINCT person), COUNT(DISTINCT passage_id)
    FROM said GROUP BY framework_ref, code
UNION ALL SELECT '', '', number, COUNT(DISTINCT person), COUNT(DISTINCT passage_id)
    FROM said GROUP BY number
UNION ALL SELECT '', '', 0, COUNT(DISTINCT person), COUNT(DISTINCT passage_id) FROM said
"""


def grid_embedded() -> list[Measured]:
    with embedded_product() as product:
        return [_measured(product, "SQLite")]


def grid_served() -> list[Measured]:
    with served_product() as product:
        return [_measured(product, "PostgreSQL")]


def _measured(product: Product, database: str) -> Measured:
    found = product.run("measure_grid()", [__name__])
    if found["queries"] > MOST_QUERIES:
        raise Failed(f"{database}: {found['queries']} queries, at most {MOST_QUERIES} were meant")
    return Measured(
        what=f"grid of codes on {database}",
        size=f"n = {TIMES}, {INTERVIEWS} interviews, {CODINGS:,} codings",
        ours=found["ours"],
        compared_with="its bare SQL",
        theirs=found["theirs"],
        note=f"{found['queries']} queries, {found['counts']:,} counts the same",
    )


def measure_grid() -> dict:
    """Seconds of both, and how many queries and counts; in the product's own database.

    Raises Failed where the two do not count the same.
    """
    review, reviewer = make_coded_review(INTERVIEWS, CODINGS)
    review = Review.objects.select_related("organisation").get(pk=review.pk)
    with connection.cursor() as cursor:  # as the database would find out by itself in time
        cursor.execute("ANALYZE")

    def ours() -> CodeGrid:
        return code_grid([review], reviewer, by=By.INTERVIEW, groups=code_groups(review))

    def theirs() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [review.pk])
            return cursor.fetchall()

    with CaptureQueriesContext(connection) as queries:
        counts = counts_of(ours())
    if counts != {tuple(row) for row in theirs()}:
        raise Failed("the grid and its bare SQL do not count the same")
    seconds = in_turns(ours, theirs, times=TIMES)
    return {
        "ours": seconds[0],
        "theirs": seconds[1],
        "queries": len(queries),
        "counts": len(counts),
    }


def counts_of(grid: CodeGrid) -> set[tuple]:
    """The grid's figures as rows of the bare SQL."""
    numbers = [int(column.query.partition("=")[2]) for column in grid.columns]
    rows = [(split_key(row.code.key), row.cells, row.total) for row in grid.rows]
    return {
        (*key, number, cell.n_people, cell.n_passages)
        for key, cells, total in [*rows, (("", ""), grid.totals, grid.total)]
        for number, cell in zip([*numbers, 0], [*cells, total], strict=True)
        if cell
    }
