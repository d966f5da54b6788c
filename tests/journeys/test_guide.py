"""The guide in a real browser: asked along by keyboard, and written without a script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from adoption_reviews.vocabulary import RoleGroup
from interviews.models import CoveredPrompt, GuideVersion, Interview
from tests.factories.guides import GuideFactory, GuideVersionFactory, content, question
from tests.factories.interviews import InterviewFactory
from tests.journeys.recording import loaded, wait_for_status
from tests.journeys.settling import wait_until

TABLET = {"width": 820, "height": 1180}
OPENING = "How do you hear of it?"
SECOND = "Who looks outward, and <when>?"
BOARDS = "What have you told staff?"


@pytest.fixture
def interview(review):
    version = GuideVersionFactory(
        content=content(
            identify=[
                question("opening", OPENING, prompts=[("good-networks", "Networks")]),
                question("boards", BOARDS, RoleGroup.EXECUTIVE, prompts=[("message", "Message")]),
                question("second", SECOND, prompts=[("time", "Time"), ("pay", "Pay")]),
            ]
        )
    )
    return InterviewFactory(
        review=review,
        number=1,
        status=Interview.Status.PLANNED,
        guide_version=version,
        participants__pseudonym="P07",
    )


@pytest.fixture
def recording(open_page, reviewer, interview):
    """The recording page, the keyboard in an empty segment."""
    page = open_page(reviewer)
    page.goto(reverse("interviews:record", args=[interview.review.slug, 1]))
    loaded(page)
    return page


def open_text(page, words):
    """Wait until the segment that is written in says `words`, the cursor behind them."""
    is_open = """(words) => {
        const editor = document.activeElement;
        return editor.tagName === "TEXTAREA" && editor.value === words
            && editor.selectionStart === words.length;
    }"""
    wait_until(page, lambda: page.evaluate(is_open, words), True)


def rows(interview):
    return list(interview.segments.standing().values_list("text", "kind", "speaker", "question"))


def stage(page, name="Identifying innovations"):
    return page.get_by_role("button", name=re.compile(f"^{name}"))


def guide_button(page, words):
    return page.get_by_label("Guide").get_by_role("button", name=words)


def test_guide_is_followed_by_keyboard(recording, interview, assert_accessible):
    page = recording
    page.keyboard.press("Alt+g")
    open_text(page, OPENING)
    page.keyboard.press("Enter")
    open_text(page, "")
    page.keyboard.type("From a colleague.")
    page.keyboard.press("Alt+g")
    open_text(page, SECOND)
    stage(page).get_by_text("2 of 2 asked").wait_for()

    page.keyboard.press("Alt+a")
    open_text(page, "")
    page.keyboard.type("And who pays for it?")
    guide_button(page, "And who pays for it?").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type("The charity.")
    page.keyboard.press("Alt+g")  # every question of the stage has been asked
    open_text(page, "The charity.")
    page.get_by_text("Every question of this stage has been asked").wait_for()

    page.keyboard.press("Control+2")
    page.keyboard.press("Alt+g")
    open_text(page, "When a member of staff comes back with an innovation, what happens next?")
    wait_for_status(page, "Saved")
    assert rows(interview) == [
        (OPENING, "question", "Interviewer", "opening"),
        ("From a colleague.", "speech", "P07", ""),
        (SECOND, "question", "Interviewer", "second"),
        ("And who pays for it?", "question", "Interviewer", ""),
        ("The charity.", "speech", "P07", ""),
        (
            "When a member of staff comes back with an innovation, what happens next?",
            "question",
            "Interviewer",
            "decide-opening",
        ),
    ]
    assert_accessible(page)


def test_question_asked_already_is_gone_to_and_not_asked_twice(recording, interview):
    page = recording
    guide_button(page, f"{OPENING} (not asked yet)").click()
    open_text(page, OPENING)
    page.keyboard.press("Enter")
    page.keyboard.type("From a colleague.")
    guide_button(page, f"{OPENING} (asked: go to it)").click()
    open_text(page, OPENING)
    page.keyboard.type(" Tell me.")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+a")
    page.keyboard.type("My own?")
    page.keyboard.press("Escape")
    guide_button(page, "My own?").click()
    open_text(page, "My own?")
    wait_for_status(page, "Saved")
    assert [(text, key) for text, _, _, key in rows(interview)] == [
        (f"{OPENING} Tell me.", "opening"),
        ("From a colleague.", ""),
        ("My own?", ""),
    ]


def test_question_deleted_counts_as_not_asked(recording):
    page = recording
    page.keyboard.press("Alt+g")
    open_text(page, OPENING)
    stage(page).get_by_text("1 of 2 asked").wait_for()
    page.keyboard.press("Alt+x")
    stage(page).get_by_text("0 of 2 asked").wait_for()
    page.keyboard.press("Alt+z")
    stage(page).get_by_text("1 of 2 asked").wait_for()


def test_questions_for_others_are_folded_away_and_can_be_asked(recording, interview):
    page = recording
    expect(guide_button(page, BOARDS)).to_be_hidden()
    page.get_by_text("For other role groups").first.click()
    guide_button(page, BOARDS).click()
    open_text(page, BOARDS)
    wait_for_status(page, "Saved")
    assert [key for *_, key in rows(interview)] == ["boards"]
    stage(page).get_by_text("0 of 2 asked").wait_for()  # it is beside what these people are asked


def test_prompts_unfold_with_the_question_and_are_counted(recording):
    page = recording
    expect(page.get_by_label("Networks", exact=True)).to_be_visible()
    page.keyboard.press("Alt+g")
    open_text(page, OPENING)
    page.get_by_label("Networks", exact=True).check()
    stage(page).get_by_text("1 of 3 covered").wait_for()
    guide_button(page, SECOND).click()
    page.get_by_label("Time", exact=True).wait_for()
    expect(page.get_by_label("Networks", exact=True)).to_be_hidden()
    wait_until(page, CoveredPrompt.objects.count, 1)
    page.reload()
    stage(page).get_by_text("1 of 3 covered").wait_for()


def test_on_a_tablet_the_next_question_is_at_hand(open_page, reviewer, interview):
    page = open_page(reviewer, TABLET)
    page.goto(reverse("interviews:record", args=[interview.review.slug, 1]))
    loaded(page)
    expect(guide_button(page, f"{SECOND} (not asked yet)")).to_be_hidden()
    guide_button(page, f"Next: {OPENING}").click()
    open_text(page, OPENING)
    guide_button(page, f"Next: {SECOND}").wait_for()
    page.get_by_text("All questions").first.click()
    guide_button(page, f"{OPENING} (asked: go to it)").wait_for()
    editor = page.locator("textarea").bounding_box()
    assert editor["x"] + editor["width"] <= TABLET["width"]


@pytest.fixture
def without_script(browser, live_server, open_page, hub_administrator):
    """An administrator's page in a browser that runs no scripts."""
    signed_in = open_page(hub_administrator)
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        storage_state=signed_in.context.storage_state(),
    )
    yield context.new_page()
    context.close()


def test_guide_is_written_and_published_without_a_script(without_script):
    page = without_script
    page.goto("/admin/guides/")
    page.get_by_role("link", name="Start from the standard guide").click()
    page.get_by_label("Title").fill("Acute trusts")
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_role("link", name="Add a question to Deciding whether to adopt").click()
    page.get_by_label("Question", exact=True).fill(SECOND)
    page.get_by_label("Only some role groups").check()
    page.get_by_label("Front line").check()
    page.get_by_label("Prompt 1", exact=True).fill("Time")
    page.get_by_role("button", name="Add a prompt").click()
    page.get_by_label("Prompt 2", exact=True).fill("Pay")
    page.get_by_role("button", name="Move prompt 2 up").click()
    expect(page.get_by_label("Prompt 1", exact=True)).to_have_value("Pay")
    expect(page.get_by_label("Question", exact=True)).to_have_value(SECOND)
    page.get_by_label("Question", exact=True).focus()
    page.get_by_label("Prompt 1", exact=True).press("Enter")  # saves, and moves nothing
    page.get_by_text("The question has been saved in the draft.").wait_for()
    page.get_by_role("button", name=f"Move up: “{SECOND}”").click()
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish version 1").click()
    page.get_by_text("Acute trusts, version 1 is published.").wait_for()
    published = GuideVersion.objects.get().content["stages"][1]["questions"]
    assert published[0]["text"] == SECOND
    assert (published[0]["role_groups"], [each["title"] for each in published[0]["prompts"]]) == (
        ["front-line"],
        ["Pay", "Time"],
    )


def test_pages_of_a_guide_are_accessible(open_page, hub_administrator, assert_accessible):
    guide = GuideFactory(title="Acute trusts")
    page = open_page(hub_administrator)
    page.goto(guide.get_absolute_url())
    assert_accessible(page)
    page.get_by_role("link", name="Preview").click()
    page.get_by_label("Guide", exact=True).wait_for()
    page.get_by_role("button", name=re.compile("not asked yet")).first.click()
    page.get_by_text("1 of 1 asked").first.wait_for()
    assert_accessible(page)
    page.goto(reverse("guides:question", args=[guide.pk, "decide-opening"]))
    page.get_by_label("Question", exact=True).fill("")
    page.get_by_role("button", name="Save question").click()
    page.get_by_role("link", name="Enter question").wait_for()
    assert_accessible(page)
    page.goto(reverse("guides:publish", args=[guide.pk]))
    assert_accessible(page)
