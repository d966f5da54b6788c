// The pieces that a segment's list item is made of.

const KINDS = [
  { value: "speech", title: "Speech", keys: "Alt+S" },
  { value: "question", title: "Question", keys: "Alt+Q" },
  { value: "note", title: "Note", keys: "Alt+N" },
];

export function element(name, properties = {}, ...children) {
  const { dataset = {}, attributes = {}, ...rest } = properties;
  const made = Object.assign(document.createElement(name), rest);
  Object.assign(made.dataset, dataset);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

export function button(words, act, properties = {}) {
  const { className = "interviews-button", ...rest } = properties;
  const made = element("button", { type: "button", className, ...rest }, words);
  made.addEventListener("click", act);
  return made;
}

const hidden = (words) => element("span", { className: "nhsuk-u-visually-hidden" }, words);

// Filled in by view.number.
const number = () => element("span", { dataset: { number: "" } });

// Who says it.
export function heading(segment) {
  const speaker = segment.kind === "note" && !segment.speaker ? "Note" : segment.speaker;
  const who = element("span", { className: "interviews-segment__speaker" }, speaker);
  if (segment.kind === "question") {
    who.append(hidden(" asks"));
  } else if (segment.kind === "note" && segment.speaker) {
    who.append(", note");
  }
  const place = element("span", { className: "interviews-segment__number" });
  return element("p", { className: "interviews-segment__who" }, place, who);
}

export function editButton(open) {
  const made = button("Edit", open, { className: "interviews-segment__edit" });
  const name = hidden(" segment ");
  name.append(number());
  made.append(name);
  return made;
}

export function label(id) {
  const className = "nhsuk-u-visually-hidden";
  return element("label", { className, htmlFor: id }, "Segment ", number());
}

export function textarea(id, text) {
  return element("textarea", {
    id,
    className: "interviews-segment__editor",
    value: text,
    rows: 2,
    spellcheck: true,
    attributes: {
      enterkeyhint: "next",
      autocomplete: "off",
      "aria-describedby": "recording-hint",
    },
  });
}

export function stageChoice(segment, stages, choose) {
  const made = element("select", {
    className: "interviews-segment__choose-stage",
    attributes: { "aria-label": "Stage of this segment" },
  });
  // A segment may have none, or one that the guide no longer has.
  const isKnown = stages.some(({ key }) => key === segment.stage);
  const other = { key: segment.stage, title: segment.stage || "No stage" };
  for (const { key, title } of isKnown ? stages : [other, ...stages]) {
    made.append(element("option", { value: key, selected: key === segment.stage }, title));
  }
  made.addEventListener("change", () => choose(made.value));
  return made;
}

// Buttons in a row, one of them pressed.
function choice(name, options, pressed, choose) {
  const group = element("div", {
    className: "interviews-choice",
    attributes: { role: "group", "aria-label": name },
  });
  for (const { value, title, keys } of options) {
    const attributes = { "aria-pressed": value === pressed, title: keys };
    group.append(button(title, () => choose(value), { attributes }));
  }
  return group;
}

export function tools(segment, speakers, on) {
  const voices = [...speakers];
  if (segment.speaker && !voices.includes(segment.speaker)) {
    voices.push(segment.speaker); // as an imported transcript names them
  }
  const options = voices.map((value, place) => ({ value, title: value, keys: `Alt+${place + 1}` }));
  return element(
    "div",
    { className: "interviews-segment__tools" },
    choice("Speaker", options, segment.speaker, on.setSpeaker),
    choice("Kind of segment", KINDS, segment.kind, on.setKind),
    element(
      "div",
      { className: "interviews-segment__finish" },
      button("Delete", () => on.remove(segment.id), { attributes: { title: "Alt+X" } }),
      button("Next", on.next, { attributes: { title: "Enter" } }),
    ),
  );
}

// Why a segment is not saved.
export function refusal(message) {
  return element(
    "div",
    { className: "interviews-segment__problem" },
    element(
      "p",
      {},
      element("strong", {}, "Not saved. "),
      `${message}. What you wrote is kept on this device.`,
    ),
  );
}
