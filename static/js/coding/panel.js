// The panel at the words chosen: which code, whether they show it helping, missing or both, and a
// memo. Letters find a code; signs choose the direction; digits are the recent codes.

import { directionOf } from "./codes.js";
import { element, place, shortened, turnWithin } from "./dom.js";

const LONGEST_SHOWN = 140; // characters of the words

// Whether all of the words are in questions.
function isAsked({ start_part, end_part }) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const place = (part) => rows.findIndex(({ id }) => id === `segment-${part}`);
  const chosen = rows.slice(place(start_part), place(end_part) + 1);
  return chosen.length > 0 && chosen.every((row) => row.matches(".coding-row--question"));
}

export function createPanel({ root, codes, onMark, onTheme, onClose }) {
  const find = (name) => root.querySelector(`[data-panel-${name}]`);
  const [filter, list, memo, error] = ["filter", "list", "memo", "error"].map(find);
  const [words, button] = [find("words"), find("mark")];
  const directions = [...root.querySelectorAll("[data-direction]")];
  let draft = null; // what the panel was opened with: {span, wire, …}
  let chosen = "helps";
  let options = []; // {row, code} or {row, theme}, in the order shown
  let active = 0;
  let isBusy = false;

  // A sign at the end of what is typed is the direction: "netw-". With more typed behind it, it is
  // a hyphen after all: "co-design".
  const signAtEnd = () => directionOf(filter.value.at(-1));
  const typed = () => (signAtEnd() ? filter.value.slice(0, -1) : filter.value).trim();
  const direction = () => signAtEnd() ?? chosen;

  function showDirection() {
    directions.forEach((each) => {
      each.setAttribute("aria-pressed", each.dataset.direction === direction());
    });
  }

  function choose(value) {
    chosen = value;
    filter.value = signAtEnd() ? filter.value.slice(0, -1) : filter.value;
    showDirection();
  }

  function option(parts, className, act) {
    const row = element(
      "div",
      { className: `coding-option ${className}`, id: `panel-option-${options.length}`, role: "option" },
      ...parts,
    );
    row.addEventListener("pointerdown", (event) => event.preventDefault());
    row.addEventListener("click", act);
    return row;
  }

  function codeOption(code, digit) {
    const parent = codes.get(code.parent);
    const row = option(
      [
        element(
          "span",
          {},
          element("span", { className: "coding-option__title" }, code.title),
          parent ? element("span", { className: "coding-option__parent" }, ` in ${parent.title}`) : null,
          element("span", { className: "coding-option__description" }, code.description),
        ),
        digit ? element("kbd", {}, String(digit)) : null,
      ],
      `coding-option--${code.stage}`,
      () => mark(code),
    );
    options.push({ row, code });
    return row;
  }

  function themeOption(title) {
    const row = option([`Create the theme “${title}”`], "coding-option--theme", () => create(title));
    options.push({ row, theme: title });
    return row;
  }

  function group(title, rows) {
    const heading = element("p", { className: "coding-panel__group", ariaHidden: "true" }, title);
    return element("div", { role: "group", ariaLabel: title }, heading, ...rows);
  }

  function draw() {
    options = [];
    const shown = codes.found(typed()).map(({ title, codes: among, isRecent }) =>
      group(title, among.map((code, number) => codeOption(code, isRecent ? number + 1 : 0))),
    );
    if (typed() && !codes.isTitle(typed())) {
      shown.push(group("New", [themeOption(typed())]));
    }
    list.replaceChildren(...shown);
    list.scrollTop = 0;
    activate(0);
    showDirection();
  }

  function activate(number) {
    active = Math.max(0, Math.min(options.length - 1, number));
    options.forEach(({ row }, here) => row.setAttribute("aria-selected", here === active));
    const { row, code, theme } = options[active] ?? {};
    filter.setAttribute("aria-activedescendant", row?.id ?? "");
    button.disabled = !row;
    button.textContent = error.textContent && row
      ? "Try again"
      : code ? `Mark as ${code.title}` : theme ? "Create and mark" : "Mark";
  }

  function step(way) {
    activate(active + way);
    options[active]?.row.scrollIntoView({ block: "nearest" });
  }

  function act() {
    const { code, theme } = options[active] ?? {};
    if (code) {
      mark(code);
    } else if (theme) {
      create(theme);
    }
  }

  function mark(code) {
    if (!code || isBusy) {
      return;
    }
    const made = { ...draft, code, direction: direction(), memo: memo.value.trim() };
    onMark(made);
    close(); // moves the focus, for which the browser lays out all that has changed: once, so last
  }

  async function create(title) {
    if (isBusy) {
      return;
    }
    isBusy = true;
    button.disabled = true;
    say("");
    const answer = await onTheme(title);
    isBusy = false;
    if (answer.error) {
      say(answer.error);
      activate(active);
      return;
    }
    mark(answer.code);
  }

  function say(problem) {
    error.textContent = problem && `${problem.replace(/\.$/, "")}.`;
  }

  const hasMemo = () => memo.value.trim() !== "";

  function close() {
    root.hidden = true;
    draft = null;
    memo.value = "";
    onClose();
  }

  // Closing loses a memo: the first time it only says so.
  let hasAsked = false;
  function leave() {
    if (hasMemo() && !hasAsked) {
      hasAsked = true;
      say("The memo is not saved yet. Mark the words, or close once more to lose it");
    } else {
      const left = draft;
      close();
      left.onLeave?.();
    }
  }

  directions.forEach((each) => {
    each.addEventListener("click", () => {
      choose(each.dataset.direction);
      filter.focus({ preventScroll: true });
    });
  });
  filter.addEventListener("input", draw);
  memo.addEventListener("input", () => {
    hasAsked = false;
  });
  button.addEventListener("click", act);
  find("close").addEventListener("click", leave);

  const FILTER_KEYS = {
    Enter: act,
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    PageDown: () => step(8),
    PageUp: () => step(-8),
  };

  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
    const isEmptyFilter = event.target === filter && filter.value === "";
    if (event.key === "Escape") {
      leave();
    } else if (event.key === "Tab" && isPlain) {
      turnWithin(root, event);
      return;
    } else if (event.key === "Enter" && event.target === memo && event.ctrlKey) {
      act();
    } else if (isPlain && isEmptyFilter && directionOf(event.key)) {
      choose(directionOf(event.key));
    } else if (isPlain && isEmptyFilter && /^[1-9]$/.test(event.key)) {
      mark(codes.recent(Number(event.key)));
    } else if (isPlain && event.target === filter && FILTER_KEYS[event.key]) {
      FILTER_KEYS[event.key]();
    } else {
      return;
    }
    event.preventDefault();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!root.hidden && !root.contains(event.target) && !hasMemo()) {
      leave();
    }
  });

  return {
    isOpen: () => !root.hidden,
    leave,
    hasMemo: () => !root.hidden && hasMemo(),
    // `opened`: {span, wire, words, box}, and for a mark that failed also code, direction, memo,
    // problem and what to do when it is left (onLeave).
    open({ words: all, box, ...opened }) {
      draft = opened;
      hasAsked = false;
      isBusy = false;
      words.textContent = shortened(all, LONGEST_SHOWN);
      chosen = opened.direction ?? "helps";
      memo.value = opened.memo ?? "";
      filter.value = opened.code?.title ?? "";
      say(opened.problem ?? "");
      find("asked").hidden = !isAsked(opened.wire);
      root.hidden = false;
      draw();
      activate(Math.max(0, options.findIndex(({ code }) => code && code === opened.code)));
      place(root, box);
      filter.focus({ preventScroll: true });
      filter.select();
      if (getComputedStyle(root).position !== "fixed") {
        root.scrollIntoView({ block: "nearest" });
      }
    },
  };
}
