// One passage: what it is marked as, by whom and when; one's own marks to change and remove.

import { DIRECTIONS, SIGNS, directionOf } from "./codes.js";
import { element, place, shortened, sign, turnWithin } from "./dom.js";

const LONGEST_SHOWN = 240; // characters of the words

const facts = ({ direction, author, when }) => [DIRECTIONS[direction], author, when].join(" · ");

// `post(url, fields)` answers like the server; `onAdd`, `onMove`, `onNext` take the passage.
export function createCard({ root, post, onAdd, onMove, onNext, onClose, spoken }) {
  const find = (name) => root.querySelector(`[data-card-${name}]`);
  const [words, list, error, link] = ["words", "codings", "error", "link"].map(find);
  const buttons = { add: find("add"), move: find("move"), next: find("next") };
  const memos = new Map(); // coding id → what is written and not saved yet
  let passage = null;
  let around = { at: 0, count: 1 }; // of the passages at the same words

  async function change(coding, fields) {
    error.textContent = "";
    const answer = await post(coding.change, fields);
    error.textContent = answer.error ? `${answer.error}.` : "";
    return !answer.error;
  }

  async function remove(coding) {
    const answer = await post(coding.remove, {});
    error.textContent = answer.error ? `${answer.error}.` : "";
  }

  function memoOf(coding) {
    const id = `card-memo-${coding.id}`;
    const area = element("textarea", { id, rows: 1, className: "coding-panel__memo", value: memos.get(coding.id) ?? coding.memo });
    const save = element("button", { type: "button", className: "interviews-button", hidden: !memos.has(coding.id) }, "Save memo");
    const send = async () => {
      const sent = area.value;
      if (await change(coding, { memo: sent.trim() })) {
        if (memos.get(coding.id) === sent) {
          memos.delete(coding.id);
        }
        draw();
      }
    };
    area.addEventListener("input", () => {
      hasAsked = false;
      memos.set(coding.id, area.value);
      save.hidden = false;
    });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.ctrlKey) {
        send();
      }
    });
    save.addEventListener("click", send);
    return element("div", { className: "coding-card__memo" }, element("label", { htmlFor: id }, "Memo"), area, save);
  }

  function directionsOf(coding) {
    return element(
      "div",
      { className: "coding-directions coding-directions--small", role: "group", ariaLabel: `What it shows about ${coding.title}` },
      ...Object.entries(DIRECTIONS).map(([value, label]) =>
        element(
          "button",
          {
            type: "button",
            title: label,
            ariaPressed: String(value === coding.direction),
            dataset: { focus: `${coding.id}-${value}` },
            onclick: () => change(coding, { direction: value }),
          },
          ...sign(SIGNS[value], label),
        ),
      ),
      element(
        "button",
        { type: "button", className: "coding-card__remove", dataset: { focus: `${coding.id}-remove` }, onclick: () => remove(coding) },
        "Remove",
        element("span", { className: "nhsuk-u-visually-hidden" }, ` ${coding.title}`),
      ),
    );
  }

  function item(coding) {
    return element(
      "li",
      { className: `coding-card__coding coding-card__coding--${coding.stage}`, dataset: { of: coding.id } },
      element("p", { className: "coding-card__title" }, element("span", { className: "coding-mark__sign", ariaHidden: "true" }, SIGNS[coding.direction]), coding.title),
      element("p", { className: "coding-card__facts" }, facts(coding)),
      coding.mine ? directionsOf(coding) : null,
      coding.mine ? memoOf(coding) : coding.memo ? element("p", { className: "coding-card__said" }, coding.memo) : null,
    );
  }

  // Again after each change; the focus stays where it was.
  function draw() {
    const focused = document.activeElement;
    const key = root.contains(focused) && (focused.dataset.focus || focused.id);
    words.textContent = shortened(passage.words, LONGEST_SHOWN);
    list.replaceChildren(...passage.codings.map(item));
    buttons.move.hidden = !passage.move;
    buttons.move.textContent = passage.span ? "Move its ends" : "Choose new words";
    buttons.add.hidden = !passage.span;
    buttons.next.hidden = around.count < 2;
    buttons.next.textContent = `Next here (${around.at + 1} of ${around.count})`;
    link.hidden = !passage.url;
    link.href = passage.url ?? "";
    if (key) {
      (root.querySelector(`[data-focus="${key}"]`) ?? document.getElementById(key) ?? root).focus({ preventScroll: true });
    }
  }

  function close() {
    root.hidden = true;
    passage = null;
    onClose();
  }

  const hasMemo = () => [...memos].some(([id, text]) =>
    (passage?.codings.find((each) => each.id === id)?.memo ?? "") !== text.trim());

  let hasAsked = false;
  function leave() {
    if (hasMemo() && !hasAsked) {
      hasAsked = true;
      error.textContent = "The memo is not saved yet. Save it, or close once more to lose it.";
    } else {
      memos.clear();
      close();
    }
  }

  const mine = () => {
    const focused = document.activeElement.closest("[data-of]")?.dataset.of;
    const own = passage.codings.filter((coding) => coding.mine);
    return own.find((coding) => String(coding.id) === focused) ?? own[0];
  };

  const KEYS = {
    m: () => onNext(passage),
    e: () => passage.move && act(onMove),
    a: () => passage.span && act(onAdd),
    Delete: () => mine() && remove(mine()),
  };

  function act(then) {
    const wanted = passage;
    if (hasMemo()) {
      leave();
    }
    if (root.hidden || !hasMemo()) {
      close();
      then(wanted);
    }
  }

  root.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("textarea");
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.key === "Escape") {
      leave();
    } else if (event.key === "Tab" && isPlain) {
      turnWithin(root, event);
      return;
    } else if (isPlain && !isTyping && KEYS[key]) {
      KEYS[key]();
    } else if (isPlain && !isTyping && directionOf(key) && mine()) {
      change(mine(), { direction: directionOf(key) });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  buttons.add.addEventListener("click", () => act(onAdd));
  buttons.move.addEventListener("click", () => act(onMove));
  buttons.next.addEventListener("click", () => onNext(passage));
  find("close").addEventListener("click", leave);
  document.addEventListener("pointerdown", (event) => {
    if (!root.hidden && !root.contains(event.target) && !hasMemo()) {
      leave();
    }
  });

  return {
    isOpen: () => !root.hidden,
    leave,
    hasMemo: () => !root.hidden && hasMemo(),
    passage: () => passage,
    open(wanted, box, position) {
      if (passage?.id !== wanted.id) {
        if (hasMemo()) {
          leave();
          return;
        }
        memos.clear();
      }
      passage = wanted;
      around = position;
      hasAsked = false;
      error.textContent = "";
      root.hidden = false;
      draw();
      place(root, box);
      root.focus({ preventScroll: true });
      spoken.textContent = passage.codings.map((coding) => `${coding.title}: ${facts(coding)}`).join(". ");
    },
    // The passage changed, or is gone.
    update(now) {
      if (passage && now) {
        passage = now;
        draw();
      } else if (passage) {
        memos.clear();
        close();
      }
    },
  };
}
