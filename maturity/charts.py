"""Self-ratings as charts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from adoption_reviews.charts import (
    NOT_ANSWERED,
    NOT_APPLICABLE,
    Bar,
    Cell,
    CellRow,
    Chart,
    Segment,
    Series,
    ShareBar,
    Slice,
    WheelGroup,
    cell_rows,
    level_series,
    share_bars,
    stacked_bars,
    wheel,
)
from adoption_reviews.charts.cells import NOT_ASKED
from adoption_reviews.charts.wheel import Wheel
from adoption_reviews.frameworks import MaturityFramework
from maturity import adding_up
from maturity.adding_up import Answer, Area, Counts
from maturity.queries.profile import Beside, Moved, Profile, ProfilePart, short

# A ring of more sub-domains is too fine to be read: it is drawn by domain.
MOST_SEGMENTS = 36


def spread_chart(
    spread: Sequence[Area],
    framework: MaturityFramework,
    *,
    title: str = "Self-rating by domain",
) -> Chart:
    """A bar for each domain of one self-rating: how many answers at each level, highest first,
    then not applicable, silent."""
    bars = [
        Bar(
            label=domain.title,
            counts=domain.counts,
            note=f"{domain.n_answered} of {domain.n_asked} rated",
        )
        for domain in spread
    ]
    series = [*reversed(_levels(framework)), NOT_APPLICABLE, NOT_ANSWERED]
    return stacked_bars(title=title, series=series, bars=bars)


def shares_chart(
    rows: Iterable[tuple[str, Area, Counts | None]],
    framework: MaturityFramework,
    *,
    title: str,
    own_label: str = "Own answers",
) -> Chart:
    """A bar for each (label, area, own answers or None): shares of those who answered, highest
    level first, with n beside and what has no share in a strip below."""
    bars = [
        ShareBar(
            label=label,
            counts=tuple(reversed(area.n_per_level.values())),
            words=tuple(per_cent(each) for each in reversed(area.percentage_per_level.values())),
            n_not_applicable=area.n_not_applicable,
            n_silent=area.n_silent,
            own=tuple(reversed(own.n_per_level.values())) if own else (),
            note=f"n = {area.n_answered} of {area.n_asked}",
        )
        for label, area, own in rows
    ]
    series = list(reversed(_levels(framework)))
    return share_bars(title=title, series=series, bars=bars, own_label=own_label)


def part_chart(part: ProfilePart, profile: Profile, now: str, before: str) -> Chart:
    """A row for each sub-domain of a part with a cell for each indicator; those of the round
    before stand below. `now` and `before` name the rounds; `before` is empty without one."""
    series = _by_answer(profile.framework)
    rows = []
    for sub, those in part.sub_domains:
        rows.append(
            CellRow(
                label=sub.title,
                cells=tuple(Cell(series[each.now], short(each.now)) for each in those),
                before=tuple(_before(each, series) for each in those) if before else (),
                words=", ".join(_told(each, before) for each in those),
                note=_note(those) if before else "",
            )
        )
    keys = [*reversed(_levels(profile.framework)), NOT_APPLICABLE, NOT_ANSWERED]
    title = (
        f"{part.domain.title}, {now} above {before}" if before else f"{part.domain.title}, {now}"
    )
    return cell_rows(title=title, rows=rows, series=keys)


def profile_wheel(profile: Profile, now: str, before: str) -> Wheel:
    """A slice for each indicator. `before` is empty when there is no round before."""
    values = [level.value for level in profile.framework.scale]

    def a_slice(each: Beside) -> Slice:
        found = answer_slice(each.now, values)
        if not before:
            return found
        step = values.index(each.before) + 1 if isinstance(each.before, int) else None
        return replace(found, before=step, before_words=_short_before(each))

    parts = [
        (
            part.domain.title,
            [(sub.title, list(map(a_slice, those))) for sub, those in part.sub_domains],
        )
        for part in profile.parts
        if part.indicators
    ]
    return answers_wheel(parts, profile.framework, now=now, before=before)


def answer_slice(answer: Answer, values: Sequence[int]) -> Slice:
    """An answer on a scale with the values `values`, lowest first."""
    return Slice(
        words=short(answer),
        step=values.index(answer) + 1 if answer in values else None,
        is_not_applicable=answer == adding_up.NOT_APPLICABLE,
    )


def answers_wheel(
    parts: Sequence[tuple[str, Sequence[tuple[str, Sequence[Slice]]]]],
    framework: MaturityFramework,
    *,
    now: str,
    before: str = "",
) -> Wheel:
    """A segment for each sub-domain, or domain where there are very many. `parts` are (title of
    the domain, (title of the sub-domain, slices))."""
    if sum(len(subs) for _, subs in parts) > MOST_SEGMENTS:
        groups = [
            WheelGroup(
                "",
                tuple(
                    Segment(title, tuple(each for _, those in subs for each in those))
                    for title, subs in parts
                ),
            )
        ]
    else:
        groups = [
            WheelGroup(
                title if len(parts) > 1 else "",
                tuple(Segment(sub, tuple(those)) for sub, those in subs),
            )
            for title, subs in parts
        ]
    return wheel(
        title=f"{framework.title}: {now}",
        series=_levels(framework),
        groups=groups,
        now=now,
        before=before,
    )


def per_cent(percentage: int | None) -> str:
    return "" if percentage is None else f"{percentage}%"


def _levels(framework: MaturityFramework) -> tuple[Series, ...]:
    return level_series([level.title for level in framework.scale])


def _by_answer(framework: MaturityFramework) -> dict:
    values = [level.value for level in framework.scale]
    return {
        **dict(zip(values, _levels(framework), strict=True)),
        adding_up.NOT_APPLICABLE: NOT_APPLICABLE,
        None: NOT_ANSWERED,
    }


def _before(each: Beside, series: dict) -> Cell:
    return Cell(series[each.before] if each.was_asked else NOT_ASKED, _short_before(each))


def _short_before(each: Beside) -> str:
    return short(each.before) if each.was_asked else "new"


def _told(each: Beside, before: str) -> str:
    words = each.now_words.lower()
    return f"{words} ({before.lower()}: {each.then_words.lower()})" if before else words


def _note(those: Sequence[Beside]) -> str:
    """What moved, as far as there is room: 1 up, 1 down."""
    moved = [each.moved for each in those]
    counts = [(moved.count(Moved.UP), "up"), (moved.count(Moved.DOWN), "down")]
    return ", ".join(f"{n} {word}" for n, word in counts if n)
