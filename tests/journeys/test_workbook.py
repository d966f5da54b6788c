"""A lead downloads the workbook, fills it in without a network, uploads it and chooses."""

import openpyxl
import pytest
from playwright.sync_api import expect

from maturity.actions import Change, save_ratings
from maturity.models import Rating, UploadedWorkbook

SELF_RATING = "/reviews/{}/maturity/insites-learning-framework/"
VISION = "2 Vision and strategy"


@pytest.fixture
def page(open_page, trust_lead):
    """The browser of the trust's lead."""
    return open_page(trust_lead)


def test_workbook_goes_down_and_comes_up_again(
    page, trust_contributor, assessment, assert_accessible, tmp_path
):
    page.goto(SELF_RATING.format(assessment.review.slug))
    page.get_by_role("link", name="Fill it in as a workbook").click()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the workbook").click()
    path = tmp_path / "filled in.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    sheet = book[VISION]
    sheet["C4"], sheet["D4"] = "5 – Proud to share", "The board agreed it in May"
    sheet["C5"] = 4
    sheet["C6"], sheet["D6"] = "Not applicable", "We have another word for it"
    book.save(path)
    # A colleague answers on the page meanwhile.
    theirs = Change("agreed-strategy", 3, False, "Half of it is agreed", 0)
    save_ratings(assessment=assessment, changes=[theirs], by=trust_contributor)

    page.locator('input[type="file"]').set_input_files(path)
    page.get_by_role("button", name="Check the workbook").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check the workbook")
    expect(page.get_by_role("table")).to_contain_text("“4” is not on the scale.")
    assert_accessible(page)
    assert Rating.objects.count() == 1
    save = page.get_by_role("button", name="Save these changes")
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("Choose which answer to keep")
    expect(page.get_by_role("alert")).to_contain_text("Tick that these are left out")
    assert_accessible(page)

    # It waits while they look at something else.
    page.goto(f"{SELF_RATING.format(assessment.review.slug)}workbook/")
    page.get_by_role("link", name="filled in.xlsx").click()
    page.get_by_label("The one in the workbook").check()
    page.get_by_label("Leave these out and take over the rest").check()
    save.click()
    page.wait_for_url(f"**{SELF_RATING.format(assessment.review.slug)}")
    expect(page.get_by_text("2 answers changed from the workbook.")).to_be_visible()
    assert list(
        Rating.objects.order_by("indicator").values_list("indicator", "value", "version")
    ) == [
        ("agreed-strategy", 5, 2),
        ("clear-definition", None, 1),
    ]
    assert UploadedWorkbook.objects.get().applied_at is not None


def test_self_rating_is_printed(page, assessment, assert_accessible):
    page.goto(SELF_RATING.format(assessment.review.slug))
    page.get_by_role("link", name="Print it").click()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Print an empty form").click()
    assert_accessible(page)
    page.emulate_media(media="print")
    for hidden in (".app-navigation", ".app-breadcrumbs", ".maturity-print-choice", ".app-footer"):
        expect(page.locator(hidden).first).to_be_hidden()
    parts = page.locator(".maturity-print-part")
    breaks = "each => each.map(part => getComputedStyle(part).breakBefore)"
    assert parts.evaluate_all(breaks) == ["auto"] + ["page"] * 7
