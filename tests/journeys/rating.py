"""What journeys through a self-rating do on its pages."""

from tests.journeys.settling import wait_until


def block(page, code):
    """The indicator or question with this code."""
    return page.locator(f'[data-answer-to="{code}"]')


def explain(page, code, words):
    block(page, code).locator("textarea").fill(words)


def status(page):
    """What the page says about all its answers."""
    return page.locator("[data-page-status]")


def ready(page):
    page.locator("form[data-is-ready]").wait_for()


def kept_pages(page):
    return page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys()) {
                if (name.startsWith("rating-pages-")) {
                    const requests = await (await caches.open(name)).keys();
                    found.push(...requests.map(({ url }) => new URL(url).pathname));
                }
            }
            return found.sort();
        }"""
    )


def wait_until_kept(page, *paths):
    """Until these parts, and no others, would open without a connection."""
    wait_until(page, lambda: kept_pages(page), sorted(paths))


def hear_nobody(page):
    """Pages opened from now on hear what others answer only when they save something."""
    page.route("**/changes/**", lambda route: route.abort())
