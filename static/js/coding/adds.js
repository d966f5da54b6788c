// Marks on their way to the server: drawn at once, kept until they are saved or given up.

import { SIGNS } from "./codes.js";
import { element, shortened } from "./dom.js";

export function createAdds({ root, url, text, marks, margin, passages, changes, panel, refresh, onAdded }) {
  const bar = root.querySelector("[data-unsaved]");
  const words = root.querySelector("[data-unsaved-words]");
  const list = root.querySelector("[data-unsaved-list]");
  const entries = new Set(); // on their way, failed, or open in the panel again
  let count = 0;

  function showUnsaved() {
    const left = [...entries].filter(({ isKept }) => isKept);
    bar.hidden = left.length === 0;
    words.textContent = left.length === 1
      ? `One mark is not saved yet. ${left[0].problem}.`
      : `${left.length} marks are not saved yet. ${left.at(-1)?.problem}.`;
    list.replaceChildren(
      ...left.map((entry) => {
        const { code, direction, wire } = entry;
        const name = `${SIGNS[direction]} ${code.title}`;
        const quote = `“${shortened(wire.words, 60)}”`;
        const button = (label, act) =>
          element("button", { className: "coding-link", type: "button", onclick: act }, label);
        return element(
          "li",
          {},
          element("span", {}, `${name}: ${quote} `),
          button("Try again", () => send(entry)),
          button("Change", () => reopen(entry)),
          button("Give up", () => forget(entry)),
        );
      }),
    );
  }

  function forget(entry) {
    entries.delete(entry);
    marks.erase(entry.key);
    entry.mark.remove();
    showUnsaved();
  }

  // A lost answer is no lost mark: whether the server has it after all.
  function isThere({ wire, code }) {
    return passages.all().some(
      ({ start, end, codings }) =>
        start[0] === wire.start_part &&
        start[1] === Number(wire.start_offset) &&
        end[0] === wire.end_part &&
        end[1] === Number(wire.end_offset) &&
        codings.some(({ mine, key }) => mine && key === code.key),
    );
  }

  async function send(entry) {
    entry.isKept = false;
    entry.mark.again();
    showUnsaved();
    if (entry.isUncertain) {
      await refresh();
      if (isThere(entry)) {
        forget(entry);
        onAdded({ said: `Marked as ${entry.code.title}` });
        return;
      }
    }
    const { wire, code, direction, memo } = entry;
    const answer = await changes.send(url, { ...wire, key: code.key, direction, memo });
    if (!answer.error) {
      forget(entry);
      onAdded(answer);
      return;
    }
    entry.problem = answer.error.replace(/\.$/, "");
    entry.isRefused = answer.isRefused;
    entry.isUncertain = !answer.isRefused;
    entry.mark.fail();
    if (panel.isFree()) {
      reopen(entry);
    } else {
      keep(entry);
    }
  }

  function keep(entry) {
    entry.isKept = true;
    showUnsaved();
  }

  // The panel as it was, with the reason.
  function reopen(entry) {
    entry.isKept = false;
    showUnsaved();
    panel.open({
      ...entry,
      entry,
      words: entry.wire.words,
      box: text.around(entry.span) ?? transcriptBox(),
      onLeave: () => (entry.isRefused ? forget(entry) : keep(entry)),
    });
  }

  const transcriptBox = () => root.querySelector("[data-transcript]").getBoundingClientRect();

  addEventListener("online", () => {
    [...entries].filter(({ isKept, isRefused }) => isKept && !isRefused).forEach(send);
  });

  return {
    // `made`: {span, wire, code, direction, memo}, from the panel.
    add({ span, wire, code, direction, memo, entry: earlier }) {
      const isSame = earlier && earlier.code === code;
      if (earlier) {
        forget(earlier);
      }
      count += 1;
      const entry = {
        key: `add-${count}`,
        span,
        code,
        direction,
        memo,
        wire,
        mark: margin.wait(span.start.row, { code, direction }),
        isUncertain: Boolean(isSame && earlier.isUncertain),
      };
      entries.add(entry);
      marks.draw(entry.key, "waiting", span);
      send(entry);
    },
    isWaiting: () => entries.size > 0,
  };
}
