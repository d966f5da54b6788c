// Choosing words: with the mouse or a finger as everywhere, or with the keyboard alone. The keys
// are listed in templates/coding/_tools.html.

const TOUCH_SETTLES = 400; // ms after which a selection by finger counts as made
const CLICK_SETTLES = 250; // ms in which a second click would choose the word

// `onChosen`: words are chosen with the mouse. `onEnter`, `onEscape`: with words chosen or without.
// `onClick`: a place in the text was clicked, nothing selected.
export function createSelecting({ transcript, text, steps, marks, root, isBusy, ...on }) {
  const spoken = root.querySelector("[data-spoken]");
  const touchButton = root.querySelector("[data-touch]");
  let span = null; // the words chosen
  let canJump = true; // to other words; false while the ends of a passage are moved

  transcript.tabIndex = 0;
  transcript.setAttribute("aria-describedby", "coding-hint");

  function choose(chosen) {
    span = chosen;
    if (span) {
      marks.draw("pending", "pending", span);
    } else {
      marks.erase("pending");
    }
    on.onMoved?.(span);
  }

  function fromBrowser() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) {
      return null;
    }
    const range = selection.getRangeAt(0);
    return range.intersectsNode(transcript) ? text.fromRange(range) : null;
  }

  // --- Mouse and finger ------------------------------------------------------------------------

  let pointer = "mouse";
  let settled = null;
  let clicked = null;
  let isPressed = false; // in the text
  let presses = 0;

  const isControl = (target) => target.closest("a, button, summary, [data-margin], [data-handle]");

  transcript.addEventListener("pointerdown", (event) => {
    clearTimeout(clicked);
    presses += 1;
    pointer = event.pointerType;
    isPressed = !isControl(event.target) && event.button === 0;
    if (isPressed && canJump) {
      choose(null);
    }
  });
  document.addEventListener("pointerup", (event) => {
    if (!isPressed) {
      return;
    }
    isPressed = false;
    const { clientX, clientY } = event;
    const press = presses;
    // The selection is up to date only after the event.
    setTimeout(() => {
      if (press !== presses) {
        return; // pressed again meanwhile: that one counts
      }
      const chosen = isBusy() ? null : fromBrowser();
      if (chosen && pointer === "mouse") {
        choose(chosen);
        on.onChosen();
      } else if (!chosen && getSelection().isCollapsed) {
        const place = text.under(clientX, clientY);
        clicked = setTimeout(() => place && on.onClick(place), CLICK_SETTLES);
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
      touchButton.hidden = isBusy() || !fromBrowser();
    }, TOUCH_SETTLES);
  });
  touchButton.addEventListener("click", () => {
    choose(fromBrowser());
    touchButton.hidden = true;
    on.onChosen();
  });

  // --- Keyboard --------------------------------------------------------------------------------

  // Where the keyboard begins: the first row in the window that is not filtered out.
  function begin() {
    const row = text.elements.findIndex((element) => {
      const { top, height } = element.getBoundingClientRect();
      return top >= 0 && height > 0;
    });
    return steps.first(Math.max(0, row));
  }

  const JUMPS = {
    ArrowDown: () => steps.next(span),
    ArrowUp: () => steps.previous(span),
    "Ctrl+ArrowDown": () => steps.nextRow(span),
    "Ctrl+ArrowUp": () => steps.previousRow(span),
  };
  const ENDS = {
    "Shift+ArrowDown": () => steps.bySentence(span, "end", 1),
    "Shift+ArrowUp": () => steps.bySentence(span, "end", -1),
    "Ctrl+Shift+ArrowDown": () => steps.bySentence(span, "start", 1),
    "Ctrl+Shift+ArrowUp": () => steps.bySentence(span, "start", -1),
    ArrowRight: () => steps.byWord(span, "start", 1),
    ArrowLeft: () => steps.byWord(span, "start", -1),
    "Shift+ArrowRight": () => steps.byWord(span, "end", 1),
    "Shift+ArrowLeft": () => steps.byWord(span, "end", -1),
    "Ctrl+ArrowRight": () => steps.byLetter(span, "start", 1),
    "Ctrl+ArrowLeft": () => steps.byLetter(span, "start", -1),
    "Ctrl+Shift+ArrowRight": () => steps.byLetter(span, "end", 1),
    "Ctrl+Shift+ArrowLeft": () => steps.byLetter(span, "end", -1),
  };

  function reveal() {
    text.elements[span.end.row].scrollIntoView({ block: "nearest" });
  }

  function move(chosen) {
    if (chosen) {
      getSelection().removeAllRanges();
      choose(chosen);
      spoken.textContent = text.words(chosen);
      reveal();
    }
  }

  const nameOf = (event) =>
    `${event.ctrlKey ? "Ctrl+" : ""}${event.shiftKey ? "Shift+" : ""}${event.key}`;

  transcript.addEventListener("keydown", (event) => {
    clearTimeout(clicked);
    if (event.target !== transcript || event.altKey || event.metaKey) {
      return;
    }
    const name = nameOf(event);
    if (ENDS[name] || JUMPS[name]) {
      if (span && (ENDS[name] || canJump)) {
        move((ENDS[name] ?? JUMPS[name])());
      } else if (!span) {
        move(begin());
      }
    } else if (event.key === "Enter") {
      on.onEnter();
    } else if (event.key === "Escape") {
      getSelection().removeAllRanges();
      on.onEscape();
    } else {
      return;
    }
    event.preventDefault();
  });

  // The page opens with the focus nowhere, so that a screen reader begins at the top; the first ↓
  // goes to the text, past the links above it.
  document.addEventListener("keydown", (event) => {
    const isNowhere = event.target.matches("body, main") && !isBusy();
    if (nameOf(event) === "ArrowDown" && !event.altKey && !event.metaKey && isNowhere) {
      transcript.focus({ preventScroll: true });
      move(span && canJump ? JUMPS.ArrowDown() : (span ?? begin()));
      event.preventDefault();
    }
  });

  return {
    span: () => span,
    choose,
    // Words chosen by something else: a passage gone to.
    go(chosen, said) {
      getSelection().removeAllRanges();
      choose(chosen);
      spoken.textContent = said;
      reveal();
    },
    begin,
    hold(isHeld) {
      canJump = !isHeld;
    },
    focus: () => transcript.focus({ preventScroll: true }),
  };
}
