// The margin: the server's lists of marks beside the text, marks on their way, and what is hidden
// by a filter.

import { DIRECTIONS, SIGNS } from "./codes.js";
import { element, sign } from "./dom.js";

export function createMargin({ transcript, text }) {
  const waiting = new Map(); // row → elements of marks on their way, below the server's list
  let isShown = null; // of a mark's element; null: all are
  let lit = [];

  const box = (row) => text.elements[row].closest("[data-row]").querySelector("[data-margin]");

  // What the server wrote for readers without a script, made into marks.
  function unfold(row) {
    const folded = box(row).querySelector("noscript");
    if (folded) {
      folded.outerHTML = folded.textContent; // our own markup, escaped by the server
      hide(box(row));
    }
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

  // The mark that has the focus is another element afterwards.
  function replace(row, html) {
    const margin = box(row);
    unfold(row);
    const focused = margin.contains(document.activeElement)
      ? document.activeElement.closest("[data-coding]")
      : null;
    const wasOpen = margin.querySelector("details")?.open;
    margin.innerHTML = html; // our own template, escaped by Django
    margin.append(...(waiting.get(row) ?? []));
    if (wasOpen && margin.querySelector("details")) {
      margin.querySelector("details").open = true;
    }
    hide(margin);
    if (focused) {
      const same = margin.querySelector(`[data-coding="${focused.dataset.coding}"] a`);
      (same ?? transcript).focus({ preventScroll: true });
    }
  }

  // Near the window at once, everywhere else when there is nothing better to do.
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) {
          unfold(text.rowOf.get(target.dataset.text));
          observer.unobserve(target);
        }
      }
    },
    { rootMargin: "800px 0px" },
  );
  const folded = text.elements.map((_, row) => row).filter((row) => box(row).firstElementChild);
  folded.forEach((row) => observer.observe(text.elements[row]));

  function unfoldSome(deadline) {
    while (folded.length && deadline.timeRemaining() > 2) {
      unfold(folded.shift());
    }
    if (folded.length) {
      requestIdleCallback(unfoldSome);
    }
  }
  const unfoldAll = () => folded.splice(0).forEach(unfold);
  if (globalThis.requestIdleCallback) {
    requestIdleCallback(unfoldSome);
  } else {
    setTimeout(unfoldAll, 500);
  }

  return {
    // Marks of these passages go wherever they are; the rows in `margins` get theirs anew.
    take(passages) {
      if (passages.length) {
        unfoldAll();
      }
      passages.forEach((id) => {
        transcript
          .querySelectorAll(`[data-coding][data-passage="${id}"]`)
          .forEach((mark) => mark.remove());
      });
    },
    // One more mark, as the server wrote it. `isAfter`: whether that of a passage comes after it.
    add(part, html, isAfter) {
      const margin = box(text.rowOf.get(part));
      unfold(text.rowOf.get(part));
      const next = [...margin.querySelectorAll("[data-coding]")].find(({ dataset }) =>
        isAfter(dataset.passage));
      const lists = margin.querySelectorAll("ul");
      if (next) {
        next.insertAdjacentHTML("beforebegin", html); // our own markup, escaped by the server
      } else if (lists.length) {
        lists[lists.length - 1].insertAdjacentHTML("beforeend", html);
      } else {
        margin.insertAdjacentHTML("afterbegin", `<ul class="coding-marks">${html}</ul>`);
      }
      const more = margin.querySelector("details");
      if (more) {
        more.querySelector("summary").textContent = `${more.querySelectorAll("li").length} more`;
      }
      hide(margin);
    },
    replace(margins) {
      for (const [part, html] of Object.entries(margins ?? {})) {
        if (text.rowOf.has(part)) {
          replace(text.rowOf.get(part), html);
        }
      }
    },

    // A mark on its way to the server.
    wait(row, { code, direction }) {
      const note = element("span", { className: "coding-mark__note" }, "saving");
      const mark = element(
        "p",
        { className: `coding-mark coding-mark--${code.stage} coding-mark--waiting` },
        element("span", { className: "coding-mark__sign" }, ...sign(SIGNS[direction], `${DIRECTIONS[direction]}: `)),
        element("span", {}, code.title, " ", note),
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
      unfoldAll();
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
