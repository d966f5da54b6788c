// Draws the segments: one list item each, one of them open for writing.

const KINDS = [
  { kind: "speech", title: "Speech", keys: "Alt+S" },
  { kind: "question", title: "Question", keys: "Alt+Q" },
  { kind: "note", title: "Note", keys: "Alt+N" },
];

function element(name, properties = {}, ...children) {
  const { dataset = {}, attributes = {}, ...rest } = properties;
  const made = Object.assign(document.createElement(name), rest);
  Object.assign(made.dataset, dataset);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

const hidden = (words) => element("span", { className: "nhsuk-u-visually-hidden" }, words);

function button(words, act, properties = {}) {
  const { className = "interviews-button", ...rest } = properties;
  const made = element("button", { type: "button", className, ...rest }, words);
  made.addEventListener("click", act);
  return made;
}

function choice(label, options, isChosen, choose) {
  const group = element("div", {
    className: "interviews-choice",
    attributes: { role: "group", "aria-label": label },
  });
  for (const option of options) {
    const pressed = { attributes: { "aria-pressed": isChosen(option), title: option.keys ?? "" } };
    const made = button(option.title, () => choose(option), pressed);
    made.dataset.value = option.value;
    group.append(made);
  }
  return group;
}

// `on` holds what the page does: open(id), type(text), key(event), setSpeaker, setKind, setStage,
// remove(id), settle(id, choice), next().
export function createView({ list, more, settings, on }) {
  const items = new Map(); // id → <li>
  let editor = null; // the textarea that is open

  const stageNumber = (key) => settings.stages.findIndex((stage) => stage.key === key) + 1;

  function heading(segment) {
    const speaker = segment.kind === "note" && !segment.speaker ? "Note" : segment.speaker;
    const who = element("span", { className: "interviews-segment__speaker" }, speaker);
    if (segment.kind === "question") {
      who.append(hidden(" asks"));
    } else if (segment.kind === "note" && segment.speaker) {
      who.append(", note");
    }
    const number = element("span", { className: "interviews-segment__number" });
    return element("p", { className: "interviews-segment__who" }, number, who);
  }

  function closed(segment) {
    const edit = button("Edit", () => on.open(segment.id), { className: "interviews-segment__edit" });
    edit.append(hidden(" segment "), element("span", { className: "nhsuk-u-visually-hidden", dataset: { number: "" } }));
    const text = element("p", { className: "interviews-segment__text" }, segment.text || "(no words)");
    return [heading(segment), text, edit];
  }

  function open(segment) {
    const id = `segment-${segment.id}`;
    editor = element("textarea", {
      id,
      className: "interviews-segment__editor",
      value: segment.text,
      rows: 2,
      spellcheck: true,
      attributes: { enterkeyhint: "next", autocomplete: "off", "aria-describedby": "recording-hint" },
    });
    editor.addEventListener("input", () => {
      fit();
      on.type(editor.value);
    });
    editor.addEventListener("keydown", on.key);
    const label = element("label", { className: "nhsuk-u-visually-hidden", htmlFor: id });
    label.append("Segment ", element("span", { dataset: { number: "" } }));
    const head = element("div", { className: "interviews-segment__head" }, heading(segment), stageOf(segment));
    return [head, label, editor, tools(segment)];
  }

  function stageOf(segment) {
    const chosen = element("select", {
      className: "interviews-segment__choose-stage",
      attributes: { "aria-label": "Stage of this segment" },
    });
    const none = segment.stage ? [] : [{ key: "", title: "No stage" }];
    chosen.append(
      ...[...none, ...settings.stages].map(({ key, title }) =>
        element("option", { value: key, selected: key === segment.stage }, title),
      ),
    );
    chosen.addEventListener("change", () => on.setStage(chosen.value));
    return chosen;
  }

  function tools(segment) {
    const voices = [...settings.speakers];
    if (segment.speaker && !voices.includes(segment.speaker)) {
      voices.push(segment.speaker); // as an imported transcript names them
    }
    const speakers = voices.map((value, place) => ({ value, title: value, keys: `Alt+${place + 1}` }));
    const kinds = KINDS.map(({ kind, ...rest }) => ({ value: kind, ...rest }));
    return element(
      "div",
      { className: "interviews-segment__tools" },
      choice("Speaker", speakers, ({ value }) => value === segment.speaker, ({ value }) => on.setSpeaker(value)),
      choice("Kind of segment", kinds, ({ value }) => value === segment.kind, ({ value }) => on.setKind(value)),
      element(
        "div",
        { className: "interviews-segment__finish" },
        button("Delete", () => on.remove(segment.id), { attributes: { title: "Alt+X" } }),
        button("Next", on.next, { attributes: { title: "Enter" } }),
      ),
    );
  }

  function problem(segment, found) {
    if (found.kind === "refused") {
      return element("div", { className: "interviews-segment__problem" },
        element("p", {}, element("strong", {}, "Not saved. "), `${found.message}. It is kept on this device.`));
    }
    const { theirs } = found;
    const words = theirs.deleted ? "(deleted)" : theirs.text || "(no words)";
    const choose = (title, what) => button(title, () => on.settle(segment.id, what));
    return element(
      "div",
      { className: "interviews-segment__problem", attributes: { role: "group", "aria-label": "Two versions of this segment" } },
      element("p", {}, element("strong", {}, "Somebody else changed this segment too. "), "Nothing is lost: choose which words to keep."),
      element("dl", {},
        element("dt", {}, "Yours"), element("dd", {}, segment.text || "(no words)"),
        element("dt", {}, "Theirs"), element("dd", {}, words)),
      element("div", { className: "interviews-segment__tools" },
        choose("Keep mine", "mine"), choose("Keep theirs", "theirs"), ...(theirs.deleted ? [] : [choose("Keep both", "both")])),
    );
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
    item.dataset.stage = stageNumber(segment.stage);
    item.replaceChildren(...(isOpen ? open(segment) : closed(segment)));
    if (found) {
      item.append(problem(segment, found));
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
          const item = element("li", { dataset: { id: segment.id } });
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
      const item = element("li", { dataset: { id: segment.id } });
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
          const { title } = settings.stages[stageNumber(segment.stage) - 1];
          item.prepend(element("p", { className: "interviews-segment__stage" }, title));
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
