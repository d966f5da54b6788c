"""A part that is open while the self-rating is moved to another version of its framework."""

import pytest
from playwright.sync_api import expect

from adoption_reviews.frameworks import forget_published
from maturity.actions.versions import move_to_version
from maturity.models import Rating
from tests.factories.frameworks import HubFrameworkFactory, framework_text
from tests.factories.maturity import RatingFactory, SelfAssessmentFactory
from tests.journeys.rating import block, ready, status

# The level 4 is called otherwise, and one indicator is reworded in the third.
SECOND = framework_text("steps", "2").replace("title: Everywhere", "title: Nearly everywhere")
THIRD = framework_text("steps", "3").replace("Staff get time", "Staff have time")


@pytest.fixture
def assessment(review):
    forget_published()
    for version, text in (("1", framework_text("steps", "1")), ("2", SECOND), ("3", THIRD)):
        HubFrameworkFactory(key="steps", version=version, text=text, published=True)
    assessment = SelfAssessmentFactory(review=review, framework_ref="steps@1")
    RatingFactory(assessment=assessment, indicator="staff-time", value=1, explanation="Some")
    yield assessment
    forget_published()


@pytest.fixture
def page(open_page, trust_lead, assessment):
    page = open_page(trust_lead)
    page.goto(f"/reviews/{assessment.review.slug}/maturity/steps/parts/leading/")
    ready(page)
    return page


def stored():
    rows = Rating.objects.order_by("indicator")
    return list(rows.values_list("indicator", "value", "explanation"))


def test_answer_given_after_the_move_waits_and_its_words_are_used_again(
    page, assessment, trust_lead, assert_accessible
):
    move_to_version(assessment=assessment, framework_ref="steps@2", by=trust_lead)
    staff = block(page, "staff-time")
    staff.locator("textarea").fill("Two days a month")
    staff.get_by_label("4 – Everywhere").check()
    expect(staff.locator("[data-status]")).to_contain_text("This part has changed")
    expect(status(page)).to_have_text("1 answer is not saved: see beside each.")
    assert_accessible(page)
    assert stored() == [("staff-time", 1, "Some")]

    staff.get_by_role("link", name="Open this part again").click()
    earlier = page.get_by_role("group", name="What you typed before this part changed")
    expect(earlier).to_contain_text("4 – Everywhere")
    expect(earlier).to_contain_text("Two days a month")
    expect(staff.get_by_label("1 – Not yet")).to_be_checked()
    expect(staff.locator("textarea")).to_have_value("Some")
    assert_accessible(page)

    page.reload()  # it stays until it is used or let go
    earlier.get_by_role("button", name="Use these words").click()
    expect(earlier).to_have_count(0)
    staff.get_by_label("4 – Nearly everywhere").check()
    expect(status(page)).to_have_text("All answers are saved.")
    assert stored() == [("staff-time", 4, "Some\n\nTwo days a month")]
    page.reload()
    ready(page)
    expect(earlier).to_have_count(0)


def test_answer_that_means_the_same_is_saved_after_the_move(page, assessment, trust_lead):
    move_to_version(assessment=assessment, framework_ref="steps@3", by=trust_lead)
    block(page, "leaders-time").get_by_label("4 – Everywhere").check()
    expect(block(page, "leaders-time").locator("[data-status]")).to_contain_text("Saved at")
    assert ("leaders-time", 4, "") in stored()


def test_words_typed_without_a_connection_meet_the_new_version(page, assessment, trust_lead):
    page.context.set_offline(True)
    block(page, "staff-time").locator("textarea").fill("On the train")
    block(page, "leaders-time").locator("textarea").fill("Also on the train")
    expect(status(page)).to_have_text("Kept on this device, 2 waiting.")
    move_to_version(assessment=assessment, framework_ref="steps@3", by=trust_lead)
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"/reviews/{assessment.review.slug}/maturity/steps/parts/leading/")
    ready(page)
    earlier = page.get_by_role("group", name="What you typed before this part changed")
    expect(earlier).to_contain_text("On the train")
    leaders = block(page, "leaders-time").locator("textarea")
    expect(leaders).to_have_value("Also on the train")
    assert stored() == [("leaders-time", None, "Also on the train"), ("staff-time", 1, "Some")]

    earlier.get_by_role("button", name="Discard what I typed").click()
    expect(earlier).to_have_count(0)
    page.goto(f"/reviews/{assessment.review.slug}/maturity/steps/")
    expect(page.locator("[data-answers-on-device]")).to_be_hidden()
