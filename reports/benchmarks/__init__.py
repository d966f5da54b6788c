"""Benchmarks: each is a function that measures something of ours beside something known.

To add one, write a module with a function that gives `Measured`s, and name the function
below. Both sides take turns in the same run, or share the same load, so that a busy machine slows
both; what they need is made beforehand.
"""

from reports.benchmarks.code_grid import grid_embedded, grid_served
from reports.benchmarks.coding_at_once import coding_at_once
from reports.benchmarks.coding_pages import coding_pages
from reports.benchmarks.cohort import cohort_embedded, cohort_served
from reports.benchmarks.keystrokes import keystrokes
from reports.benchmarks.rating import rating_embedded, rating_served
from reports.benchmarks.report_build import report_build
from reports.benchmarks.saving import saving_embedded, saving_served
from reports.benchmarks.searching import searching
from reports.benchmarks.suggested_codes import hit_rates, time_to_suggest
from reports.benchmarks.transcript_import import transcript_import

# These find the demo hub in a database of their own, which is thrown away afterwards.
ON_THE_DEMO = {
    "report": [report_build],
    "import": [transcript_import],
    "search": [searching],
    "suggestions": [hit_rates, time_to_suggest],
}
# These start the product themselves, with rows of their own.
ON_THE_RUNNING_PRODUCT = {
    "typing": [keystrokes],
    "saving": [saving_embedded, saving_served],
    "coding": [coding_pages, coding_at_once],
    "grid": [grid_embedded, grid_served],
    "rating": [rating_embedded, rating_served],
    "cohort": [cohort_embedded, cohort_served],
}

ALL = ON_THE_DEMO | ON_THE_RUNNING_PRODUCT
