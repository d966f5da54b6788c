// Moving the ends of a passage, or choosing other words for it: handles for the mouse and fingers,
// the keys of the text for the keyboard. Enter keeps, Escape drops.

import { element } from "./dom.js";
import { isBefore } from "./text.js";

const KEYS_SAID = "Drag the handles, or press arrow keys (? lists them). Enter keeps, Esc cancels.";

export function createMoving({ root, text, steps, selecting, post }) {
  const find = (name) => root.querySelector(`[data-moving${name}]`);
  const [bar, words, error, keepButton] = ["", "-words", "-error", "-keep"].map(find);
  const layer = root.querySelector("[data-layer]");
  const handles = ["start", "end"].map((edge) => {
    const handle = element("span", {
      className: `coding-handle coding-handle--${edge}`,
      ariaHidden: "true",
      hidden: true,
      dataset: { handle: edge },
    });
    handle.addEventListener("pointerdown", (event) => drag(event, handle, edge));
    return handle;
  });
  layer.append(...handles);
  let passage = null; // the one whose ends move
  let isSending = false;

  function drag(event, handle, edge) {
    event.preventDefault();
    const follow = (at) => {
      const place = text.under(at.clientX, at.clientY);
      const span = selecting.span();
      const snapped = place && steps.snapped(place, edge);
      const moved = snapped && text.trimmed({ ...span, [edge]: snapped });
      if (moved && isBefore(moved.start, moved.end)) {
        selecting.choose(moved);
      }
    };
    const end = () => {
      document.removeEventListener("pointermove", follow);
      layer.classList.remove("coding-layer--dragging");
      selecting.focus();
    };
    layer.classList.add("coding-layer--dragging"); // lets the words under the handle be found
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", end, { once: true });
    document.addEventListener("pointercancel", end, { once: true });
  }

  function draw() {
    const span = passage && selecting.span();
    const boxes = span ? text.boxes(span) : {};
    const origin = layer.getBoundingClientRect();
    handles.forEach((handle, place) => {
      const box = place === 0 ? boxes.first : boxes.last;
      handle.hidden = !box;
      if (box) {
        handle.style.left = `${(place === 0 ? box.left : box.right) - origin.left}px`;
        handle.style.top = `${box.top - origin.top}px`;
        handle.style.height = `${box.height}px`;
      }
    });
    keepButton.disabled = !span;
  }

  function stop() {
    passage = null;
    bar.hidden = true;
    selecting.hold(false);
    selecting.choose(null);
    draw();
    selecting.focus();
  }

  async function keep() {
    const span = selecting.span();
    if (!span || isSending) {
      return;
    }
    isSending = true;
    keepButton.disabled = true;
    const answer = await post(passage.move, text.toWire(span));
    isSending = false;
    if (answer.error) {
      error.textContent = `${answer.error}.`;
      keepButton.textContent = "Try again";
      draw();
    } else {
      stop();
    }
  }

  keepButton.addEventListener("click", keep);
  find("-drop").addEventListener("click", stop);
  addEventListener("resize", draw);

  return {
    isOn: () => passage !== null,
    keep,
    stop,
    draw,
    start(wanted) {
      passage = wanted;
      error.textContent = "";
      keepButton.textContent = "Keep";
      words.textContent = wanted.span
        ? KEYS_SAID
        : `Choose the words that “${wanted.words}” stands for now, then keep them.`;
      bar.hidden = false;
      selecting.hold(wanted.span !== null);
      selecting.focus();
      if (wanted.span) {
        selecting.go(wanted.span, KEYS_SAID);
      } else {
        selecting.choose(null);
        draw();
      }
    },
  };
}
