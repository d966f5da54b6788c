// An answer that waits on this device, for a list of them: what was typed, and when it can never be
// sent the reason, and a way to let it go.

import { codeOf, removeDraft } from "./kept.js";

// These stay here until their writer has copied them and lets them go.
export const NEVER = {
  gone: "You do not answer this part any more.",
  ended: "The self-rating has been submitted, or your part in it has ended.",
  submitted: "The self-rating has been submitted, so answers cannot be changed any more.",
  outdated: "This part has changed since you typed this. Open it to use your words there.",
  settled: "The trust’s lead has settled this rating.",
};
const NO_LINK = ["gone", "ended", "unknown"]; // it would lead nowhere, or the server is being asked

function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

// `kind`: why it cannot be sent; undefined when it was not tried. `removed()`: it was let go.
export function leftItem({ draft, kind }, removed) {
  const { page, said, title, chosen } = draft;
  const name = NO_LINK.includes(kind)
    ? made("strong", { textContent: title })
    : made("a", { href: `${page}#${codeOf(draft)}`, textContent: title });
  const words = said.explanation ?? said.words;
  const row = document.createElement("li");
  const parts = [name, made("p", { className: "maturity-words", textContent: words })];
  if (chosen && chosen !== words) {
    parts.splice(1, 0, made("p", { textContent: chosen }));
  }
  if (kind in NEVER) {
    const hidden = made("span", { className: "nhsuk-u-visually-hidden", textContent: `: ${title}` });
    const button = made("button", { type: "button", textContent: "Discard what I typed" });
    button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
    button.append(hidden);
    button.addEventListener("click", async () => {
      await removeDraft(draft);
      row.remove();
      removed();
    });
    parts.push(made("p", { textContent: NEVER[kind] }), button);
  }
  row.append(...parts.filter(({ tagName, textContent }) => tagName !== "P" || textContent));
  return row;
}
