"""Writing a case study: by two at once, signed out in between, with a page left by mistake."""

import pytest
from playwright.sync_api import expect

from casestudies.models import CaseStudy
from tests.factories.casestudies import CaseStudyFactory


@pytest.fixture
def case_study(review, reviewer):
    return CaseStudyFactory(review=review, number=1, author=reviewer)


def edit_url(case_study):
    return f"{case_study.get_absolute_url()}edit/"


def test_case_study_is_written_and_read(open_page, review, reviewer, assert_accessible):
    page = open_page(reviewer)
    page.goto(f"/reviews/{review.slug}/case-studies/")
    page.get_by_role("link", name="Add a case study").click()
    assert_accessible(page)
    page.get_by_role("button", name="Save case study").click()
    expect(page.get_by_role("link", name="Enter innovation")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Innovation", exact=True).fill("Heparin at home")
    page.get_by_label("Pathway").check()
    page.get_by_label("How was it decided?").fill("<script>alert('x')</script>\nBy the division.")
    page.get_by_label("Support for trials").select_option("Helps")
    page.get_by_role("button", name="Save case study").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Heparin at home")
    expect(page.get_by_text("<script>alert('x')</script>")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Support for trials")).to_contain_text(
        "helps"
    )
    assert_accessible(page)
    assert CaseStudy.objects.get().how_decided == "<script>alert('x')</script>\nBy the division."


def test_leaving_with_words_not_saved_warns_and_offers_them_again(open_page, reviewer, case_study):
    page = open_page(reviewer)
    page.goto(edit_url(case_study))
    page.get_by_label("Lessons").fill("Start small.")
    warned = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"**{case_study.get_absolute_url()}")
    assert warned == ["beforeunload"]
    page.goto(edit_url(case_study))
    expect(page.get_by_label("Lessons")).to_have_value("")
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("Lessons")).to_have_value("Start small.")
    page.get_by_role("button", name="Save case study").click()
    page.wait_for_url(f"**{case_study.get_absolute_url()}")
    page.goto(edit_url(case_study))
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)
    assert warned == ["beforeunload"]
    case_study.refresh_from_db()
    assert case_study.lessons == "Start small."


def test_signed_out_on_saving_loses_nothing(open_page, reviewer, case_study):
    page = open_page(reviewer)
    page.goto(edit_url(case_study))
    page.get_by_label("Lessons").fill("Start small.")
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save case study").click()
    page.wait_for_url("**/account/login/**")
    page.context.add_cookies(kept)
    page.goto(edit_url(case_study))
    page.get_by_role("button", name="Put it back").click()
    page.get_by_role("button", name="Save case study").click()
    page.wait_for_url(f"**{case_study.get_absolute_url()}")
    case_study.refresh_from_db()
    assert case_study.lessons == "Start small."


def test_words_put_back_do_not_undo_what_others_saved_since(open_page, reviewer, case_study):
    page = open_page(reviewer)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(edit_url(case_study))
    page.get_by_label("Lessons").fill("Start small.")
    CaseStudy.objects.update(version=2, lessons="Start at once.")
    page.goto(edit_url(case_study))
    page.get_by_role("button", name="Put it back").click()
    page.get_by_role("button", name="Save case study").click()
    expect(page.locator(".casestudies-theirs")).to_contain_text("Start at once.")
    expect(page.get_by_label("Lessons")).to_have_value("Start small.")


def test_two_who_save_at_once_see_both_and_choose(
    open_page, reviewer, case_study, assert_accessible
):
    page = open_page(reviewer)
    page.goto(edit_url(case_study))
    CaseStudy.objects.update(version=2, lessons="Start at once.", benefits="Beds freed.")
    page.get_by_label("Lessons").fill("Start small.")
    page.get_by_role("button", name="Save case study").click()
    expect(
        page.get_by_role("link", name="Choose which to save: Lessons", exact=True)
    ).to_be_visible()
    assert_accessible(page)
    lessons = page.locator(".casestudies-theirs").filter(has_text="Start at once.")
    lessons.get_by_label("What I have above").check()
    benefits = page.locator(".casestudies-theirs").filter(has_text="Beds freed.")
    benefits.get_by_label("What they saved").check()
    page.get_by_role("button", name="Save case study").click()
    page.wait_for_url(f"**{case_study.get_absolute_url()}")
    case_study.refresh_from_db()
    assert (case_study.lessons, case_study.benefits) == ("Start small.", "Beds freed.")
