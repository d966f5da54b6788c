"""Waiting until a page has taken in what happened, and until something is as it should be."""

EVERY = 50  # ms between two looks
TRIES = 1200

# The first frame tells the page its new width (media queries, observers of sizes), which changes it
# once more; the second draws that; the task after it comes when observers have been told of it too.
SETTLE = """async (width) => {
    const until = performance.now() + 60_000;
    const frame = () => new Promise(requestAnimationFrame);
    const isDone = () => document.readyState === "complete" && (!width || innerWidth === width);
    while (!isDone()) {
        if (performance.now() > until) throw new Error(`${document.readyState}, ${innerWidth} px`);
        await frame();
    }
    await document.fonts.ready;
    await frame();
    await frame();
    await new Promise((resolve) => setTimeout(resolve));
    const isEnding = (each) => each.effect.getComputedTiming().endTime !== Infinity;
    const running = document.getAnimations().filter(isEnding);
    await Promise.allSettled(running.map((each) => each.finished));
}"""


def settle(page, width=None):
    """Until all that loads is there, modules have run, and the page is laid out at this width."""
    page.evaluate(SETTLE, width)


def resize(page, viewport):
    """Change the page's size, and wait until it has followed."""
    page.set_viewport_size(viewport)
    settle(page, viewport["width"])


def wait_until(page, read, wanted):
    """Until `read()` finds what is `wanted`, or fail with the difference; the page goes on."""
    for _ in range(TRIES):
        if read() == wanted:
            return
        page.wait_for_timeout(EVERY)
    assert read() == wanted
