"""The pages that compare codes, where there is nothing, little or much to compare."""

import pytest

from tests.factories.hub import text
from tests.factories.interviews import CodingFactory, PassageFactory, SegmentFactory

PAGES = ["", "together/", "saturation/"]


@pytest.mark.parametrize("page", PAGES)
def test_page_says_where_codes_come_from_while_there_are_none(review, reviewer, signed_in, page):
    shown = text(signed_in(reviewer).get(f"/reviews/{review.slug}/grid/{page}"))
    assert "Nothing is coded yet" in shown
    assert "Go to the interviews" in shown
    assert "Download" not in shown


@pytest.mark.parametrize("page", PAGES)
def test_page_keeps_its_choices_where_they_leave_nothing(
    review, reviewer, interviewed, signed_in, page
):
    interviewed(review, ("good-networks", "helps"))
    address = f"/reviews/{review.slug}/grid/{page}?family=deciding-whether-to-adopt"
    shown = signed_in(reviewer).get(address).text
    assert "Nothing is coded yet" not in shown
    assert '<form method="get"' in shown


def test_grid_names_no_participant(review, reviewer, interviewed, signed_in):
    interviewed(review, ("good-networks", "helps"), identity__name="Wenna Tregarth")
    for page in [*PAGES, "?by=role-group", "passages/"]:
        shown = signed_in(reviewer).get(f"/reviews/{review.slug}/grid/{page}").text
        assert "Tregarth" not in shown


def test_passages_come_in_pages_and_keep_their_filters(review, reviewer, signed_in):
    segment = SegmentFactory(interview__review=review, interview__number=4)
    for _ in range(51):
        CodingFactory(passage=PassageFactory(start_segment=segment))
    address = f"/reviews/{review.slug}/grid/passages/?interview=4"
    first, second = (signed_in(reviewer).get(f"{address}{page}") for page in ("", "&page=2"))
    assert (first.text.count("<blockquote>"), second.text.count("<blockquote>")) == (50, 1)
    assert 'data-passages="51"' in second.text
    assert "?interview=4&amp;page=2" in first.text


def test_passages_say_where_they_are_from(review, reviewer, interviewed, signed_in):
    interviewed(
        review,
        ("good-networks", "hinders"),
        pseudonym="P07",
        division="Surgery",
        text="We hear of nothing & nobody tells us <b>.",
    )
    code = "positive-influences@2020.1:good-networks"
    address = f"/reviews/{review.slug}/grid/passages/?code={code}&division=Surgery"
    shown = signed_in(reviewer).get(address)
    assert "We hear of nothing &amp; nobody tells us &lt;b&gt;." in shown.text
    assert '<span class="nhsuk-caption-l">Surgery' in shown.text
    assert "1 passage , 1 person." in text(shown)
    assert "P07, front line, Surgery" in text(shown)
    assert "Good networks hinders or is missing" in text(shown)
    assert f'href="/reviews/{review.slug}/grid/?by=division"' in shown.text
