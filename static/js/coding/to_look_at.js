// The passages whose words are no longer in the text, each with a way to choose new ones.

import { element, shortened } from "./dom.js";

const LONGEST_SHOWN = 110;

export function createToLookAt({ root, passages, onChoose, onOpen }) {
  const box = root.querySelector("[data-look]");
  const heading = box.querySelector("[data-look-heading]");
  const list = box.querySelector("[data-look-list]");

  function item(passage) {
    const codes = passage.codings.map(({ title }) => title).join(", ");
    const others = passage.codings.filter(({ mine }) => !mine).map(({ author }) => author);
    const whose = [...new Set(others)].join(", ");
    const button = (words, act) =>
      element(
        "button",
        { type: "button", className: "coding-link", onclick: act },
        words,
        element("span", { className: "nhsuk-u-visually-hidden" }, `: ${codes}`),
      );
    return element(
      "li",
      { dataset: { lookPassage: passage.id } },
      element("span", { className: "coding-look__words" }, `“${shortened(passage.words, LONGEST_SHOWN)}” `),
      element("span", { className: "coding-look__codes" }, whose ? `${codes} · ${whose}` : codes),
      element(
        "span",
        { className: "coding-look__actions" },
        passage.move ? button("Choose new words", () => onChoose(passage)) : null,
        button("Show its marks", (event) => onOpen(passage, event.target.getBoundingClientRect())),
      ),
    );
  }

  return {
    refresh() {
      const waiting = passages.all().filter((passage) => passage.needs_a_look);
      box.hidden = waiting.length === 0;
      heading.textContent =
        waiting.length === 1 ? "1 passage needs a look" : `${waiting.length} passages need a look`;
      list.replaceChildren(...waiting.map(item));
    },
  };
}
