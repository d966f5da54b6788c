// Two versions of a segment, or more, side by side, for one to be chosen.

import { ownWords } from "./merge.js";
import { button, element } from "./parts.js";

const KINDS = { speech: "Speech", question: "Question", note: "Note" };

// What there is to choose between: [{id, by, mine, …content}], first what stands (id null); null
// when there is no choice. `row`: the segment as the server had it last; `draft`: see outbox.js.
export function versionsOf(row, draft) {
  const isConflict = draft?.problem?.kind === "conflict";
  const known = row ?? (isConflict ? draft.problem.theirs : null);
  if (!known || draft?.chosen || draft?.settles.length) {
    return null;
  }
  const own = { by: "You", mine: true };
  const mine = isConflict ? [{ ...draft.want, ...own, id: draft.problem.rival }] : [];
  const standing = draft && !isConflict ? { ...known, ...draft.want, ...own } : known;
  const others = (known.rivals ?? []).filter(({ id }) => id !== mine[0]?.id);
  const all = [{ ...standing, id: null }, ...others, ...mine];
  return all.length > 1 ? all : null;
}

const name = (version) => (version.mine ? "You" : version.by || "Somebody");

// What a version says besides its words, where the versions differ in it.
function details(version, all, titleOf) {
  const said = {
    speaker: version.speaker || "No speaker",
    kind: KINDS[version.kind],
    stage: version.stage ? titleOf(version.stage) : "No stage",
  };
  return Object.keys(said)
    .filter((field) => all.some((other) => other[field] !== version[field]))
    .map((field) => said[field])
    .join(" · ");
}

function words(version, all) {
  const text = element("p", { className: "interviews-version__text" });
  if (version.deleted) {
    text.append(element("em", {}, "Deleted"));
  } else if (!version.text) {
    text.append(element("em", {}, "No words"));
  } else {
    const other = all.find((each) => each !== version && !each.deleted);
    for (const { text: run, isOwn } of ownWords(version.text, other?.text ?? version.text)) {
      const said = isOwn ? run.trimStart() : run;
      text.append(run.slice(0, run.length - said.length), isOwn ? element("mark", {}, said) : said);
    }
  }
  return text;
}

function keepWords(version, all) {
  const isOnly = all.filter((other) => name(other) === name(version)).length === 1;
  if (version.deleted) {
    return "Delete it";
  }
  if (!isOnly) {
    return `Keep version ${all.indexOf(version) + 1}`;
  }
  return version.mine ? "Keep mine" : `Keep ${name(version)}’s`;
}

// `on`: {choose(version), chooseAll()}.
export function choicePanel(all, titleOf, on) {
  const cards = all.map((version) => {
    const extra = details(version, all, titleOf);
    return element(
      "div",
      { className: "interviews-version" },
      element(
        "p",
        { className: "interviews-version__head" },
        element("strong", {}, name(version)),
        version.id === null ? " in the transcript now" : " waits to be chosen",
      ),
      ...(extra ? [element("p", { className: "interviews-version__details" }, extra)] : []),
      words(version, all),
      button(keepWords(version, all), () => on.choose(version)),
    );
  });
  const count = all.length === 2 ? "Two" : String(all.length);
  const isAll = all.every(({ deleted }) => !deleted);
  const keepAll = all.length === 2 ? "Keep both, one after the other" : "Keep all, in this order";
  return element(
    "div",
    {
      className: "interviews-choose",
      attributes: { role: "group", "aria-label": `${count} versions of this segment` },
    },
    element(
      "p",
      { className: "interviews-choose__why" },
      element("strong", {}, `${count} versions of this segment. `),
      "They change the same words. Nothing is lost: choose what the transcript is to say.",
    ),
    element("div", { className: "interviews-choose__versions" }, ...cards),
    ...(isAll ? [button(keepAll, () => on.chooseAll())] : []),
  );
}
