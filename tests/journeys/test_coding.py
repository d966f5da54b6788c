"""Marking words in a real browser, by mouse and by keyboard: the offsets are those of the words."""

import pytest
from django.urls import reverse

from adoption_reviews.vocabulary import Direction
from interviews.models import Coding, Passage
from tests.factories.interviews import InterviewFactory, SegmentFactory

TEXTS = [
    "Before 🩺🩺 we ring somebody up. Then we try it 🙂 on one ward!",
    "Nobody minds 👩🏽‍⚕️ any more. It spreads, slowly, to others.",
    "Two lines\nare here. The 🚑 end.",
]


@pytest.fixture
def interview(review):
    interview = InterviewFactory(review=review, number=1, participants__pseudonym="P07")
    for position, text in enumerate(TEXTS, 1):
        SegmentFactory(interview=interview, position=position, text=text, speaker="P07")
    return interview


@pytest.fixture
def url(interview):
    return reverse("interviews:code", args=[interview.review.slug, 1])


@pytest.fixture
def coding(open_page, reviewer, url):
    """The coding page, drawn."""
    page = open_page(reviewer)
    page.goto(url)
    page.locator("[data-transcript][tabindex]").wait_for()
    return page


def point(page, row, words, end=False):
    """Where in the window `words` begin or end in a row's text."""
    return page.evaluate(
        """([row, words, end]) => {
            const node = document.querySelectorAll("[data-text]")[row].firstChild;
            const start = node.data.indexOf(words);
            const range = document.createRange();
            range.setStart(node, start);
            range.setEnd(node, start + words.length);
            const all = [...range.getClientRects()];
            const box = end ? all.at(-1) : all[0];
            return [end ? box.right : box.left, box.top + box.height / 2];
        }""",
        [row, words, end],
    )


def drag(page, first, last):
    """Draws the mouse from the beginning of `first` to the end of `last`, each (row, words).

    The panel opens a moment after the button is let go; a key pressed before would miss it.
    """
    page.mouse.move(*point(page, *first))
    page.mouse.down()
    page.mouse.move(*point(page, *last, end=True), steps=5)
    page.mouse.up()
    panel(page).wait_for()


def panel(page):
    return page.get_by_role("dialog", name="Mark these words")


def marked():
    """Words at the stored offsets, with code and direction, in the order marked."""
    found = []
    for coding in Coding.objects.order_by("pk"):
        passage = coding.passage
        start, end = passage.start_segment, passage.end_segment
        words = (
            start.text[passage.start_offset : passage.end_offset]
            if start == end
            else start.text[passage.start_offset :] + " … " + end.text[: passage.end_offset]
        )
        found.append((words, coding.code, coding.direction))
    return found


def wait_until_marked(page, count):
    page.locator(".interviews-mark").nth(count - 1).wait_for()


def test_words_drawn_over_with_the_mouse_are_marked(coding, assert_accessible):
    page = coding
    drag(page, (0, "we ring"), (0, "up."))
    panel(page).wait_for()
    assert panel(page).get_by_role("combobox").evaluate("each => each === document.activeElement")
    assert_accessible(page)
    page.keyboard.type("netw-")
    page.keyboard.press("Enter")
    wait_until_marked(page, 1)
    drag(page, (0, "🙂 on"), (1, "any more."))
    panel(page).get_by_role("button", name="Mixed").click()
    panel(page).get_by_role("option", name="Someone holds the ring").click()
    wait_until_marked(page, 2)
    assert marked() == [
        ("we ring somebody up.", "good-networks", Direction.HINDERS),
        ("🙂 on one ward! … Nobody minds 👩🏽‍⚕️ any more.", "ring-holder", Direction.MIXED),
    ]
    assert [passage.quote for passage in Passage.objects.all()] == [
        "we ring somebody up.",
        "🙂 on one ward!\nNobody minds 👩🏽‍⚕️ any more.",
    ]
    assert_accessible(page)


def test_words_are_chosen_and_marked_with_the_keyboard_alone(coding):
    page = coding
    page.keyboard.press("ArrowDown")  # the focus is nowhere yet
    spoken = page.locator("[data-spoken]")
    assert spoken.inner_text() == "Before 🩺🩺 we ring somebody up."
    page.keyboard.press("ArrowDown")
    assert spoken.inner_text() == "Then we try it 🙂 on one ward!"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    assert spoken.inner_text() == "we try it 🙂 on one"
    page.keyboard.press("Enter")
    page.keyboard.type("trial")
    page.keyboard.press("Enter")
    wait_until_marked(page, 1)
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("=")
    page.keyboard.press("1")  # the latest influence again
    wait_until_marked(page, 2)
    assert marked() == [
        ("we try it 🙂 on one", "trialling-support", Direction.HELPS),
        (
            "Nobody minds 👩🏽‍⚕️ any more. It spreads, slowly, to others. … Two lines",
            "trialling-support",
            Direction.MIXED,
        ),
    ]


def test_same_influence_twice_says_so_and_escape_lets_go(coding):
    page = coding
    for _ in range(2):
        drag(page, (1, "It"), (1, "slowly"))
        page.keyboard.type("change")
        page.keyboard.press("Enter")
        wait_until_marked(page, 1)
    error = panel(page).get_by_role("alert")
    assert error.inner_text() == "You have already marked these words as that influence"
    page.keyboard.press("Escape")
    panel(page).wait_for(state="hidden")
    assert Coding.objects.count() == 1


def test_words_corrected_meanwhile_are_not_marked(coding, interview):
    page = coding
    segment = interview.segments.first()
    segment.text = segment.text.replace("ring", "phone")
    segment.save()
    drag(page, (0, "we ring"), (0, "up."))
    page.keyboard.press("Enter")
    panel(page).get_by_text("The transcript has changed since this page was opened").wait_for()
    assert Passage.objects.count() == 0


def test_lost_connection_says_that_nothing_was_marked(coding):
    page = coding
    page.context.set_offline(True)
    drag(page, (0, "we ring"), (0, "up."))
    page.keyboard.press("Enter")
    panel(page).get_by_text("There is no connection to the server").wait_for(timeout=20_000)
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    wait_until_marked(page, 1)
    assert Passage.objects.count() == 1


def test_mark_is_removed_and_brought_back(coding, url):
    page = coding
    drag(page, (1, "It"), (1, "slowly"))
    page.keyboard.press("Enter")
    wait_until_marked(page, 1)
    progress = page.locator(".interviews-code__progress")
    assert progress.inner_text() == "1 of 3 segments holds a marked passage"
    page.locator(".interviews-row").nth(1).hover()
    page.get_by_role("button", name="Remove Clear innovation narrative").click()
    page.get_by_text("Removed: Clear innovation narrative.").wait_for()
    assert Passage.objects.count() == 0
    assert progress.inner_text() == "0 of 3 segments hold a marked passage"
    page.get_by_role("button", name="Undo").click()
    wait_until_marked(page, 1)
    assert progress.inner_text() == "1 of 3 segments holds a marked passage"
    assert marked() == [("It spreads, slowly", "clear-narrative", Direction.HELPS)]
    page.goto(url)
    wait_until_marked(page, 1)


def highlighted(page):
    """Words drawn over the text, by the name of their highlight."""
    return page.evaluate(
        """() => Object.fromEntries([...CSS.highlights].map(([name, ranges]) => [name,
            [...ranges].map((range) => range.startContainer.data.slice(
                range.startOffset, range.endOffset))]).filter(([, words]) => words.length))"""
    )


def test_passages_are_drawn_on_their_words(coding, url):
    page = coding
    drag(page, (0, "🩺🩺"), (1, "any more."))
    page.keyboard.type("proportionate")
    page.keyboard.press("Enter")
    wait_until_marked(page, 1)
    drawn = [
        "🩺🩺 we ring somebody up. Then we try it 🙂 on one ward!",
        "Nobody minds 👩🏽‍⚕️ any more.",
    ]
    assert highlighted(page) == {"stage-2": drawn, "pending": drawn}
    page.goto(url)
    page.locator("[data-transcript][tabindex]").wait_for()
    assert highlighted(page) == {"stage-2": drawn}
    page.locator(".interviews-mark").hover()
    assert highlighted(page) == {"stage-2": drawn, "current": drawn}


def test_passages_are_drawn_where_there_is_no_highlight_api(coding, url):
    page = coding
    drag(page, (0, "we ring"), (0, "up."))
    page.keyboard.press("Enter")
    wait_until_marked(page, 1)
    page.add_init_script("delete globalThis.Highlight;")
    page.goto(url)
    marks = page.locator("[data-text] mark")
    marks.first.wait_for()
    assert marks.all_inner_texts() == ["we ring somebody up."]
    assert page.locator("[data-text]").first.text_content() == TEXTS[0]
    page.locator("[data-transcript]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("networks")
    page.keyboard.press("Enter")
    wait_until_marked(page, 2)
    assert marked()[1] == ("Before 🩺🩺 we ring somebody up.", "good-networks", "helps")


def test_passage_page_clears_a_quote(coding, assert_accessible):
    page = coding
    drag(page, (0, "we ring"), (0, "up."))
    page.keyboard.press("Enter")
    wait_until_marked(page, 1)
    page.locator(".interviews-mark__link").click()
    page.get_by_role("heading", name="Passage").wait_for()
    assert page.locator(".interviews-context mark").inner_text() == "we ring somebody up."
    assert_accessible(page)
    page.get_by_label("Quote without anything that names a person").fill("we ring [a colleague]")
    page.get_by_label("May be quoted in the report").check()
    page.get_by_role("button", name="Save quote").click()
    page.get_by_text("Saved. This passage may be quoted in the report").wait_for()
    passage = Passage.objects.get()
    assert (passage.anonymised_quote, passage.is_usable) == ("we ring [a colleague]", True)


def test_without_javascript_words_are_marked_by_the_form(
    open_page, reviewer, url, browser, live_server
):
    cookies = open_page(reviewer).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{live_server.url}{url}")
    page.get_by_text("Mark words without selecting them").click()
    page.get_by_label("Number of the segment").fill("2")
    page.get_by_label("The exact words").fill("spreads, slowly")
    page.locator("#id_code").select_option(label="Good networks")
    page.get_by_label("Mixed").check()
    page.get_by_role("button", name="Mark these words").click()
    page.get_by_text("The words are marked").wait_for()
    assert marked() == [("spreads, slowly", "good-networks", Direction.MIXED)]
    page.get_by_role("button", name="Remove Good networks").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("The mark is back").wait_for()
    assert marked() == [("spreads, slowly", "good-networks", Direction.MIXED)]
    context.close()
