// Pointing at a mark in the margin, or going there with Tab, shows its words, whose it is, when it
// was made, and its memo. Escape takes the tip away.

import { DIRECTIONS } from "./codes.js";
import { element, place, shortened } from "./dom.js";

const LONGEST_SHOWN = 200; // characters of the words

export function createTip({ root, transcript, passages, marks, isBusy }) {
  let shown = null; // the mark's element

  function hide() {
    if (shown) {
      shown.querySelector("a")?.removeAttribute("aria-describedby");
      shown = null;
      root.hidden = true;
      marks.erase("current");
    }
  }

  function show(mark) {
    const passage = passages.get(mark.dataset.passage);
    const coding = passage?.codings.find(({ id }) => id === Number(mark.dataset.coding));
    if (!coding || mark === shown) {
      return;
    }
    hide();
    shown = mark;
    if (passage.span) {
      marks.draw("current", "current", passage.span);
    }
    if (isBusy()) {
      return;
    }
    root.replaceChildren(
      element("p", { className: "coding-tip__words" }, `“${shortened(passage.words, LONGEST_SHOWN)}”`),
      element("p", {}, `${coding.title}: ${DIRECTIONS[coding.direction].toLowerCase()}`),
      element("p", { className: "coding-tip__facts" }, [coding.author, coding.when].filter(Boolean).join(", ")),
      ...(coding.memo ? [element("p", { className: "coding-tip__memo" }, coding.memo)] : []),
    );
    root.hidden = false;
    mark.querySelector("a")?.setAttribute("aria-describedby", root.id);
    place(root, mark.getBoundingClientRect());
  }

  const markOf = (event) => event.target.closest?.("[data-coding]");
  for (const type of ["pointerover", "focusin"]) {
    transcript.addEventListener(type, (event) => {
      const mark = markOf(event);
      if (mark && event.pointerType !== "touch") {
        show(mark);
      }
    });
  }
  transcript.addEventListener("pointerout", (event) => {
    const to = event.relatedTarget;
    if (shown && !shown.contains(to) && !root.contains(to) && !shown.contains(document.activeElement)) {
      hide();
    }
  });
  root.addEventListener("pointerleave", hide);
  transcript.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hide();
    }
  });

  return { hide };
}
