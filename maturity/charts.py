"""The spread of self-ratings as a chart."""

from collections.abc import Sequence

from adoption_reviews.charts import (
    NOT_ANSWERED,
    NOT_APPLICABLE,
    Bar,
    Chart,
    level_series,
    stacked_bars,
)
from adoption_reviews.frameworks import MaturityFramework
from maturity.adding_up import Area


def spread_chart(
    spread: Sequence[Area],
    framework: MaturityFramework,
    *,
    title: str = "Self-rating by domain",
    as_shares: bool = False,
) -> Chart:
    """A bar for each domain: answers at each level, highest first, then not applicable, silent.

    With `as_shares` all bars are equally long: better for several assessments together.
    """
    levels = level_series([level.title for level in framework.scale])
    bars = [
        Bar(
            label=domain.title,
            counts=domain.counts,
            note=f"{domain.n_answered} of {domain.n_asked} rated",
        )
        for domain in spread
    ]
    series = [*reversed(levels), NOT_APPLICABLE, NOT_ANSWERED]
    return stacked_bars(title=title, series=series, bars=bars, as_shares=as_shares)
