// What others mark, and what is corrected in the text, shows up while the page is open.

import { get } from "./server.js";

const EVERY = 5_000; // ms, while the page is in sight

// `changes`: one's own. While one is on its way, or was made since the news were asked for, they may
// be older than what the page shows; the next ones are not.
export function createFeed({ url, since, changes, onNews }) {
  let last = since;
  let asking = null;

  async function ask() {
    const address = new URL(url, location.href);
    address.searchParams.set("since", last);
    const before = changes.count();
    const news = await get(address);
    const isNewest = !changes.isBusy() && changes.count() === before;
    if (!news.error && news.since !== undefined && isNewest) {
      last = news.since;
      onNews(news);
    }
  }

  function refresh() {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  }

  setInterval(() => {
    if (!document.hidden && !changes.isBusy()) {
      refresh();
    }
  }, EVERY);
  addEventListener("focus", refresh);
  return { refresh };
}
