// What others mark, and what is corrected in the text, shows up while the page is open.

import { get } from "./server.js";

const EVERY = 5_000; // ms, while the page is in sight

// `isBusy`: a change of one's own is on its way; its answer is newer than what is fetched now.
export function createFeed({ url, since, isBusy, onNews }) {
  let last = since;
  let asking = null;

  async function ask() {
    const address = new URL(url, location.href);
    address.searchParams.set("since", last);
    const news = await get(address);
    if (!news.error && news.since !== undefined && !isBusy()) {
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
    if (!document.hidden && !isBusy()) {
      refresh();
    }
  }, EVERY);
  addEventListener("focus", refresh);
  return { refresh };
}
