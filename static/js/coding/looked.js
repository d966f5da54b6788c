// Notes which parts have been read: in sight for as long as reading them takes. Never blocks
// anything; what could not be sent goes with the next.

import { post } from "./server.js";

const LEAST = 1_200; // ms in sight
const A_WORD = 60; // ms more, for each word
const MOST = 8_000;
const SEND_EVERY = 4_000;

export function createLooked({ url, text, onProgress }) {
  const since = new Map(); // row → when it came into sight
  const read = new Set(); // parts to tell the server
  let isSending = false;

  const rowOf = (element) => text.rowOf.get(element.dataset.text);
  const needed = (row) => Math.min(MOST, LEAST + text.texts[row].split(/\s+/).length * A_WORD);

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
        const isInSight =
          isIntersecting && (intersectionRatio > 0.7 || intersectionRect.height > innerHeight / 2);
        if (!isInSight) {
          since.delete(rowOf(target));
        } else if (!since.has(rowOf(target))) {
          since.set(rowOf(target), performance.now());
        }
      }
    },
    { threshold: [0, 0.4, 0.7, 1] },
  );

  function notice() {
    if (document.hidden) {
      since.forEach((_, row) => since.set(row, performance.now()));
      return;
    }
    for (const [row, at] of since) {
      if (performance.now() - at >= needed(row)) {
        const element = text.elements[row];
        read.add(element.dataset.text);
        element.closest("[data-row]").dataset.looked = "";
        since.delete(row);
        observer.unobserve(element);
      }
    }
  }

  async function send(options = {}) {
    if (isSending || !read.size) {
      return;
    }
    isSending = true;
    const parts = [...read];
    read.clear();
    const answer = await post(url, parts.map((part) => ["part", part]), options);
    isSending = false;
    if (answer.error && !answer.isRefused) {
      parts.forEach((part) => read.add(part));
    } else if (answer.progress) {
      onProgress(answer.progress);
    }
  }

  text.elements
    .filter((element) => !("looked" in element.closest("[data-row]").dataset))
    .forEach((element) => observer.observe(element));
  setInterval(notice, 400);
  setInterval(() => send(), SEND_EVERY);
  addEventListener("pagehide", () => send({ keepalive: true }));
}
