"""The coding page in a real browser: opening it with all its marks, and adding a code.

Beside the same page without marks, and beside Taguette with the same text and the same marks.
"""

from collections.abc import Iterator
from statistics import median

from adoption_reviews.running.ports import HOST
from reports.benchmarks.bare_chromium import Visitor, bare_chromium
from reports.benchmarks.chromium import chromium
from reports.benchmarks.coded_text import CODES, coded_text
from reports.benchmarks.measuring import Measured, readable
from reports.benchmarks.product import embedded_product
from reports.benchmarks.taguette import Taguette, taguette

COPIES = (1, 4)  # 10,000 words with 300 marks, 40,000 with 1,200
OPENINGS = 7
TAGUETTES_OPENINGS = {1: 5, 4: 1}  # copies → times: at the larger size it takes half a minute
ADDS = 15
# What is drawn, and what says that the server has it.
OUR_MARKS = ("[data-coding], .coding-mark--waiting", "[data-coding]:not(.coding-mark--waiting)")
THEIR_MARKS = (".highlight", ".highlight")
REST = 1  # seconds since the navigation to the page before
MINUTES = 5 * 60_000  # milliseconds, for what is slow

# Milliseconds from the navigation, and from when the text was there, to the second frame after the
# last mark was drawn. Our page marks both moments; Taguette says them on the console.
DRAWN = """window.drawn = new Promise((resolve) => {
    const mark = performance.mark.bind(performance);
    performance.mark = (name, ...more) => {
        if (name === "coding-drawn") {
            requestAnimationFrame(() => requestAnimationFrame(() => {
                const [text] = performance.getEntriesByName("coding-text");
                resolve([performance.now(), performance.now() - text.startTime]);
            }));
        }
        return mark(name, ...more);
    };
    const log = console.log;
    console.log = (...said) => {
        if (said[0] === "Loaded document") {
            performance.mark("coding-text");
        } else if (/^Loaded [0-9]+ highlights$/.test(said[0])) {
            performance.mark("coding-drawn");
        }
    };
});"""

# Milliseconds from the click to just after the frame in which the mark is there: drawn, and kept.
ADDED = """(selectors) => Promise.all(selectors.map((selector) => new Promise((resolve) => {
    const before = document.querySelectorAll(selector).length;
    addEventListener("click", (event) => {
        const clicked = event.timeStamp;
        const look = () => {
            if (document.querySelectorAll(selector).length > before) {
                const painted = new MessageChannel();
                painted.port1.onmessage = () => resolve(performance.now() - clicked);
                painted.port2.postMessage(null);
            } else {
                requestAnimationFrame(look);
            }
        };
        requestAnimationFrame(look);
    }, { capture: true, once: true });
})))"""

# Twenty letters chosen as with the mouse, in another place each time.
SELECT = """([root, turn]) => {
    const walker = document.createTreeWalker(document.querySelector(root), NodeFilter.SHOW_TEXT);
    const long = [];
    while (walker.nextNode()) {
        if (walker.currentNode.length > 20) {
            long.push(walker.currentNode);
        }
    }
    const range = document.createRange();
    range.setStart(long[turn * 10], 0);
    range.setEnd(long[turn * 10], 20);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


def coding_pages() -> Iterator[Measured]:
    """Both sizes against the same page without marks, then, where it can be had, Taguette."""
    with chromium() as browser, bare_chromium() as bare, embedded_product() as product:
        made = product.rows(f"make_coding({list(COPIES)})")
        ours = f"http://{HOST}:{product.port}", {"sessionid": made["coders"][0]}
        visitor = bare.visitor(*ours, DRAWN)
        opened = {}
        for copies in COPIES:
            seconds = _openings(visitor, made["texts"][str(copies)], made["list"])
            opened[copies] = _medians(seconds["marked"])
            yield Measured(
                what="opening a coded text, median to all marks drawn",
                size=_size(copies, OPENINGS),
                ours=opened[copies][0],
                compared_with="the same without marks",
                theirs=_medians(seconds["plain"])[0],
            )
        added = _added(browser, ours, made["texts"]["1"]["marked"], _choose_ours, OUR_MARKS)
        with taguette() as other:
            yield from _beside(browser, bare, other, opened, added)


def _beside(
    browser,
    bare,
    other: Taguette,
    opened: dict[int, list[float]],
    added: tuple[float, float],
) -> Iterator[Measured]:
    theirs = other.address, other.cookies
    visitor = bare.visitor(*theirs, DRAWN)
    other.add_codes(CODES)
    pages = {}
    for copies, times in TAGUETTES_OPENINGS.items():
        pages[copies] = f"/project/1/document/{other.add_document(coded_text(copies))}"
        taguettes = _medians([_opening(visitor, pages[copies], "/project/1") for _ in range(times)])
        for what, place in (("opening a coded text", 0), ("drawing its marks", 1)):
            yield Measured(
                what=f"{what}, median to all marks drawn",
                size=_size(copies, times),
                ours=opened[copies][place],
                compared_with="Taguette",
                theirs=taguettes[place],
            )
    drawn, kept = added
    theirs_drawn, _ = _added(browser, theirs, pages[1], _choose_theirs, THEIR_MARKS)
    yield Measured(
        what="adding a code, median from the click to drawn",
        size=_size(1, ADDS),
        ours=drawn,
        compared_with="Taguette",
        theirs=theirs_drawn,
        note=f"known to be kept after {readable(kept)}; Taguette draws what is kept",
    )


def _medians(openings: list[list[float]]) -> list[float]:
    """Of the seconds from the navigation, and of those from when the text was there."""
    return [median(each) for each in zip(*openings, strict=True)]


def _size(copies: int, times: int) -> str:
    text = coded_text(copies)
    return f"n = {times}, {text.n_words:,} words with {len(text.marks):,} marks"


def _openings(visitor: Visitor, text: dict, before: str) -> dict[str, list[list[float]]]:
    """What `_opening` gives, with marks and without by turns; each once unmeasured before."""
    seconds = {"marked": [], "plain": []}
    for turn in range(OPENINGS + 1):
        for name in ("marked", "plain") if turn % 2 else ("plain", "marked"):
            seconds[name].append(_opening(visitor, text[name], before))
    return {name: found[1:] for name, found in seconds.items()}


def _opening(visitor: Visitor, path: str, before: str) -> list[float]:
    """Seconds from the navigation, and from when the text was there, to all marks drawn.

    In a tab that has shown `before` for a while, the page that people come from.
    """
    drawn = visitor.opened(path, before=before, rest=REST, promise="drawn")
    return [each / 1000 for each in drawn]


def _added(browser, whose: tuple[str, dict[str, str]], path: str, choose, marks) -> tuple:
    """Median seconds of adding a code until it is drawn, and until it is kept.

    `whose`: an address and the cookies of somebody there.
    `choose` leaves only the click to be done, and names what is to be clicked.
    """
    address, cookies = whose
    context = browser.new_context(base_url=address, service_workers="block")
    context.set_default_timeout(MINUTES)
    context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    context.add_init_script(DRAWN)
    page = context.new_page()
    page.goto(path)
    page.evaluate("drawn")
    seconds = []
    for turn in range(ADDS + 1):
        button = choose(page, turn)
        page.evaluate(f"window.added = ({ADDED})({list(marks)}); null")
        button.click()
        seconds.append([each / 1000 for each in page.evaluate("added")])
    context.close()
    drawn, kept = zip(*seconds[1:], strict=True)
    return median(drawn), median(kept)


def _choose_ours(page, turn: int):
    """Another turn's first sentence each time, chosen by keyboard."""
    page.locator("[data-ready]").wait_for()
    page.locator("[data-transcript]").press("ArrowDown")
    page.keyboard.press("Enter")
    option = page.locator("[role=option]").nth(turn % CODES)
    option.wait_for()
    return option


def _choose_theirs(page, turn: int):
    page.locator("#highlight-add-modal").wait_for(state="hidden")
    page.evaluate(SELECT, ["#document-contents", turn])
    page.evaluate("createHighlight(describeSelection())")
    page.locator(f"#highlight-add-tags-{turn % CODES + 1}").check()
    return page.locator("#highlight-add-form [type=submit]")
