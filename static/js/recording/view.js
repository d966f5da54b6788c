// Draws the segments: one list item each, one of them open for writing. What others change is drawn
// without moving what is being written: neither on the screen nor under the cursor.

import { choicePanel } from "./choice.js";
import { replacements } from "./merge.js";
import * as parts from "./parts.js";

const AT_ONCE = 40; // items drawn before the browser may do something else
const MEASURED = 1_000; // ms in which a new item is given its height, in sight or not

// `on` holds what the page does: open(id), type(text), key(event), setSpeaker, setKind, setStage,
// remove(id), choose(id, version), chooseAll(id), next(). `problemOf(id)` gives what stands in a
// segment's way: {kind: "refused", message} or {kind: "choice", versions}.
export function createView({ list, more, settings, problemOf, on }) {
  const items = new Map(); // id → {element, drawn, number, stage, writer}
  let editor = null; // the textarea that is open
  let openItem = null;
  let isComposing = false;
  let isNear = true; // what is drawn now may be in sight
  let drawing = 0; // counts up: a later drawing replaces one that is not finished
  let finish = () => {}; // draws at once what is still to come of a long transcript
  const whenComposed = [];

  const titleOf = (key) => settings.stages.find((stage) => stage.key === key)?.title ?? key;

  function textOf(segment) {
    const className = "interviews-segment__text";
    return parts.element("p", { className }, segment.text || "(no words)");
  }

  function panel(segment, found) {
    if (!found) {
      return [];
    }
    if (found.kind === "refused") {
      return [parts.refusal(found.message)];
    }
    const choose = (version) => on.choose(segment.id, version);
    const chooseAll = () => on.chooseAll(segment.id);
    return [choicePanel(found.versions, titleOf, { choose, chooseAll })];
  }

  function closed(segment, found) {
    return [
      parts.heading(segment),
      // Its versions stand in the panel.
      ...(found?.kind === "choice" ? [] : [textOf(segment)]),
      parts.editButton(() => on.open(segment.id)),
    ];
  }

  function makeEditor(segment) {
    editor = parts.textarea(`segment-${segment.id}`, segment.text);
    editor.addEventListener("input", () => {
      fit();
      on.type(editor.value);
    });
    editor.addEventListener("keydown", on.key);
    editor.addEventListener("compositionstart", () => {
      isComposing = true;
    });
    for (const end of ["compositionend", "blur"]) {
      editor.addEventListener(end, () => {
        isComposing = false;
        whenComposed.splice(0).forEach((go) => go());
      });
    }
  }

  function head(segment) {
    const className = "interviews-segment__head";
    const stage = parts.stageChoice(segment, settings.stages, on.setStage);
    return parts.element("div", { className }, parts.heading(segment), stage);
  }

  // Where the browser does not let a textarea grow by itself.
  function fit() {
    if (!CSS.supports("field-sizing", "content")) {
      editor.style.height = "auto";
      editor.style.height = `${editor.scrollHeight + 4}px`;
    }
  }

  // Changes the words in the editor; the cursor stays at its own.
  function retype(text) {
    replacements(editor.value, text)
      .toReversed()
      .forEach((part) => editor.setRangeText(part.text, part.start, part.end, "preserve"));
    fit();
  }

  function fillOpen(item, segment, found) {
    if (item !== openItem) {
      openItem = item;
      makeEditor(segment);
      const label = parts.label(editor.id);
      item.element.replaceChildren(head(segment), label, editor);
    } else {
      // The editor stays where it is: moving it would cost its cursor.
      item.element.querySelector(".interviews-segment__head").replaceWith(head(segment));
      while (editor.nextSibling) {
        editor.nextSibling.remove();
      }
      if (editor.value !== segment.text) {
        retype(segment.text);
      }
    }
    editor.after(parts.tools(segment, settings.speakers, on), ...panel(segment, found));
  }

  function fill(item, segment, isOpen, found) {
    item.element.className = `interviews-segment interviews-segment--${segment.kind}`;
    item.element.classList.toggle("interviews-segment--open", isOpen);
    item.element.classList.toggle("interviews-segment--choice", found?.kind === "choice");
    if (isOpen) {
      fillOpen(item, segment, found);
    } else {
      if (item === openItem) {
        openItem = editor = null;
        isComposing = false;
      }
      item.element.replaceChildren(...closed(segment, found), ...panel(segment, found));
    }
    item.number = item.stage = null; // to be filled in again
    drawWriter(item);
  }

  const stateOf = (segment, isOpen, found) => {
    const { kind, speaker, stage, text, deleted } = segment;
    return JSON.stringify([kind, speaker, stage, isOpen ? "" : text, deleted, isOpen, found]);
  };

  // What takes the keyboard for a part of an item that was drawn anew: the same, where it is.
  function replacing({ textContent }, { element }) {
    const all = [...element.querySelectorAll("button, select")];
    const same = all.find((each) => each.textContent === textContent);
    return same ?? element.querySelector("textarea, .interviews-segment__edit");
  }

  // Fills an item where it is not as it should be.
  function refill(segment, isOpen) {
    const item = items.get(segment.id);
    const found = problemOf(segment.id);
    const state = stateOf(segment, isOpen, found);
    if (item.drawn !== state) {
      const focused = document.activeElement;
      const isLost = item.element.contains(focused) && focused !== editor;
      fill(item, segment, isOpen, found);
      item.drawn = state;
      if (isLost) {
        replacing(focused, item).focus({ preventScroll: true });
      }
    } else if (isOpen && editor.value !== segment.text) {
      retype(segment.text);
    }
  }

  function itemOf(segment, isOpen) {
    if (!items.has(segment.id)) {
      const element = parts.element("li", { dataset: { id: segment.id } });
      if (isNear) {
        // Not a guess first, which would move what is below when it is put right.
        element.style.contentVisibility = "visible";
        setTimeout(() => {
          element.style.contentVisibility = "";
        }, MEASURED);
      }
      items.set(segment.id, { element, drawn: null, number: null, stage: null, writer: null });
    }
    refill(segment, isOpen);
    return items.get(segment.id);
  }

  function drawWriter(item) {
    item.element.querySelector(".interviews-segment__writer")?.remove();
    item.element.classList.toggle("interviews-segment--theirs", Boolean(item.writer));
    if (item.writer) {
      const className = "interviews-segment__writer";
      item.element.append(parts.element("p", { className }, item.writer));
    }
  }

  // What is to stay where it is on the screen: the open segment or, where that is out of sight, what
  // is being read.
  function anchor() {
    const place = openItem?.element.getBoundingClientRect();
    if (place && place.bottom > 0 && place.top < innerHeight) {
      return openItem.element;
    }
    const { left, width } = list.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, innerHeight / 3)?.closest("li[data-id]");
  }

  function hold(work) {
    const kept = anchor();
    const before = kept?.getBoundingClientRect().top;
    // The browser must not do the same a second time; it goes on with it afterwards.
    const page = document.documentElement;
    page.style.overflowAnchor = "none";
    work();
    if (kept?.isConnected) {
      putBack(kept, before);
    }
    page.style.overflowAnchor = "";
  }

  function putBack(kept, before) {
    const moved = kept.getBoundingClientRect().top - before;
    if (Math.abs(moved) < 1) {
      return;
    }
    const { scrollHeight } = document.documentElement;
    const missing = scrollY + moved - (scrollHeight - innerHeight);
    if (missing > 0) {
      // There is nothing below to scroll to yet.
      const room = list.parentElement;
      room.style.minHeight = `${room.offsetHeight + missing}px`;
    }
    scrollBy({ top: moved, behavior: "instant" });
  }

  // Puts the items in the order of `segments`, around the open one, which is never moved. At most
  // `most` are made, the nearest to the end first; answers whether all are there.
  function place(segments, openId, most) {
    const pivot = Math.max(
      0,
      segments.findIndex(({ id }) => id === openId),
    );
    let made = 0;
    const put = (segment, insert) => {
      if (!items.has(segment.id)) {
        if (made === most) {
          return false;
        }
        made += 1;
      }
      const item = items.get(segment.id) ?? itemOf(segment, segment.id === openId);
      insert(item.element);
      return true;
    };
    let isAll = true;
    let previous = null;
    for (const segment of segments.slice(pivot)) {
      isAll =
        put(segment, (element) => {
          if (previous ? previous.nextElementSibling !== element : !element.isConnected) {
            list.insertBefore(element, previous ? previous.nextElementSibling : null);
          }
          previous = element;
        }) && isAll;
    }
    let next = previous && items.get(segments[pivot].id)?.element;
    for (const segment of segments.slice(0, pivot).toReversed()) {
      isAll =
        put(segment, (element) => {
          if (element.nextElementSibling !== next || !element.isConnected) {
            list.insertBefore(element, next ?? null);
          }
          next = element;
        }) && isAll;
    }
    return isAll;
  }

  return {
    editor: () => editor,

    // Resolves when no input method is in the middle of a word: till then it must be left alone.
    composed: () => (isComposing ? new Promise((go) => whenComposed.push(go)) : Promise.resolve()),

    // Draws what is not drawn yet or not as it should be; `changed`: ids to look at, all without.
    // A long transcript comes in pieces, its end first. `now()`: {segments, openId}; between two
    // pieces the writer goes on.
    sync(now, changed = null) {
      drawing += 1;
      const turn = drawing;
      let look = changed && new Set(changed);
      const step = (most) => {
        if (turn !== drawing) {
          return;
        }
        const { segments, openId } = now();
        const ids = new Set(segments.map(({ id }) => id));
        let isAll = true;
        hold(() => {
          items.forEach((item, id) => {
            if (!ids.has(id)) {
              this.remove(id);
            }
          });
          segments
            .filter(({ id }) => items.has(id) && (!look || look.has(id)))
            .forEach((segment) => refill(segment, segment.id === openId));
          look = new Set();
          isAll = place(segments, openId, most);
          this.number(segments, openId);
        });
        isNear = true;
        if (!isAll) {
          setTimeout(() => {
            isNear = false;
            step(AT_ONCE);
          }, 0);
        }
      };
      finish = () => step(Infinity);
      step(AT_ONCE);
    },

    // An item that was still to come must have its place: what is not on the page takes no key.
    draw(segment, isOpen) {
      if (!itemOf(segment, isOpen).element.isConnected) {
        finish();
      }
    },

    // Behind the segment that now stands before it.
    insert(segment, previous) {
      const { element } = itemOf(segment, false);
      const before = previous && items.get(previous.id)?.element;
      if (before) {
        before.after(element);
      } else {
        list.prepend(element);
      }
    },

    remove(id) {
      const item = items.get(id);
      item?.element.remove();
      items.delete(id);
      if (item === openItem) {
        openItem = editor = null;
        isComposing = false;
      }
    },

    // Who else writes where: id → words.
    showWriters(writers) {
      const changed = [...items].filter(([id, item]) => item.writer !== (writers.get(id) ?? null));
      if (changed.length) {
        hold(() => {
          changed.forEach(([id, item]) => {
            item.writer = writers.get(id) ?? null;
            drawWriter(item);
          });
        });
      }
    },

    // Numbers, and the title of a stage where it begins.
    number(segments, openId) {
      let last = null;
      segments.forEach((segment, index) => {
        const item = items.get(segment.id);
        const begins = segment.stage && segment.stage !== last && segment.id !== openId;
        const stage = begins ? segment.stage : "";
        last = segment.stage || last;
        if (!item) {
          return;
        }
        if (item.number !== index + 1) {
          item.number = index + 1;
          const places = item.element.querySelectorAll(".interviews-segment__number, [data-number]");
          places.forEach((found) => {
            found.textContent = index + 1;
          });
        }
        if (item.stage !== stage) {
          item.stage = stage;
          item.element.querySelector(".interviews-segment__stage")?.remove();
          if (stage) {
            const className = "interviews-segment__stage";
            item.element.prepend(parts.element("p", { className }, titleOf(stage)));
          }
        }
      });
      const isAtEnd = segments.at(-1)?.id === openId && segments.at(-1)?.text === "";
      if (more.hidden !== isAtEnd) {
        more.hidden = isAtEnd;
      }
    },

    // Brings what stands in a segment's way before the eyes, the keyboard on its first button.
    reveal(segment) {
      this.draw(segment, false);
      const { element } = items.get(segment.id);
      element.scrollIntoView({ block: "center" });
      element.querySelector(".interviews-choose button")?.focus({ preventScroll: true });
    },

    focus(caret) {
      fit();
      editor.focus({ preventScroll: true });
      editor.setSelectionRange(caret, caret);
      editor.closest("li").scrollIntoView({ block: "nearest" });
    },
  };
}
