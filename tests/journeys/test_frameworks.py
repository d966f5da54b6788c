"""A framework's way from a faulty file to what trusts rate themselves on, version after version."""

import pytest
from playwright.sync_api import expect

from adoption_reviews.frameworks import forget_published
from adoption_reviews.models import HubFramework
from adoption_reviews.roles import Role
from tests.factories.core import MembershipFactory
from tests.factories.frameworks import HubFrameworkFactory, framework_text
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory
from tests.maturity.test_versions import FIRST, SECOND

FAULTY = framework_text().replace("title: Time", "titel: Time").replace("value: 2", "value: two")


@pytest.fixture(autouse=True)
def _nothing_published():
    forget_published()
    yield
    forget_published()


def test_faulty_file_is_mended_previewed_and_published(open_page, assert_accessible, tmp_path):
    administrator = MembershipFactory(role=Role.HUB_ADMINISTRATOR).user
    path = tmp_path / "own.yaml"
    path.write_text(FAULTY, encoding="utf-8")
    page = open_page(administrator)
    page.goto("/admin/frameworks/")
    assert_accessible(page)
    page.get_by_role("link", name="Upload a framework").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Check the file").click()

    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    table = page.get_by_role("table", name="What is wrong with the file")
    expect(table.locator("tbody tr")).to_have_count(3)
    expect(table).to_contain_text("“value” must be a whole number, not “two”")
    assert_accessible(page)

    text = page.get_by_label("Text of the file")
    expect(text).to_have_value(FAULTY)
    text.fill(framework_text())
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("our-own@2026.1 is kept as a draft")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("link", name="Preview", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("About us")
    page.get_by_role("link", name="Next: Leading").click()
    page.get_by_role("group", name="Staff get time").get_by_label("2 – In places").check()
    assert_accessible(page)

    page.get_by_role("link", name="Our own framework").click()
    page.get_by_role("link", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Publish this version?")
    assert_accessible(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("our-own@2026.1 is published")).to_be_visible()
    assert HubFramework.objects.get().is_published


def test_lead_sees_what_a_newer_version_changes_and_moves(open_page, assert_accessible, review):
    for version, text in (("1", FIRST), ("2", SECOND)):
        HubFrameworkFactory(key="steps", version=version, text=text, published=True)
    lead = MembershipFactory(role=Role.TRUST_LEAD, organisation=review.organisation).user
    assessment = SelfAssessmentFactory(review=review, framework_ref="steps@1")
    for code, value in (("staff-time", 1), ("leaders-time", 2), ("own-budget", 4)):
        RatingFactory(assessment=assessment, indicator=code, value=value)
    page = open_page(lead)
    page.goto(f"/reviews/{review.slug}/maturity/steps/")
    page.get_by_role("link", name="See what it changes and move there").click()
    expect(page.get_by_role("heading", name="Answers that are kept unseen")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Move to the new version").click()
    expect(page.get_by_text("The self-rating is on version 2 now.")).to_be_visible()
