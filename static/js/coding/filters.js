// What of the text is shown: a stage, one code, one coder, what is not coded yet; and going from
// one passage that is shown to the next.

import { element } from "./dom.js";
import { isBefore } from "./text.js";

export function createFilters({ root, transcript, text, passages, margin, selecting }) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const box = find("filters");
  const opener = find("open-filters");
  const fields = Object.fromEntries(
    [...box.querySelectorAll("[data-filter]")].map((field) => [field.dataset.filter, field]),
  );
  const tabs = [...root.querySelectorAll("[data-stage-tab]")];
  const rows = text.elements.map((each) => each.closest("[data-row]"));
  let stage = "";

  const wanted = (coding) =>
    (!fields.code.value || coding.key === fields.code.value) &&
    (!fields.coder.value || coding.author === fields.coder.value);
  const codingOf = (passage, coding) =>
    passages.get(passage).codings.find(({ id }) => id === Number(coding));
  const isFiltered = () => Object.values(fields).some((field) => field.value);

  function codedRows() {
    const coded = new Set();
    passages.inOrder().forEach(({ span }) => {
      for (let row = span.start.row; row <= span.end.row; row += 1) {
        coded.add(row);
      }
    });
    return coded;
  }

  function showRows() {
    const coded = fields.rows.value === "uncoded" ? codedRows() : null;
    rows.forEach((row, number) => {
      row.hidden = Boolean((stage && row.dataset.stage !== stage) || coded?.has(number));
    });
    const left = rows.filter((row) => !row.hidden).length;
    transcript.toggleAttribute("data-some-hidden", left < rows.length);
    return left;
  }

  function apply() {
    const isOn = isFiltered();
    passages.show(wanted);
    margin.show(
      fields.code.value || fields.coder.value
        ? ({ passage, coding }) => wanted(codingOf(passage, coding))
        : null,
    );
    const left = showRows();
    const among = inSight();
    find("found").textContent = fields.rows.value
      ? `${left} part${left === 1 ? "" : "s"} not coded yet`
      : `${among.length} passage${among.length === 1 ? "" : "s"}`;
    opener.classList.toggle("interviews-button--on", isOn);
    opener.textContent = isOn ? "Filter (on)" : "Filter";
  }

  const inSight = () =>
    passages.inOrder().filter(({ span }) => !rows[span.start.row].hidden);

  // Codes and coders that there are, as they are now.
  function fill() {
    const codings = passages.all().flatMap((passage) => passage.codings);
    const options = (field, counted) => {
      const value = field.value;
      field.replaceChildren(
        field.options[0],
        ...[...counted.values()]
          .sort((one, other) => one.label.localeCompare(other.label))
          .map(({ label, value: each, count }) => element("option", { value: each }, `${label} (${count})`)),
      );
      field.value = value;
      if (field.selectedIndex < 0) {
        field.value = "";
      }
    };
    const count = (name, label) => {
      const counted = new Map();
      codings.forEach((coding) => {
        const entry = counted.get(coding[name]) ?? { value: coding[name], label: coding[label], count: 0 };
        entry.count += 1;
        counted.set(coding[name], entry);
      });
      return counted;
    };
    options(fields.code, count("key", "title"));
    options(fields.coder, count("author", "author"));
  }

  // After the last comes the first again.
  function step(way) {
    const among = inSight();
    const here = selecting.span();
    const start = here?.start ?? selecting.begin()?.start;
    const isLater = ({ span }) =>
      isBefore(start, span.start) ||
      (!isBefore(span.start, start) && (!here || isBefore(span.end, here.end)));
    const isEarlier = ({ span }) =>
      isBefore(span.start, start) ||
      (here && !isBefore(start, span.start) && isBefore(here.end, span.end));
    const found =
      way > 0
        ? (among.find(isLater) ?? among[0])
        : (among.findLast(isEarlier) ?? among.at(-1));
    if (found) {
      const said = found.codings.map(({ title, author }) => `${title}, ${author}`).join("; ");
      selecting.go(found.span, `${said}: ${found.words}`);
    }
  }

  function showStage(key) {
    stage = key;
    tabs.forEach((tab) => {
      if (tab.dataset.stageTab === key) {
        tab.setAttribute("aria-current", "true");
      } else {
        tab.removeAttribute("aria-current");
      }
    });
    apply();
  }

  tabs.forEach((tab) => {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      showStage(tab.dataset.stageTab);
      const top = root.querySelector("[data-bar-top]").getBoundingClientRect().top;
      if (top <= 0) {
        transcript.scrollIntoView({ block: "start" });
      }
    });
  });
  opener.addEventListener("click", () => {
    box.hidden = !box.hidden;
    opener.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) {
      fill();
      apply();
      fields.code.focus();
    }
  });
  Object.values(fields).forEach((field) => field.addEventListener("change", apply));
  find("clear-filters").addEventListener("click", () => {
    Object.values(fields).forEach((field) => {
      field.value = "";
    });
    apply();
    opener.click();
    opener.focus();
  });
  find("next").addEventListener("click", () => step(1));
  find("previous").addEventListener("click", () => step(-1));

  return {
    next: () => step(1),
    previous: () => step(-1),
    // After a change of what is marked.
    refresh() {
      if (!box.hidden) {
        fill();
      }
      if (isFiltered()) {
        apply();
      }
    },
    // Words that must be seen are not filtered out.
    uncover(row) {
      if (rows[row].hidden) {
        fields.rows.value = "";
        showStage("");
      }
    },
  };
}
