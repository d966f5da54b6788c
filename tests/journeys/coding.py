"""What tests do on the coding page, and what they find there and in the database."""

from interviews.models import Coding
from tests.factories.interviews import InterviewFactory, SegmentFactory
from tests.journeys.settling import settle, wait_until

NARROW = {"width": 320, "height": 640}
READY = "[data-ready]"
TEXTS = [
    "Before 🩺🩺 we ring somebody up. Then we try it 🙂 on one ward!",
    "Nobody minds 👩🏽‍⚕️ any more. It spreads, slowly, to others.",
    "Two lines\nare here. The 🚑 end.",
]


def interview_with_words(review):
    """Interview 1, in which P07 says TEXTS."""
    interview = InterviewFactory(review=review, number=1, participants__pseudonym="P07")
    for position, text in enumerate(TEXTS, 1):
        SegmentFactory(interview=interview, position=position, text=text, speaker="P07")
    return interview


def opened(page, url):
    page.goto(url)
    page.locator(READY).wait_for()
    settle(page)  # its words stay where they are from now on
    return page


def point(page, row, words, end=False):
    """Where in the window `words` begin or end in a row's text."""
    return page.evaluate(
        """([row, words, end]) => {
            const element = document.querySelectorAll("[data-text]")[row];
            element.scrollIntoView({ block: "nearest" });
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            const nodes = [];
            while (walker.nextNode()) nodes.push(walker.currentNode);
            const find = (at) => {
                for (const node of nodes) {
                    if (at <= node.length) return [node, at];
                    at -= node.length;
                }
            };
            const start = element.textContent.indexOf(words);
            const range = document.createRange();
            range.setStart(...find(start));
            range.setEnd(...find(start + words.length));
            const all = [...range.getClientRects()].filter((box) => box.width);
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


def click_words(page, row, words):
    """Clicks in the middle of words of one line, which opens the passage there."""
    x, y = point(page, row, words)
    to, _ = point(page, row, words, end=True)
    page.mouse.click((x + to) / 2, y)
    card(page).wait_for()


def panel(page):
    return page.get_by_role("dialog", name="Mark these words")


def card(page):
    return page.get_by_role("dialog", name="Passage")


def chosen(page):
    """The words that are chosen, as drawn over the text."""
    return "\n".join(highlighted(page).get("pending", []))


def wait_until_chosen(page, words):
    wait_until(page, lambda: chosen(page), words)


def words_of_card(page):
    return card(page).locator(".coding-panel__words")


def mark(page, typed):
    """With the panel open: type, press Enter, and wait until the server has it.

    A digit is a recent code, and marks at once.
    """
    marks = page.locator(".coding-mark[data-coding]").count()
    panel(page).get_by_role("combobox").focus()
    page.keyboard.type(typed)
    if not typed.isdigit():
        page.keyboard.press("Enter")
    # More than one when a colleague's mark came meanwhile.
    page.locator(".coding-mark--waiting").wait_for(state="detached")
    page.locator(".coding-mark[data-coding]").nth(marks).wait_for(state="attached")


def wait_until_marked(page, count):
    """Until this many marks are in the margin, all of them saved."""
    kept, waiting = ".coding-mark[data-coding]", ".coding-mark--waiting"
    count_both = """(all) => all.map((each) => document.querySelectorAll(each).length)"""
    wait_until(page, lambda: page.evaluate(count_both, [kept, waiting]), [count, 0])


def says(page, words):
    """Wait until the page says that something was done."""
    page.locator("[data-toast]", has_text=words).wait_for()


def highlighted(page):
    """Words drawn over the text, by the name of their highlight."""
    return page.evaluate(
        """() => Object.fromEntries([...CSS.highlights].map(([name, ranges]) => [name,
            [...ranges].map((range) => range.startContainer.data.slice(
                range.startOffset, range.endOffset))]).filter(([, words]) => words.length))"""
    )


def wait_until_drawn(page, name, *words):
    """Until these words, and no others, are drawn over the text under this name."""
    wait_until(page, lambda: sorted(highlighted(page).get(name, [])), sorted(words))


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
        found.append((words, coding.code, str(coding.direction)))
    return found
