// Draws the segments: one list item each, one of them open for writing.

import * as parts from "./parts.js";

// `on` holds what the page does: open(id), type(text), key(event), setSpeaker, setKind, setStage,
// remove(id), settle(id, choice), next().
export function createView({ list, more, settings, on }) {
  const items = new Map(); // id → <li>
  let editor = null; // the textarea that is open

  const titleOf = (key) => settings.stages.find((stage) => stage.key === key)?.title ?? key;

  function closed(segment) {
    const className = "interviews-segment__text";
    return [
      parts.heading(segment),
      parts.element("p", { className }, segment.text || "(no words)"),
      parts.editButton(() => on.open(segment.id)),
    ];
  }

  function open(segment) {
    const id = `segment-${segment.id}`;
    editor = parts.textarea(id, segment.text);
    editor.addEventListener("input", () => {
      fit();
      on.type(editor.value);
    });
    editor.addEventListener("keydown", on.key);
    const head = parts.element(
      "div",
      { className: "interviews-segment__head" },
      parts.heading(segment),
      parts.stageChoice(segment, settings.stages, on.setStage),
    );
    return [head, parts.label(id), editor, parts.tools(segment, settings.speakers, on)];
  }

  // Where the browser does not let a textarea grow by itself.
  function fit() {
    if (!CSS.supports("field-sizing", "content")) {
      editor.style.height = "auto";
      editor.style.height = `${editor.scrollHeight + 4}px`;
    }
  }

  function fill(item, segment, isOpen, found) {
    item.className = `interviews-segment interviews-segment--${segment.kind}`;
    item.classList.toggle("interviews-segment--open", isOpen);
    item.replaceChildren(...(isOpen ? open(segment) : closed(segment)));
    if (found) {
      item.append(parts.problem(segment, found, on.settle));
    }
  }

  return {
    editor: () => editor,

    // All of them anew. `problemOf(id)` gives what stands in a segment's way.
    drawAll(segments, openId, problemOf) {
      items.clear();
      editor = null;
      list.replaceChildren(
        ...segments.map((segment) => {
          const item = parts.element("li", { dataset: { id: segment.id } });
          items.set(segment.id, item);
          fill(item, segment, segment.id === openId, problemOf(segment.id));
          return item;
        }),
      );
      this.number(segments, openId);
    },

    draw(segment, isOpen, found) {
      const caret = isOpen && editor ? [editor.selectionStart, editor.selectionEnd] : null;
      const hadFocus = items.get(segment.id).contains(document.activeElement);
      fill(items.get(segment.id), segment, isOpen, found);
      if (caret && hadFocus) {
        editor.focus();
        editor.setSelectionRange(...caret);
      }
    },

    // Behind the segment that now stands before it.
    insert(segment, previous) {
      const item = parts.element("li", { dataset: { id: segment.id } });
      items.set(segment.id, item);
      if (previous) {
        items.get(previous.id).after(item);
      } else {
        list.prepend(item);
      }
    },

    remove(id) {
      items.get(id)?.remove();
      items.delete(id);
    },

    // Numbers, and the title of a stage where it begins.
    number(segments, openId) {
      let stage = null;
      segments.forEach((segment, place) => {
        const item = items.get(segment.id);
        item.querySelectorAll(".interviews-segment__number, [data-number]").forEach((found) => {
          found.textContent = place + 1;
        });
        item.querySelector(".interviews-segment__stage")?.remove();
        if (segment.stage && segment.stage !== stage && segment.id !== openId) {
          const className = "interviews-segment__stage";
          item.prepend(parts.element("p", { className }, titleOf(segment.stage)));
        }
        stage = segment.stage || stage;
      });
      more.hidden = segments.at(-1)?.id === openId && segments.at(-1)?.text === "";
    },

    focus(caret) {
      fit();
      editor.focus({ preventScroll: true });
      editor.setSelectionRange(caret, caret);
      editor.closest("li").scrollIntoView({ block: "nearest" });
    },
  };
}
