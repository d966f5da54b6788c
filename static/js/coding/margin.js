// The margin: what is marked in each part beside it, marks on their way, and what is hidden by a
// filter.

import { DIRECTIONS, SIGNS } from "./codes.js";
import { element } from "./dom.js";

const HANDFUL = 5; // marks of one part in sight; the others open with a click

// What a mark says, as the server writes it on the page by hand.
const said = (direction, title, note) => [
  element("span", { className: "coding-mark__sign", ariaHidden: "true" }, SIGNS[direction]),
  element(
    "span",
    {},
    element("span", { className: "nhsuk-u-visually-hidden" }, `${DIRECTIONS[direction]}: `),
    title,
    ...(note ? [" ", note] : []),
  ),
];
const noteOf = (words) => element("span", { className: "coding-mark__note" }, words);
const list = (marks) => element("ul", { className: "coding-marks" }, ...marks);

export function createMargin({ transcript, text, passages }) {
  const waiting = new Map(); // row → elements of marks on their way, below the others
  let beginning = passages.byPart();
  let isShown = null; // of a mark's element; null: all are
  let lit = [];

  function box(row) {
    const place = text.elements[row].closest("[data-row]");
    if (!place.querySelector("[data-margin]")) {
      place.append(element("div", { className: "coding-row__margin", dataset: { margin: "" } }));
    }
    return place.querySelector("[data-margin]");
  }

  function hide(within) {
    within.querySelectorAll("[data-coding]").forEach((mark) => {
      mark.hidden = isShown !== null && !isShown(mark.dataset);
    });
    within.querySelectorAll("details").forEach((more) => {
      more.open = isShown !== null || more.open;
      more.hidden = !more.querySelector("[data-coding]:not([hidden])");
    });
  }

  function markOf(passage, coding) {
    const last = text.rowOf.get(passage.end[0]);
    const note = [
      passage.end[0] !== passage.start[0] && last !== undefined ? `to ${last + 1}` : "",
      passage.needs_a_look ? "needs a look" : "",
      passage.is_usable ? "may be quoted" : "",
      coding.mine ? "" : coding.author,
    ].filter(Boolean);
    const href = passage.url ?? coding.change ?? `#segment-${passage.start[0]}`;
    return element(
      "li",
      {
        className: `coding-mark coding-mark--${coding.stage}`,
        dataset: { passage: passage.id, coding: coding.id },
      },
      element(
        "a",
        { className: "coding-mark__link", href },
        ...said(coding.direction, coding.title, note.length ? noteOf(note.join(", ")) : null),
      ),
    );
  }

  // The mark that has the focus is another element afterwards.
  function write(row) {
    const margin = box(row);
    const focused = margin.contains(document.activeElement)
      ? document.activeElement.closest("[data-coding]")
      : null;
    const wasOpen = margin.querySelector("details")?.open ?? false;
    const here = beginning.get(text.elements[row].dataset.text) ?? [];
    const marks = here.flatMap((passage) => passage.codings.map((each) => markOf(passage, each)));
    const more = marks.length > HANDFUL + 1 ? marks.splice(HANDFUL) : [];
    margin.replaceChildren(
      ...(marks.length ? [list(marks)] : []),
      ...(more.length
        ? [
            element(
              "details",
              { className: "coding-more", open: wasOpen },
              element("summary", {}, `${more.length} more`),
              list(more),
            ),
          ]
        : []),
      ...(waiting.get(row) ?? []),
    );
    hide(margin);
    if (focused) {
      const same = margin.querySelector(`[data-coding="${focused.dataset.coding}"] a`);
      (same ?? transcript).focus({ preventScroll: true });
    }
  }

  // Near the window at once, everywhere else when there is nothing better to do.
  const unwritten = new Set(
    [...beginning.keys()].map((part) => text.rowOf.get(part)).filter((row) => row !== undefined),
  );
  function writeOnce(row) {
    if (unwritten.delete(row)) {
      write(row);
    }
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) {
          writeOnce(text.rowOf.get(target.dataset.text));
          observer.unobserve(target);
        }
      }
    },
    { rootMargin: "800px 0px" },
  );
  unwritten.forEach((row) => observer.observe(text.elements[row]));

  function writeSome(deadline) {
    for (const row of unwritten) {
      if (deadline.timeRemaining() < 2) {
        requestIdleCallback(writeSome);
        return;
      }
      writeOnce(row);
    }
  }
  const writeAll = () => unwritten.forEach(writeOnce);
  if (globalThis.requestIdleCallback) {
    requestIdleCallback(writeSome);
  } else {
    setTimeout(writeAll, 500);
  }

  return {
    // Passages that begin, or began, in these parts have changed.
    refresh(parts) {
      beginning = passages.byPart();
      for (const part of parts) {
        if (text.rowOf.has(part)) {
          unwritten.delete(text.rowOf.get(part));
          write(text.rowOf.get(part));
        }
      }
    },

    // A mark on its way to the server.
    wait(row, { code, direction }) {
      const note = noteOf("saving");
      const mark = element(
        "p",
        { className: `coding-mark coding-mark--${code.stage} coding-mark--waiting` },
        ...said(direction, code.title, note),
      );
      waiting.set(row, [...(waiting.get(row) ?? []), mark]);
      box(row).append(mark);
      return {
        fail() {
          note.textContent = "not saved";
          mark.classList.add("coding-mark--unsaved");
        },
        again() {
          note.textContent = "saving";
          mark.classList.remove("coding-mark--unsaved");
        },
        remove() {
          waiting.set(row, waiting.get(row).filter((each) => each !== mark));
          mark.remove();
        },
      };
    },

    show(wanted) {
      writeAll();
      isShown = wanted;
      hide(transcript);
    },

    // The marks of passages that are pointed at in the text.
    light(ids) {
      lit.forEach((mark) => mark.classList.remove("coding-mark--lit"));
      lit = ids.flatMap((id) => [...transcript.querySelectorAll(`[data-coding][data-passage="${id}"]`)]);
      lit.forEach((mark) => mark.classList.add("coding-mark--lit"));
    },
  };
}
