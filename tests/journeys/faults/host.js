// Runs sequences in this page: each tab of one is a frame with the product's own page in it.

import { runSequence } from "./writer.js";

const blobs = new Map(); // address of a module → address of its copy

// `breaks`: [end of a module's address, words of it, other words]: faults put in on purpose.
async function copied(url, breaks) {
  if (!blobs.has(url)) {
    let text = await (await fetch(url)).text();
    for (const [, old, other] of breaks.filter(([name]) => url.endsWith(name))) {
      if (!text.includes(old)) {
        throw new Error(`${url} does not say: ${old}`);
      }
      text = text.replace(old, other);
    }
    const links = [...text.matchAll(/\b(?:from|import)\s*\(?\s*["'](\.{0,2}\/[^"']+)["']/g)];
    for (const [, link] of links) {
      text = text.replaceAll(`"${link}"`, `"${await copied(new URL(link, url).href, breaks)}"`);
    }
    blobs.set(url, URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  }
  return blobs.get(url);
}

const opening = { tab: null, sequence: null };
let last = Promise.resolve();

window.faults = {
  opening,

  // One frame after the other begins, so that each finds whose it is.
  load(tab, sequence, frame) {
    const begun = last.then(async () => {
      Object.assign(opening, { tab, sequence });
      document.body.append(frame);
      while (!tab.window) {
        await new Promise((resolve) => setTimeout(resolve));
      }
    });
    last = begun.catch(() => {});
    return begun;
  },

  // Runs these seeds, `atOnce` of them side by side; resolves with their results.
  async run({ recording, seeds, atOnce, breaks = [] }) {
    const page = await copied(new URL("/static/js/recording/page.js", location).href, breaks);
    const boot = await (await fetch("/faults/tab.js")).text();
    const source = recording
      .replace(/<link rel="stylesheet"[^>]*>/g, "")
      .replace(/<body[^]*?<main/, "<body><main") // without header and navigation
      .replace(/<script type="module"[^>]*><\/script>/g, "")
      .replace("<head>", `<head><script>{${boot}}</script>`)
      .replace("</body>", `<script type="module">import "${page}"; window.onLoadedTab();</script></body>`);
    const results = [];
    const rest = [...seeds];
    const work = async () => {
      for (let seed = rest.shift(); seed !== undefined; seed = rest.shift()) {
        const html = source.replace(/"user": \d+/, `"user": ${seed}`);
        results.push(await runSequence(seed, html));
        if (breaks.length && results.at(-1).wrong) {
          rest.length = 0; // found out
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return results;
  },
};
