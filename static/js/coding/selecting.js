// Choosing words: with the mouse or a finger as everywhere, or with the keyboard alone. The keys
// are listed in templates/interviews/_code_panel.html.

import { createSteps } from "./steps.js";

const TOUCH_SETTLES = 400; // ms after which a selection by finger counts as made

export function createSelecting({ transcript, text, marks, panel, root }) {
  const steps = createSteps(text);
  const spoken = root.querySelector("[data-spoken]");
  const touchButton = root.querySelector("[data-touch]");
  const help = root.querySelector("[data-help]");
  let span = null; // the words chosen

  transcript.tabIndex = 0;
  transcript.setAttribute("aria-describedby", "coding-hint");

  function choose(chosen) {
    span = chosen;
    if (span) {
      marks.draw("pending", "pending", span);
    } else {
      marks.erase("pending");
    }
  }

  // The place of the chosen words in the window.
  function rectangle() {
    const last = text.pieces(span).at(-1);
    const node = [...walk(text.elements[last.row])];
    const range = document.createRange();
    range.setStart(...pointAt(node, last.from));
    range.setEnd(...pointAt(node, last.to));
    return range.getBoundingClientRect();
  }

  function* walk(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      yield walker.currentNode;
    }
  }

  function pointAt(nodes, offset) {
    let left = offset;
    for (const node of nodes) {
      if (left <= node.length) {
        return [node, left];
      }
      left -= node.length;
    }
    return [nodes.at(-1), nodes.at(-1).length];
  }

  function openPanel() {
    if (span) {
      touchButton.hidden = true;
      panel.open(text.words(span), rectangle());
    }
  }

  function fromBrowser() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) {
      return null;
    }
    const range = selection.getRangeAt(0);
    return transcript.contains(range.commonAncestorContainer) || range.intersectsNode(transcript)
      ? text.fromRange(range)
      : null;
  }

  // --- Mouse and finger ------------------------------------------------------------------------

  let pointer = "mouse";
  let settled = null;

  transcript.addEventListener("pointerdown", (event) => {
    pointer = event.pointerType;
    if (!event.target.closest("a, button")) {
      choose(null);
    }
  });
  document.addEventListener("pointerup", () => {
    if (pointer !== "mouse") {
      return;
    }
    // The selection is up to date only after the event.
    setTimeout(() => {
      const chosen = panel.isOpen() ? null : fromBrowser();
      if (chosen) {
        choose(chosen);
        openPanel();
      }
    });
  });
  document.addEventListener("selectionchange", () => {
    clearTimeout(settled);
    if (pointer === "mouse") {
      return;
    }
    // A finger still moves the handles: no panel jumps up, a button waits.
    settled = setTimeout(() => {
      const chosen = panel.isOpen() ? null : fromBrowser();
      touchButton.hidden = !chosen;
    }, TOUCH_SETTLES);
  });
  touchButton.addEventListener("click", () => {
    choose(fromBrowser());
    openPanel();
  });

  // --- Keyboard --------------------------------------------------------------------------------

  // Where the keyboard begins: the first row in the window.
  function begin() {
    const row = text.elements.findIndex((element) => element.getBoundingClientRect().top >= 0);
    return steps.first(Math.max(0, row));
  }

  const KEYS = {
    ArrowDown: () => steps.next(span),
    ArrowUp: () => steps.previous(span),
    "Ctrl+ArrowDown": () => steps.nextRow(span),
    "Ctrl+ArrowUp": () => steps.previousRow(span),
    "Shift+ArrowDown": () => steps.longer(span),
    "Shift+ArrowUp": () => steps.shorter(span),
    ArrowRight: () => steps.moveByWord(span, "start", 1),
    ArrowLeft: () => steps.moveByWord(span, "start", -1),
    "Shift+ArrowRight": () => steps.moveByWord(span, "end", 1),
    "Shift+ArrowLeft": () => steps.moveByWord(span, "end", -1),
  };

  function move(chosen) {
    if (chosen) {
      getSelection().removeAllRanges();
      choose(chosen);
      spoken.textContent = text.words(chosen);
      text.elements[chosen.end.row].scrollIntoView({ block: "nearest" });
    }
  }

  transcript.addEventListener("keydown", (event) => {
    if (event.target !== transcript || event.altKey || event.metaKey) {
      return;
    }
    const name = `${event.ctrlKey ? "Ctrl+" : ""}${event.shiftKey ? "Shift+" : ""}${event.key}`;
    if (KEYS[name]) {
      move(span ? KEYS[name]() : begin());
    } else if (event.key === "Enter" && span) {
      openPanel();
    } else if (event.key === "Escape") {
      getSelection().removeAllRanges();
      choose(null);
    } else if (event.key === "?") {
      help.showModal();
    } else {
      return;
    }
    event.preventDefault();
  });

  // The page opens with the focus nowhere, so that a screen reader begins at the top; the first ↓
  // goes to the transcript, past the links above it.
  document.addEventListener("keydown", (event) => {
    const isPlain = !(event.ctrlKey || event.shiftKey || event.altKey || event.metaKey);
    const isNowhere = event.target.matches("body, main") && !panel.isOpen();
    if (event.key === "ArrowDown" && isPlain && isNowhere) {
      transcript.focus({ preventScroll: true });
      move(span ? KEYS.ArrowDown() : begin());
      event.preventDefault();
    }
  });

  return {
    span: () => span,
    // The panel has closed: the words stay chosen, for another influence or a longer stretch.
    resume() {
      transcript.focus({ preventScroll: true });
    },
  };
}
