import re
from itertools import pairwise
from xml.etree import ElementTree

from django.template.loader import render_to_string

from adoption_reviews.charts import (
    NOT_ANSWERED,
    NOT_APPLICABLE,
    Bar,
    Cell,
    CellRow,
    Segment,
    ShareBar,
    Slice,
    WheelGroup,
    cell_rows,
    level_series,
    share_bars,
    stacked_bars,
    wheel,
)

SERIES = [*level_series(["Low", "High"]), NOT_APPLICABLE, NOT_ANSWERED]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(bars, **more):
    return stacked_bars(title="Ratings", series=SERIES, bars=bars, **more)


def widths(drawing):
    return [box.width for box in drawing.boxes]


def test_segments_are_as_long_as_their_counts():
    chart = drawn([Bar("Vision", (2, 0, 1, 1)), Bar("Money", (1, 0, 0, 0))])
    unit = 370 / 4
    assert widths(chart.wide) == [
        round(2 * unit - 2, 1),
        round(unit - 2, 1),
        round(unit - 2, 1),
        round(unit - 2, 1),
    ]
    assert [box.text.words for box in chart.wide.boxes] == ["2", "1", "1", "1"]


def test_shares_make_every_bar_as_long():
    chart = drawn([Bar("Vision", (2, 2, 0, 0)), Bar("Money", (0, 1, 0, 0))], as_shares=True)
    assert widths(chart.wide) == [183.0, 183.0, 368.0]


def test_nothing_counted_draws_no_segment():
    assert drawn([]).wide.boxes == ()
    assert drawn([Bar("Vision", (0, 0, 0, 0))]).narrow.boxes == ()
    assert drawn([Bar("Vision", (0, 0, 0, 0))]).wide.description == "Ratings. Vision: nothing."


def test_narrow_segment_keeps_its_count_in_the_description():
    chart = drawn([Bar("Vision", (1, 400, 0, 0))])
    assert chart.wide.boxes[0].text is None
    assert chart.wide.description == "Ratings. Vision: 1 low, 400 high."


def test_levels_differ_in_shade_and_the_rest_in_pattern():
    for n in range(2, 8):
        assert len({each.fill for each in level_series(["level"] * n)}) == n
    chart = drawn([Bar("Vision", (1, 1, 1, 1))])
    assert [(bool(box.hatch), box.series.is_dashed) for box in chart.wide.boxes] == [
        (False, False),
        (False, False),
        (True, False),
        (False, True),
    ]


def test_hatching_stays_within_its_box():
    chart = drawn([Bar("Vision", (1, 1, 1, 1))])
    (box,) = [box for box in chart.wide.boxes if box.hatch]
    points = [tuple(map(float, each)) for each in re.findall(r"[ML]([\d.]+) ([\d.]+)", box.hatch)]
    assert all(box.x <= x <= box.x + box.width + 0.1 for x, _ in points)
    assert all(box.y <= y <= box.y + box.height + 0.1 for _, y in points)


def test_drawing_is_svg_with_its_title_first_and_words_escaped():
    chart = drawn([Bar("<script>alert(1)</script> & more", (1, 1, 1, 1), note="2 of 4 rated")])
    for drawing in (chart.wide, chart.narrow):
        root = ElementTree.fromstring(
            render_to_string("charts/stacked_bars.html", {"drawing": drawing})
        )
        assert root[0].tag == f"{SVG}title"
        assert root[0].text == drawing.description
        assert "style" not in root.attrib
        words = [text.text for text in root.iter(f"{SVG}text")]
        assert "2 of 4 rated" in words
        assert words[-4:] == ["Low", "High", "Not applicable", "Not answered"]
        assert "<script>alert(1)</script> &" in " ".join(words)


# --- Shares ----------------------------------------------------------------------------------

LEVELS = level_series(["Low", "Middle", "High"])


def shares(*bars):
    return share_bars(title="Shares", series=LEVELS[::-1], bars=bars, own_label="Own answers")


def drawn_as(template, name, drawing):
    return ElementTree.fromstring(render_to_string(f"charts/{template}.html", {name: drawing}))


def test_shares_are_of_those_who_answered_and_the_rest_stands_apart():
    bar = ShareBar("Vision", (3, 0, 1), ("75%", "0%", "25%"), 2, 4, note="n = 4 of 10")
    chart = shares(bar)

    assert [(box.width, box.height) for box in chart.wide.boxes] == [
        (275.5, 26),
        (90.5, 26),
        (72.0, 8),
        (146.0, 8),
    ]
    assert chart.wide.description == (
        "Shares. Vision: 75% high, 25% low, n = 4 of 10; 2 not applicable, 4 not answered."
    )


def test_shares_of_nobody_have_no_segment():
    chart = shares(ShareBar("Vision", (0, 0, 0), ("", "", ""), note="n = 0 of 0"))

    assert chart.wide.boxes == ()
    assert chart.wide.description == "Shares. Vision: nobody answered, n = 0 of 0."


def test_own_answers_are_marked_apart_from_each_other():
    bar = ShareBar("Vision", (98, 1, 1), ("98%", "1%", "1%"), own=(1, 2, 3))
    for drawing in (shares(bar).wide, shares(bar).narrow):
        *marks, key = drawing.marks
        places = [mark.x for mark in marks]
        assert [mark.text.words for mark in marks] == ["1", "2", "3"]
        assert key.text.words == "Own answers"
        assert all(after - before >= 24 for before, after in pairwise(places))
        assert places[-1] + 24 <= drawing.width - 92 * (drawing.width == 720)
    assert shares(bar).wide.description.endswith(
        "Vision: 98% high, 1% middle, 1% low; own answers: 1 high, 2 middle, 3 low."
    )


# --- Cells -----------------------------------------------------------------------------------


def test_cells_of_another_time_stand_below():
    row = CellRow(
        "Money",
        (Cell(LEVELS[2], "5"), Cell(NOT_ANSWERED, "–")),
        (Cell(LEVELS[0], "1"), Cell(NOT_APPLICABLE, "n/a")),
        "5, before 1",
    )
    chart = cell_rows(title="Cells", rows=[row], series=LEVELS)
    now, silent, before, not_applicable = chart.wide.boxes

    assert (now.x, now.width) == (before.x, before.width)
    assert before.y == now.y + 28
    assert (silent.series.is_dashed, bool(not_applicable.hatch)) == (True, True)
    root = drawn_as("stacked_bars", "drawing", chart.narrow)
    assert (root[0].tag, root[0].text) == (f"{SVG}title", "Cells. Money: 5, before 1.")
    assert [each.text for each in root.iter(f"{SVG}text")][:5] == ["Money", "5", "–", "1", "n/a"]


# --- The wheel -------------------------------------------------------------------------------


def ring(*segments, before="", title=""):
    drawn = wheel(
        title="Wheel",
        series=LEVELS,
        groups=[WheelGroup(title, tuple(Segment(name, slices) for name, slices in segments))],
        now="Round 2",
        before=before,
    )
    return drawn.wide


def reach(piece):
    """The radius at which a piece ends."""
    return float(re.search(r"A([\d.]+) ", piece.path)[1])


def test_wheel_has_levels_by_radius_and_by_shade():
    drawn = ring(*((name, (Slice(name, step=step),)) for step, name in enumerate("135", 1)))

    assert [reach(piece) for piece in drawn.pieces] == [80.0, 115.0, 150.0]
    assert [piece.series.fill for piece in drawn.pieces] == [each.fill for each in LEVELS]
    assert [text.words for text, _ in drawn.values] == ["1", "3", "5"]


def test_wheel_draws_silence_and_not_applicable_apart_over_the_whole_radius():
    drawn = ring(("A", (Slice("–"),)), ("B", (Slice("n/a", is_not_applicable=True),)))
    silent, not_applicable = drawn.pieces

    assert (silent.series, bool(silent.hatch)) == (NOT_ANSWERED, False)
    assert (not_applicable.series, bool(not_applicable.hatch)) == (NOT_APPLICABLE, True)
    assert {reach(silent), reach(not_applicable)} == {150.0}


def test_wheel_marks_another_time_and_lists_it():
    slices = (Slice("5", step=3, before=1, before_words="1"), Slice("3", step=2))
    drawn = ring(("Money", slices), before="Round 1", title="Means")

    assert drawn.marks.count("A80.0") == 1
    assert [text.words for text in drawn.heads] == ["Round 2", "Round 1"]
    assert [text.words for text in drawn.figures] == ["1", "5 3", "1 –"]
    assert [(item.text.words, item.is_head) for item in drawn.items] == [
        ("Means", True),
        ("Money", False),
    ]
    assert drawn.description == "Wheel. Money: 5 (round 1: 1), 3."


def test_wheel_is_svg_with_its_title_first():
    drawn = ring(("<b>", (Slice("5", step=3),)))
    root = drawn_as("wheel", "ring", drawn)

    assert (root[0].tag, root[0].text) == (f"{SVG}title", "Wheel. <b>: 5.")
    assert "<b>" in [each.text for each in root.iter(f"{SVG}text")]
    assert [each.tag for each in root.iter() if {"style", "class"} & set(each.attrib)] == [root.tag]


def test_wheel_of_one_answer_is_drawn_whole():
    drawn = ring(("All", (Slice("1", step=1),)))

    assert re.search(r"A80\.0 80\.0 0 1 1 ", drawn.pieces[0].path)
