import re
from xml.etree import ElementTree

from django.template.loader import render_to_string

from adoption_reviews.charts import (
    NOT_ANSWERED,
    NOT_APPLICABLE,
    Bar,
    level_series,
    stacked_bars,
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
