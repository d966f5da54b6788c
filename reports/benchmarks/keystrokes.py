"""A long interview beside an empty one in a real browser: opening it, and typing in it."""

from statistics import median

from adoption_reviews.running.ports import HOST
from reports.benchmarks.chromium import chromium
from reports.benchmarks.measuring import Failed, Measured, percentile, readable
from reports.benchmarks.product import Product, embedded_product

SEGMENTS, WORDS = 600, 50  # 30,000 words
OPENINGS = 5
KEYS = 150
LINE = "we hear of it from a nurse in another trust, and then we try it. "
PAUSE = 60  # milliseconds between two keys: 200 words a minute
FRAME = 1 / 60

# From the key's own time to just after the frame that shows it; and tasks above 50 ms.
WATCH = """() => {
    window.bench = { keys: [], tasks: [] };
    new PerformanceObserver((list) => {
        bench.tasks.push(...list.getEntries().map((entry) => entry.duration));
    }).observe({ type: "longtask" });
    addEventListener("keydown", (event) => {
        requestAnimationFrame(() => {
            const painted = new MessageChannel();
            painted.port1.onmessage = () => bench.keys.push(performance.now() - event.timeStamp);
            painted.port2.postMessage(null);
        });
    }, { capture: true });
}"""

# Milliseconds from the navigation to the moment at which one can type.
READY = """window.ready = new Promise((resolve) => {
    const look = () => {
        if (document.activeElement?.matches("textarea")) {
            resolve(performance.now());
        } else {
            requestAnimationFrame(look);
        }
    };
    look();
});"""


def keystrokes() -> list[Measured]:
    with chromium() as browser, embedded_product() as product:
        empty, full = product.rows("make_reviewers(2)")
        product.rows(f"make_segments({SEGMENTS}, {WORDS})")
        opened = {"full": [], "empty": []}
        for turn in range(OPENINGS + 1):
            sides = [("empty", empty), ("full", full)]
            for name, reviewer in sides if turn % 2 else reversed(sides):
                page, seconds = _open(browser, product, reviewer)
                opened[name].append(seconds)
                page.context.close()
        typed = {
            name: _type(browser, product, each) for name, each in (("empty", empty), ("full", full))
        }
    return [_opening(opened), _typing(typed)]


def _open(browser, product: Product, reviewer: dict):
    """The recording page with the cursor in it, and the seconds that took."""
    address = f"http://{HOST}:{product.port}"
    context = browser.new_context(base_url=address)
    cookie = {"name": "sessionid", "value": reviewer["session"], "url": address}
    context.add_cookies([cookie])
    page = context.new_page()
    page.add_init_script(READY)
    response = page.goto(reviewer["page"], wait_until="commit")
    if response.status != 200:
        raise Failed(f"the recording page answered {response.status}")
    page.locator("textarea:focus").wait_for()
    return page, page.evaluate("ready") / 1000


def _type(browser, product: Product, reviewer: dict) -> tuple[list[float], float]:
    """Seconds from each key to its paint, and of the longest task (0: none above 50 ms)."""
    page, _ = _open(browser, product, reviewer)
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)
    text = (LINE * KEYS)[:KEYS]
    page.keyboard.type(text, delay=PAUSE)
    while page.evaluate("bench.keys.length") < KEYS:
        page.wait_for_timeout(50)
    found = page.evaluate("bench")
    written = page.locator("textarea").input_value()
    page.locator("[data-status-title]", has_text="Saved").wait_for()
    page.context.close()
    if written != text:
        raise Failed(f"{len(text)} characters were typed, the page has {len(written)}")
    return [each / 1000 for each in found["keys"]], max(found["tasks"], default=0) / 1000


def _size(times: int) -> str:
    return f"n = {times}, {SEGMENTS} segments with {SEGMENTS * WORDS:,} words"


def _opening(opened: dict[str, list[float]]) -> Measured:
    return Measured(
        what="opening an interview, median to the cursor",
        size=_size(OPENINGS),
        ours=median(opened["full"][1:]),  # each is opened once unmeasured
        compared_with="an empty interview",
        theirs=median(opened["empty"][1:]),
    )


def _typing(typed: dict[str, tuple[list[float], float]]) -> Measured:
    (full, longest), (empty, longest_of_empty) = typed["full"], typed["empty"]
    tasks = [
        f"longest task {readable(each)}" if each else "no task above 50 ms"
        for each in (longest, longest_of_empty)
    ]
    return Measured(
        what="key to paint, median",
        size=_size(KEYS),
        ours=median(full),
        compared_with="an empty interview",
        theirs=median(empty),
        note=f"a frame is {readable(FRAME)}; 95th percentiles {readable(percentile(full, 95))} and "
        f"{readable(percentile(empty, 95))}; {tasks[0]}, {tasks[1]} in the empty one",
    )
